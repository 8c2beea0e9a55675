// Lists of conflicts, acts and providers: J and K move the focus from one entry's link to the next one's.
"use strict";

(() => {
  const entries = () => [...document.querySelectorAll("[data-entry]")];
  let place = null; // what had the focus last in the list or at its end
  document.addEventListener("focusin", ({ target }) => {
    place = target.closest("[data-entry], [data-entries-end]") ?? place;
  });

  function move(by) {
    const all = entries();
    const at = place?.matches("[data-entries-end]") ? all.length : all.indexOf(place);
    const entry = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
    if (!entry) return;
    (entry.querySelector(".headline, h2 a") ?? entry.querySelector("a[href]")).focus({ preventScroll: true });
    entry.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    const mover = event.target.closest?.("[data-moves]");
    if (mover) move(Number(mover.dataset.moves));
  });
})();
