// On a phone, the message on what was done goes away after some seconds; the stylesheet hides it
// there. Screen readers keep it, and it stays while it has the focus or the pointer.
"use strict";

(() => {
  const SHOWN = 6000; // ms
  const timers = new WeakMap();

  function goAfterAWhile(notice) {
    clearTimeout(timers.get(notice));
    notice.classList.remove("past");
    const go = () => {
      if (notice.matches(":hover, :focus-within")) timers.set(notice, setTimeout(go, 1000));
      else notice.classList.add("past");
    };
    timers.set(notice, setTimeout(go, SHOWN));
  }

  for (const notice of document.querySelectorAll(".message.success")) goAfterAWhile(notice);
  const last = document.getElementById("last");
  if (last) new MutationObserver(() => goAfterAWhile(last)).observe(last, { childList: true });
})();
