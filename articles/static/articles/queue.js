// The queue: the current row, on which keys work; rows replaced after a decision; ranges of ticks.
"use strict";

(() => {
  const rows = () => [...document.querySelectorAll(".row")];
  const current = () => document.querySelector(".row[data-current]");
  let lastTicked = null;

  // Makes a row the current one, and records the pending quality of the row before.
  function select(row, { focus = false } = {}) {
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
    if (to) select(to, { focus: true });
  }

  // Records the pending quality of a row that is left without a decision.
  function recordQuality(row) {
    const form = row.querySelector("form.decide[data-moved]");
    if (!form) return;
    delete form.dataset.moved;
    // A click instead of submit(), because htmx reads the verb from the clicked button.
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
    if (row) select(row);
  });
  // Only a moving mouse selects: not a row that scrolls under a resting one, as with mouseover.
  document.addEventListener("mousemove", (event) => {
    const row = event.target.closest?.(".row");
    if (row && row !== current() && !current()?.matches(":focus-within")) select(row);
  }, { passive: true });

  const isDone = (row) => row.classList.contains("done") || row.hasAttribute("data-sent");
  // Returns the next row that is not decided yet.
  function nextOpen(row) {
    let next = row.nextElementSibling;
    while (next && (!next.matches(".row") || isDone(next))) next = next.nextElementSibling;
    return next;
  }

  // htmx sends no second request of a form, and says nothing.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.decide.htmx-request, [data-stale] form.decide")) return;
    event.preventDefault();
    event.stopPropagation();
    newsroom.refuse("Not counted: what you did before is still under way.");
  }, { capture: true });

  // After a decision by key the next row is selected at once, before the response.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form.decide");
    if (!form) return;
    const row = form.closest(".row[data-current]");
    const isVerdict = event.submitter?.closest(".verdict, .reasons, .then");
    if (!row || !newsroom.byKey || !isVerdict) return;
    row.dataset.sent = "";
    const next = nextOpen(row);
    // At once, not in a timer: the keys that were pressed since would come before that, to this row.
    if (next) select(next, { focus: true });
  });

  // Returns the open rows with the same headline, whose warnings a decision on this row changes.
  function duplicatesOf(row) {
    const { headline } = row.dataset;
    return headline ? rows().filter((each) => each !== row && !isDone(each) && each.dataset.headline === headline) : [];
  }

  // After a row was replaced: announces its message, and moves the selection and the focus on. What was
  // typed is restored by unsaved.js; the focus and the caret stay where one types on.
  const replaced = new Map(); // by id, the state of the row before
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr, isError, target } = event.detail;
    const row = target.closest(".row");
    if (!row) return;
    if (requestConfig.verb === "get" && row.querySelector("form.htmx-request")) {
      // The answer to what was sent from the row must find its form there.
      event.detail.shouldSwap = false;
      setTimeout(() => document.addEventListener("newsroom:request-ended", () => reloadOpen(row.id), { once: true }));
      return;
    }
    if (composedIn(row)) {
      event.detail.shouldSwap = false;
      showAfterComposing(row, xhr.responseText);
      return;
    }
    replaced.set(row.id, {
      typed: typedIn(row, requestConfig.parameters?.quality),
      verb: requestConfig.triggeringEvent?.submitter?.value ?? "",
      isReload: requestConfig.verb === "get",
      wasCurrent: row.hasAttribute("data-current"),
      isRefused: isError || xhr.status >= 400,
      hadFocus: row.contains(document.activeElement),
      ticked: row.querySelector("input[name=ids]")?.checked,
      bottom: row.getBoundingClientRect().bottom,
      tops: new Map(rows().map((each) => [each.id, top(each)])),
    });
  });

  let composing = null; // the field in which an input method composes a text
  document.addEventListener("compositionstart", ({ target }) => { composing = target; });
  document.addEventListener("compositionend", () => { composing = null; });
  const composedIn = (row) => row.contains(composing);
  // A text of an input method can't be moved to another field: the row is loaded at its end, and after
  // the click that may have ended it.
  function showAfterComposing(row, html) {
    row.dataset.stale = "";
    row.addEventListener("compositionend", () => setTimeout(() => reload(row), 300), { once: true });
    const template = document.createElement("template");
    template.innerHTML = html;
    const message = template.content.querySelector("[data-says]");
    if (message) newsroom.announce(message.dataset.says || message.textContent);
  }

  // Returns the field of a row in which one types, and the caret; null without one, and for the number
  // that Enter has just sent.
  function typedIn(row, sentQuality) {
    const field = document.activeElement;
    if (!isTypedIn(row) || (field.type === "number" && field.value === sentQuality)) return null;
    const { name, selectionStart, selectionEnd } = field;
    return { name, caret: [selectionStart, selectionEnd] };
  }

  function typeOn(row, { name, caret }) {
    const field = row.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
    if (!field) return;
    newsroom.focusField(field, { selects: false });
    if (caret[0] != null) field.setSelectionRange(...caret);
  }
  // Not only after htmx has settled: the next key may come before.
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const before = replaced.get(detail.target.id);
    const row = document.getElementById(detail.target.id);
    if (!before?.typed || !row) return;
    document.dispatchEvent(new CustomEvent("newsroom:replaced", { detail: { row } }));
    typeOn(row, before.typed);
  });
  // A decided row is shorter: scrolls, so that the rows below stay where they were, as far as the
  // page above allows. A second click of a double click must not decide on a row that moved here.
  const top = (row) => row.getBoundingClientRect().top;
  const movedAt = new Map(); // by id of a row
  function keepPlaceBelow(row, before) {
    const moved = row.getBoundingClientRect().bottom - before.bottom;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }
  function noteMoved(before) {
    for (const each of rows()) {
      if (Math.abs(top(each) - before.tops.get(each.id)) >= 1) movedAt.set(each.id, performance.now());
    }
  }
  document.addEventListener("click", (event) => {
    const isPointer = event.detail > 0 && !newsroom.byKey;
    const row = event.target.closest?.(".decide button")?.closest(".row");
    if (!isPointer || !row || !(performance.now() - movedAt.get(row.id) < 300)) return;
    event.preventDefault();
    event.stopPropagation();
    newsroom.refuse("Too fast, not counted: the row had just moved.");
  }, { capture: true });
  document.addEventListener("htmx:afterSettle", (event) => {
    const row = event.target.closest?.(".row");
    const before = replaced.get(row?.id);
    if (!before) return;
    replaced.delete(row.id);
    const message = row.querySelector("[data-says]");
    if (message) newsroom.announce(message.dataset.says || message.textContent);
    keepPlaceBelow(row, before);
    if (isDone(row)) duplicatesOf(row).forEach(reload);
    const box = row.querySelector("input[name=ids]");
    if (box) box.checked = before.ticked;
    const next = before.isRefused || !isDone(row) ? row : nextOpen(row);
    if (newsroom.isTyping()) {
      if (before.wasCurrent) select(next ?? row);
    } else if (before.wasCurrent || before.hadFocus) {
      const sameButton = !before.typed && next?.querySelector(`.verdict button[value="${CSS.escape(before.verb)}"]`);
      // From a button the focus moves to the same button of the next row, else to its headline; at
      // the end of the list to the row itself, where a further Enter does nothing.
      if (!next) row.tabIndex = -1;
      const home = next?.querySelector("[data-home]") ?? row;
      const target = before.hadFocus && sameButton ? sameButton : home;
      (newsroom.fieldAtFault(row) ?? target)?.focus({ preventScroll: true });
      select(next ?? row);
      if (!before.isReload) (next ?? row).scrollIntoView({ block: "nearest" });
    }
    noteMoved(before);
  });

  // Loads a row that was not loaded while its own request was under way.
  function reloadOpen(id) {
    const row = document.getElementById(id);
    if (row && !isDone(row)) reload(row);
  }
  for (const type of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(type, ({ target }) => { delete target.closest?.(".row")?.dataset.stale; });
  }

  const isTypedIn = (row) => newsroom.isTyping() && row.contains(document.activeElement);

  const reload = newsroom.reloadRow = (row, headers = {}) => {
    const next = encodeURIComponent(location.pathname + location.search);
    return htmx.ajax("GET", `/articles/${row.id.slice("row-".length)}/row/?next=${next}`, {
      source: row, target: row, headers, swap: "outerHTML", // each row as its source: htmx drops all but the last of one source
    });
  };

  // After an undo, the row is reloaded and selected, but the focus stays with who is typing.
  newsroom.showsUndone = true;
  document.addEventListener("newsroom:undone", async (event) => {
    const { article, said: message } = event.detail;
    const row = article && document.getElementById(`row-${article}`);
    if (!row) return;
    await reload(row);
    newsroom.announce(message);
    if (!newsroom.isTyping()) select(document.getElementById(row.id), { focus: true });
  });

  // -- The place in the list: the row from which a page was opened is the current one after Back -------
  const PLACE = "newsroom:place";
  const list = location.pathname + location.search;
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.(".row a[href]")?.closest(".row");
    if (!row) return;
    const rest = rows().slice(rows().indexOf(row)).map(({ id }) => id);
    try {
      sessionStorage.setItem(PLACE, JSON.stringify({ list, rest }));
    } catch {} // the list then begins at its first row
  });

  // Returns the row that one left from, or the one after it that is still listed. None where one came
  // another way than Back or a link of that page.
  function rowLeft() {
    const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    const from = document.referrer && new URL(document.referrer).pathname;
    if (!isBack && !/^\/(articles|admin)\//.test(from)) return null;
    try {
      const place = JSON.parse(sessionStorage.getItem(PLACE));
      return place?.list === list ? place.rest.map((id) => document.getElementById(id)).find(Boolean) : null;
    } catch {
      return null;
    }
  }

  const left = rowLeft();
  if (left) select(left, { focus: true });
  else if (!matchMedia("(pointer: coarse)").matches) select(rows()[0] ?? null);
})();
