// Keys: one key clicks or focuses the control with that key, `data-key="a"` on a button, link or
// field, first of the selection, then within the current row or card. Keys rest while one types and
// while a disclosure is open.
"use strict";

(() => {
  const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=range], [type=submit])";
  const areDisabled = document.body.dataset.keys === "off";

  const isTyping = newsroom.isTyping = (target = document.activeElement) => target instanceof Element && target.matches(TYPING);

  // Whether the keyboard's letters are Latin, as far as the keys pressed have shown.
  let isLatin = true;

  // Returns the keys that a press may mean, the first that has a control counts. A Latin letter is the
  // produced one, on any layout, in the case that Shift gives it: Caps Lock is not Shift. In another
  // alphabet the key's place counts; there, a symbol without a control counts by its place, too.
  function keysOf({ key, code, shiftKey }) {
    const place = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1] ?? "";
    const byShift = (letter) => (shiftKey ? letter.toUpperCase() : letter.toLowerCase());
    if (/^[a-z]$/i.test(key)) {
      isLatin = true;
      return [byShift(key)];
    }
    if (/^[\p{L}\p{M}\p{Nd}]$/u.test(key) && !/^[0-9\p{Script=Latin}]$/u.test(key)) {
      isLatin = false;
      return [byShift(place)];
    }
    if (key === "Process") return [byShift(place)]; // an input method has taken the character
    // On most keyboards = is + without shift.
    return [key === "=" ? "+" : key, isLatin ? "" : byShift(place)];
  }

  // The elements to search for a control, in order.
  function scopes() {
    return [newsroom.selectionBar?.(), document.querySelector("[data-current]"), document].filter(Boolean);
  }

  function isUsable(control) {
    return !control.disabled && !control.closest("[hidden], [inert]") && getComputedStyle(control).display !== "none";
  }

  function controlOf(key) {
    if (!key) return null;
    const name = `[data-key="${CSS.escape(key)}"]`;
    for (const scope of scopes()) {
      // A key works on the current row, card or selection only; without one, on no row.
      const isInScope = (control) => scope !== document || !control.closest(".row, #card, #many");
      const control = [...scope.querySelectorAll(name)].find((control) => isUsable(control) && isInScope(control));
      if (control) return control;
    }
    return null;
  }

  // Returns the control with this key in an open disclosure: only the list of reasons has some.
  function controlIn(disclosure, key) {
    if (!key || !disclosure.matches("[data-reasons]")) return null;
    return disclosure.dataset.key === key ? disclosure : disclosure.querySelector(`[data-reason-key="${CSS.escape(key)}"]`);
  }

  // Opens the closed disclosures around an element, so that it is visible.
  function reveal(element) {
    for (let at = element.closest("details:not([open])"); at; at = at.parentElement.closest("details:not([open])")) at.open = true;
  }

  // What a key opens in a row is scrolled into view, but not at the cost of the row's headline; a field
  // that is as far from it as the window is high comes before it, as one types there.
  function keepHeadline(control) {
    const headline = control.closest(".row")?.querySelector("[data-home]");
    const height = control.getBoundingClientRect().bottom - headline?.getBoundingClientRect().top;
    if (control.matches("details") || height < innerHeight - 140) headline?.scrollIntoView({ block: "nearest" });
  }

  // Focuses a field, once it is visible.
  const focusField = newsroom.focusField = (field, { selects = true } = {}) => {
    reveal(field);
    if (!field.checkVisibility()) field.closest("[popover]")?.showPopover();
    field.focus();
    if (selects) field.select?.();
    keepHeadline(field);
  };

  // Focuses the field that a control is or names, toggles a disclosure, or clicks.
  function press(control) {
    const scope = control.closest("[data-current], dialog") ?? document;
    const named = control.dataset.focus && scope.querySelector(`[name="${CSS.escape(control.dataset.focus)}"]:not([type=hidden])`);
    const field = named ?? (control.matches(TYPING) ? control : null);
    if (field) return focusField(field);
    if (!(control instanceof HTMLDetailsElement)) control.click();
    else if (control.open) newsroom.closeDisclosure(control);
    else {
      reveal(control.parentElement);
      newsroom.openDetails(control);
      keepHeadline(control);
    }
  }

  // Where a page or script takes the focus from a field in which one types, the rest of the text must
  // not act as keys: the next key rests, however late, and so do all until none came for a while. The
  // next page knows of it. A screen reader moves the focus, too; then the next key rests for a while only.
  const STILL_TYPING = "Not counted: you were still typing. Press it again.";
  const TYPED = "newsroom:typing", TAKEN = 1000, REFUSED = 300, LONGEST = 60_000, ASKED = 5000, AGAIN = 400; // ms
  let field = null; // the field in which one types, until one leaves it oneself
  let isWriting = false; // something was typed in it, or a key has opened it
  let typedAt = -Infinity;
  let askedAt = -Infinity; // when a key asked the browser for another page
  let [refusedKey, refusedAt] = ["", -Infinity];
  let [restsUntil, pause] = [-Infinity, 0];
  function rest(from, length) {
    pause = length;
    restsUntil = from + length;
  }
  function typed(target, timeStamp, { writes = true } = {}) {
    [field, isWriting, typedAt] = [target, writes || (field === target && isWriting), timeStamp];
    if (writes) askedAt = -Infinity; // one went on, so no page was asked for
  }
  const isText = (target) => isTyping(target) && !target.matches("select");
  function leftField() {
    field = null;
    restsUntil = -Infinity;
  }
  function readTyped() {
    try {
      // From here on without limit, but a page of another site, or of the admin, may lie between.
      if (Date.now() - sessionStorage.getItem(TYPED) < LONGEST) [pause, restsUntil] = [TAKEN, Infinity];
      sessionStorage.removeItem(TYPED);
    } catch {} // without storage each page begins anew
  }
  readTyped();
  window.addEventListener("pageshow", readTyped);
  window.addEventListener("pagehide", ({ timeStamp }) => {
    const isAsked = timeStamp - askedAt < ASKED;
    if (isAsked || !(timeStamp < restsUntil || isInField(timeStamp))) return;
    try { sessionStorage.setItem(TYPED, Date.now()); } catch {}
  });
  const isTaken = () => Boolean(field) && (!field.isConnected || !field.checkVisibility() || field.disabled);
  // Whether one types in a field, or did when it was removed or hidden, or a moment ago.
  function isInField(timeStamp) {
    if (!field) return false;
    return isTaken() || (isWriting && field === document.activeElement) || timeStamp - typedAt < 2 * TAKEN;
  }
  // The user's own ways out of a field: the pointer, and the keys below.
  document.addEventListener("pointerdown", ({ target, timeStamp }) => {
    if (isText(target)) typed(target, timeStamp, { writes: false });
    else leftField();
  });
  // Tab, a click on a label or a summary lead into a field, too; Enter in one clicks by itself.
  function arrived({ key, detail, timeStamp }) {
    const isArrival = (key === "Tab" || detail > 0) && isText(document.activeElement);
    if (isArrival) typed(document.activeElement, timeStamp, { writes: false });
  }
  document.addEventListener("keyup", arrived);
  document.addEventListener("click", arrived);
  function isWayOut({ key, isComposing, ctrlKey, metaKey, target }) {
    if (isComposing) return false;
    return key === "Tab" || key === "Escape" || (key === "Enter" && isTyping(target) && (ctrlKey || metaKey || !target.matches("textarea")));
  }
  // Tells whether a key asks the browser for another page or this one again.
  function asksForPage({ key, ctrlKey, metaKey, altKey }) {
    const isShortcut = (ctrlKey || metaKey) && /^[rl[\]]$/i.test(key);
    return isShortcut || /^(F5|Browser.*)$/.test(key) || (altKey && /^(Arrow(Left|Right)|Home)$/.test(key));
  }
  // Tells whether the key refused last is pressed again, more slowly than a letter is doubled.
  function isPressedAgain({ key, repeat, timeStamp }) {
    return key === refusedKey && !repeat && timeStamp - refusedAt >= AGAIN;
  }
  // Tells whether a key belongs to a text that is typed elsewhere than one meant.
  function goesOn(event) {
    const { key, target, timeStamp } = event;
    if (isWayOut(event)) leftField();
    else if (isTyping(target)) {
      if (isText(target)) typed(target, timeStamp);
      if (asksForPage(event)) askedAt = timeStamp;
    }
    else if (!/^(Shift|Control|Alt|AltGraph|Meta|CapsLock|Arrow.*|Page.*|F\d+)$/.test(key)) {
      if (isInField(timeStamp)) rest(timeStamp, TAKEN);
      field = null;
      if (timeStamp >= restsUntil || isPressedAgain(event)) return false;
      if (!event.repeat) [restsUntil, refusedKey, refusedAt] = [timeStamp + pause, key, timeStamp];
      return true;
    }
    return false;
  }

  document.addEventListener("keydown", (event) => {
    // Escape that was meant to leave a field leads nowhere else where that was taken away.
    const leavesTaken = event.key === "Escape" && isTaken() && !isTyping(event.target);
    const isRest = goesOn(event);
    if (leavesTaken) return event.preventDefault();
    if (isRest && /^( |Enter)$/.test(event.key)) {
      event.preventDefault(); // they would click what has the focus
      if (event.target.matches("a, button, input, summary")) newsroom.refuse(STILL_TYPING);
    }
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") return escape(event.target);
    // Space, Enter and the arrows keep their meaning in the browser.
    const isCharacter = [...event.key].length === 1 || event.key === "Process";
    if (areDisabled || event.repeat || !isCharacter || event.key === " " || isTyping(event.target)) return;
    const keys = keysOf(event);
    const disclosure = newsroom.openDisclosure(event.target);
    const control = keys.map((key) => (disclosure ? controlIn(disclosure, key) : controlOf(key))).find(Boolean);
    if (isRest && control) {
      event.preventDefault();
      if (pause === TAKEN) newsroom.refuse(STILL_TYPING);
    } else if (control) {
      event.preventDefault();
      if (!newsroom.isTooSoon(event)) pressByKey(control, event);
      else if (opensField(control)) rest(event.timeStamp, REFUSED);
    } else if (disclosure) {
      if (keys.some(controlOf)) newsroom.announce("Keys rest here. Escape leads back to them.");
    } else if (!isRest) {
      const refused = document.querySelector(`[data-current] [data-refused-keys~="${CSS.escape(keys[0])}"]`);
      if (refused) newsroom.refuse(refused.dataset.refusal);
      if (refused && /[nqR]/.test(keys[0])) rest(event.timeStamp, REFUSED); // what follows is a text
    }
  });

  const opensField = (control) => control.dataset.focus || control.matches(`details, ${TYPING}`);

  function pressByKey(control, { timeStamp }) {
    // With a selection, the keys that decide are those of its bar.
    if (newsroom.selectionBar?.() && control.closest("form.decide")) {
      if (opensField(control)) rest(timeStamp, REFUSED);
      newsroom.announce(`${newsroom.selectionBar().dataset.selection}: this key works on one row only. Escape clears the selection.`);
      return;
    }
    newsroom.byKey = true;
    press(control);
    newsroom.byKey = false;
    if (isTyping()) typed(document.activeElement, timeStamp);
  }

  // Escape closes a disclosure, else leads from a field to the keys, else restores the quality before a
  // change that isn't stored, else clears the selection, or follows the page's link with this key.
  function escape(focused) {
    if (newsroom.closeDisclosure(focused)) return;
    if (isTyping(focused)) leave(focused);
    else if (newsroom.restoreQuality?.() || newsroom.clearSelection?.()) return;
    else if (!areDisabled) controlOf("Escape")?.click();
  }

  // Moves the focus from a field to its row or card, where keys work again.
  function leave(field) {
    const row = field.closest("[data-current]");
    field.blur();
    (row?.querySelector("[data-home]") ?? row)?.focus({ preventScroll: true });
  }

  // Opens the list of keys, with those that have a control on this page for this person.
  function openList(dialog) {
    const hasControl = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    for (const line of dialog.querySelectorAll("[data-lists]")) line.hidden = !line.dataset.lists.split(" ").some(hasControl);
    dialog.showModal();
  }

  // A click on a button that names a field focuses it; others open and close dialogs.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-focus]");
    if (button && !newsroom.byKey) {
      press(button);
      if (isText(document.activeElement)) typed(document.activeElement, event.timeStamp);
    }
    const opener = event.target.closest?.("[data-opens-keys]");
    if (opener) openList(document.getElementById("keys"));
    if (event.target.closest?.("[data-closes]")) event.target.closest("dialog").close();
    if (event.target instanceof HTMLDialogElement) event.target.close();
  });
})();
