// The bulk selection in the queue: counts ticked rows, and enables the buttons when any is ticked.
"use strict";

(() => {
  const bar = document.getElementById("many");
  if (!bar) return;
  const { shown, all } = bar.elements;
  const boxes = () => [...document.querySelectorAll(".row input[name=ids]")];

  function updateBar() {
    const ticked = boxes().filter((box) => box.checked).length;
    const isAll = Boolean(all?.checked);
    shown.checked = ticked > 0 && ticked === boxes().length;
    shown.indeterminate = ticked > 0 && !shown.checked;
    for (const button of bar.querySelectorAll("[data-needs-ticks]")) button.disabled = !ticked && !isAll;
    const text = isAll || !ticked ? "" : `${ticked} ticked`;
    const status = bar.querySelector("[data-ticked]");
    if (status.textContent !== text) status.textContent = text;
  }

  document.addEventListener("change", (event) => {
    if (event.target === shown) for (const box of boxes()) box.checked = shown.checked;
    if (event.target.form === bar) updateBar();
  });
  // Enter on a checkbox would submit the form without a verb.
  document.addEventListener("keydown", (event) => {
    const isBox = event.target.matches?.("input[type=checkbox]") && event.target.form === bar;
    if (isBox && event.key === "Enter") event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", updateBar);
  // After Back, browsers restore the ticks without a change event.
  window.addEventListener("pageshow", updateBar);
})();
