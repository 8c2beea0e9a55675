// The bar of many at once: what is ticked, and buttons that wait until something is.
"use strict";

(() => {
  const bar = document.getElementById("many");
  if (!bar) return;
  const { shown, all } = bar.elements;
  const boxes = () => [...document.querySelectorAll(".row input[name=ids]")];

  function tell() {
    const ticked = boxes().filter((box) => box.checked).length;
    const isAll = Boolean(all?.checked);
    shown.checked = ticked > 0 && ticked === boxes().length;
    shown.indeterminate = ticked > 0 && !shown.checked;
    for (const button of bar.querySelectorAll("[data-needs-ticks]")) button.disabled = !ticked && !isAll;
    const words = isAll || !ticked ? "" : `${ticked} ticked`;
    const said = bar.querySelector("[data-ticked]");
    if (said.textContent !== words) said.textContent = words;
  }

  document.addEventListener("change", (event) => {
    if (event.target === shown) for (const box of boxes()) box.checked = shown.checked;
    if (event.target.form === bar) tell();
  });
  // Enter on a box would send the form, and with it all ticks, without a verb.
  document.addEventListener("keydown", (event) => {
    const isBox = event.target.matches?.("input[type=checkbox]") && event.target.form === bar;
    if (isBox && event.key === "Enter") event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", tell);
  // Who comes back finds the ticks where they were.
  window.addEventListener("pageshow", tell);
})();
