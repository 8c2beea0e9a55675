// Conflicts: the bar that settles the ticked ones counts them, and is hidden while none is ticked. Its button
// with the key Escape clears the ticks.
"use strict";

(() => {
  const bar = document.querySelector(".settle-all");
  if (!bar) return;
  const boxes = () => [...document.querySelectorAll(".dispute input[name=pick]")];

  function updateBar() {
    const ticked = boxes().filter((box) => box.checked).length;
    bar.hidden = !ticked;
    const text = ticked ? `${ticked} ticked:` : "";
    const status = bar.querySelector("[role=status]");
    if (status.textContent !== text) status.textContent = text;
  }

  document.addEventListener("change", updateBar);
  bar.querySelector("[data-clears]").addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    updateBar();
    newsroom.announce("No conflict is ticked now.");
  });
  // After Back, browsers restore the ticks without a change event.
  window.addEventListener("pageshow", updateBar);
})();
