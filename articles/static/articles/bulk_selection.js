// The bulk selection in the queue: counts ticked rows, and enables the buttons when any is ticked. While
// any is, keys.js takes the keys of this bar, and Escape clears the selection. Who comes back from the page
// of a batch that was not begun finds the selection again.
"use strict";

(() => {
  const CHOSEN = "newsroom:ticks"; // the selection of the last batch: its list, the ids, and whether all
  const list = location.pathname + location.search;
  function forget() {
    try { sessionStorage.removeItem(CHOSEN); } catch {}
  }
  const batch = () => document.getElementById("batch");
  if (batch()) {
    const forgetBegun = () => { if (batch()?.dataset.state !== "chosen") forget(); };
    forgetBegun();
    document.addEventListener("htmx:afterSettle", forgetBegun);
  }
  const bar = document.getElementById("many");
  if (!bar) return;
  const { shown, all } = bar.elements;
  const boxes = () => [...document.querySelectorAll(".row input[name=ids]")];

  function updateBar() {
    const ticked = boxes().filter((box) => box.checked).length;
    // A decided row is folded, without a box.
    const count = bar.querySelector("[data-shown-count]");
    if (count.textContent !== String(boxes().length)) count.textContent = boxes().length;
    const isAll = Boolean(all?.checked);
    shown.checked = ticked > 0 && ticked === boxes().length;
    shown.indeterminate = ticked > 0 && !shown.checked;
    for (const button of bar.querySelectorAll("[data-needs-ticks]")) button.disabled = !ticked && !isAll;
    const text = isAll || !ticked ? "" : `${ticked} ticked`;
    const label = all?.parentElement.textContent.replace(/\s+/g, " ").trim();
    bar.dataset.selection = isAll ? label.replace("Select all", "All") : text;
    const status = bar.querySelector("[data-ticked]");
    if (status.textContent !== text) status.textContent = text;
  }

  /** Return the bar of the selection where anything is selected, else null. */
  newsroom.selectionBar = () => (bar.dataset.selection ? bar : null);

  /** Clear the selection, and announce it; return false where nothing is selected. */
  newsroom.clearSelection = () => {
    if (!bar.dataset.selection) return false;
    for (const box of [...boxes(), all].filter(Boolean)) box.checked = false;
    updateBar();
    newsroom.announce("Selection cleared.");
    return true;
  };

  // Ticks what was ticked, as far as it is still listed.
  function restore() {
    const from = document.referrer && new URL(document.referrer).pathname;
    if (!/^\/batches\/\d+\//.test(from)) return;
    try {
      const chosen = JSON.parse(sessionStorage.getItem(CHOSEN));
      if (chosen?.list !== list) return;
      for (const box of boxes()) if (chosen.ids.includes(box.value)) box.checked = true;
      if (all && chosen.all) all.checked = true;
    } catch {} // nothing is ticked then
    forget();
  }
  restore();

  bar.addEventListener("submit", () => {
    const ids = boxes().filter((box) => box.checked).map((box) => box.value);
    try {
      sessionStorage.setItem(CHOSEN, JSON.stringify({ list, ids, all: Boolean(all?.checked) }));
    } catch {}
  });
  bar.addEventListener("submit", ({ submitter }) => {
    if (!submitter?.value || !bar.dataset.selection) return;
    newsroom.announce(`${submitter.dataset.does}: ${bar.dataset.selection}. The next page asks before anything is done.`);
  });
  // The threshold is filled in by quality.js; Enter in the field leads on.
  bar.addEventListener("click", (event) => {
    if (event.target.closest("[data-quality-to]")) newsroom.openDetails(bar.querySelector("details"));
  });

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
