// The queue by keys: the row that keys work on, rows answered in place, ranges of ticks, arrivals.
"use strict";

(() => {
  const rows = () => [...document.querySelectorAll(".row")];
  const current = () => document.querySelector(".row[data-current]");
  let lastTicked = null;

  function choose(row, { focus = false } = {}) {
    const before = current();
    if (before !== row) {
      if (before) {
        delete before.dataset.current;
        recordQuality(before);
      }
      if (row) row.dataset.current = "";
    }
    if (row && focus) {
      row.querySelector("[data-home]")?.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }

  function move(by) {
    const all = rows();
    const at = all.indexOf(current());
    const to = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
    if (to) choose(to, { focus: true });
  }

  // A quality moved by keys is recorded once: with the verb, or on leaving the row.
  function recordQuality(row) {
    const form = row.querySelector("form.decide[data-moved]");
    if (!form) return;
    delete form.dataset.moved;
    // A click rather than a submit: htmx takes the verb from the button that was clicked.
    form.querySelector('button[value="set-quality"]').click();
  }

  document.addEventListener("click", (event) => {
    const mover = event.target.closest?.("[data-moves]");
    if (mover) move(Number(mover.dataset.moves));
    const box = event.target.closest?.(".row input[name=ids]");
    if (!box) return;
    if (event.shiftKey && lastTicked) tickRange(lastTicked, box);
    lastTicked = box;
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-ticks-range]")) return;
    const box = current()?.querySelector("input[name=ids]");
    if (!box) return;
    box.checked = true;
    if (lastTicked) tickRange(lastTicked, box);
    lastTicked = box;
  });
  function tickRange(from, to) {
    const boxes = [...document.querySelectorAll(".row input[name=ids]")];
    const [first, last] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
    if (first < 0) return;
    for (const box of boxes.slice(first, last + 1)) box.checked = from.checked;
    to.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.(".row");
    if (row) choose(row);
  });
  // Only a mouse that moves chooses: a row that scrolls beneath a resting one doesn't.
  document.addEventListener("mousemove", (event) => {
    const row = event.target.closest?.(".row");
    if (row && row !== current() && !current()?.matches(":focus-within")) choose(row);
  }, { passive: true });

  const isDone = (row) => row.classList.contains("done") || row.hasAttribute("data-sent");
  function nextOpen(row) {
    let next = row.nextElementSibling;
    while (next && (!next.matches(".row") || isDone(next))) next = next.nextElementSibling;
    return next;
  }

  // A verdict by key leads on at once: the row says what came of it while the next is being read.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form.decide");
    if (!form) return;
    const row = form.closest(".row[data-current]");
    const isVerdict = event.submitter?.closest(".verdict, .reasons, .then");
    if (!row || !newsroom.byKey || !isVerdict) return;
    row.dataset.sent = "";
    const next = nextOpen(row);
    if (next) setTimeout(() => choose(next, { focus: true }));
  });

  // A twin that was just published speaks against its likes, and one taken back no longer does.
  function twinsOf(row) {
    const { headline } = row.dataset;
    return headline ? rows().filter((each) => each !== row && !isDone(each) && each.dataset.headline === headline) : [];
  }

  // After a row was answered in place: say it; who pressed its button goes on to the next one's.
  const answered = new Map();
  document.addEventListener("htmx:beforeSwap", (event) => {
    const row = event.detail.target.closest(".row");
    const submitter = event.detail.requestConfig.triggeringEvent?.submitter;
    if (row) answered.set(row.id, {
      verb: submitter?.value ?? "",
      wasCurrent: row.hasAttribute("data-current"),
      isRefused: event.detail.isError || event.detail.xhr.status >= 400,
      hadFocus: row.contains(document.activeElement),
      ticked: row.querySelector("input[name=ids]")?.checked,
    });
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const row = event.target.closest?.(".row");
    const was = answered.get(row?.id);
    if (!was) return;
    answered.delete(row.id);
    const words = row.querySelector("[data-says]");
    if (words) newsroom.say(words.textContent);
    if (isDone(row)) twinsOf(row).forEach(showAgain);
    const box = row.querySelector("input[name=ids]");
    if (box) box.checked = was.ticked;
    const next = was.isRefused || !isDone(row) ? row : nextOpen(row);
    if (was.wasCurrent || was.hadFocus) {
      const same = next?.querySelector(`.verdict button[value="${CSS.escape(was.verb)}"]`);
      const home = (next ?? row).querySelector("[data-home]");
      // Who decides by keys goes on by keys; who pressed the button finds the next one's under it.
      const undo = next ? null : row.querySelector("button.link");
      const target = was.hadFocus && same ? same : undo ?? home;
      target?.focus({ preventScroll: true });
      choose(next ?? row);
      (next ?? row).scrollIntoView({ block: "nearest" });
    }
  });

  function showAgain(row) {
    const next = encodeURIComponent(location.pathname + location.search);
    return htmx.ajax("GET", `/articles/${row.id.slice("row-".length)}/row/?next=${next}`, { target: row, swap: "outerHTML" });
  }

  // What was undone from the page's foot shows in its row.
  document.addEventListener("newsroom:undone", async (event) => {
    const { article, said } = event.detail;
    const row = article && document.getElementById(`row-${article}`);
    if (!row) return;
    await showAgain(row);
    newsroom.say(said);
    choose(document.getElementById(row.id), { focus: true });
  });

  if (!matchMedia("(pointer: coarse)").matches) choose(rows()[0] ?? null);
})();
