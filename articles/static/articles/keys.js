// Keys: one key clicks or focuses the control with that key, `data-key="a"` on a button, link or
// field, first within the current row or card. The produced character counts, on any keyboard layout.
"use strict";

(() => {
  const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=range], [type=submit])";
  const areDisabled = document.body.dataset.keys === "off";

  function isTyping(target) {
    return target instanceof Element && target.matches(TYPING);
  }

  // The elements to search for a control, in order.
  function scopes() {
    const dialog = document.querySelector("dialog[open]");
    if (dialog) return [dialog];
    return [document.querySelector("[data-current]"), document].filter(Boolean);
  }

  function isUsable(control) {
    return !control.disabled && !control.closest("[hidden], [inert]") && getComputedStyle(control).display !== "none";
  }

  function controlOf(key) {
    const name = `[data-key="${CSS.escape(key)}"]`;
    for (const scope of scopes()) {
      const open = scope.querySelector(`[data-reasons][open] [data-reason-key="${CSS.escape(key)}"]`);
      if (open && scope !== document) return open;
      // A key works on the current row or card only; without one, on no row.
      const isInScope = (control) => scope !== document || !control.closest(".row, #card");
      const control = [...scope.querySelectorAll(name)].find((control) => isUsable(control) && isInScope(control));
      if (control) return control;
    }
    return null;
  }

  // Opens the closed disclosures around an element, so that it is visible.
  function reveal(element) {
    for (let at = element.closest("details:not([open])"); at; at = at.parentElement.closest("details:not([open])")) at.open = true;
  }

  // Focuses the field that a control is or names, toggles a disclosure, or clicks.
  function press(control) {
    const scope = control.closest("[data-current], dialog") ?? document;
    const named = control.dataset.focus && scope.querySelector(`[name="${CSS.escape(control.dataset.focus)}"]:not([type=hidden])`);
    const field = named ?? (control.matches(TYPING) ? control : null);
    if (field) {
      reveal(field);
      if (!field.checkVisibility()) field.closest("[popover]")?.showPopover();
      field.focus();
      field.select?.();
      return;
    }
    if (control instanceof HTMLDetailsElement) {
      reveal(control.parentElement);
      control.open = !control.open;
    } else control.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") {
      if (isTyping(event.target)) leave(event.target);
      else document.querySelector("[data-current] details[data-reasons][open]")?.removeAttribute("open");
      return;
    }
    // Space, Enter and the arrows keep their meaning in the browser.
    if (areDisabled || event.repeat || event.key.length !== 1 || event.key === " " || isTyping(event.target)) return;
    // On most keyboards = is + without shift.
    const key = event.key === "=" ? "+" : event.key;
    const control = controlOf(key);
    const refusal = !control && document.querySelector(`[data-current] [data-refused-key="${CSS.escape(key)}"]`)?.dataset.refusal;
    if (refusal) newsroom.announce(refusal);
    if (!control) return;
    event.preventDefault();
    if (newsroom.isTooSoon()) return;
    newsroom.byKey = true;
    press(control);
    newsroom.byKey = false;
  });

  // Moves the focus from a field to its row or card, where keys work again.
  function leave(field) {
    const row = field.closest("[data-current]");
    field.blur();
    (row?.querySelector("[data-home]") ?? row)?.focus({ preventScroll: true });
  }

  // A click on a button that names a field focuses it; others open and close dialogs.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-focus]");
    if (button && !newsroom.byKey) press(button);
    const opener = event.target.closest?.("[data-opens-keys]");
    if (opener) document.getElementById("keys")?.showModal();
    if (event.target.closest?.("[data-closes]")) event.target.closest("dialog").close();
    if (event.target instanceof HTMLDialogElement) event.target.close();
  });
})();
