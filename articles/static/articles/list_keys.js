// Lists of conflicts, acts and providers: J and K move the focus from one entry's link to the next one's.
"use strict";

(() => {
  const entries = () => [...document.querySelectorAll("[data-entry]")];
  const indexOf = (element) => entries().findIndex((entry) => entry.contains(element));

  function move(by) {
    const all = entries();
    const at = indexOf(document.activeElement);
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
