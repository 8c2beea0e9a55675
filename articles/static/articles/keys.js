// One key presses the control that carries it: `data-key="a"` on a button, link or field. What stands
// in the current row or card comes first. The produced character counts, whatever the keyboard.
"use strict";

(() => {
  const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=range], [type=submit])";
  const areOff = document.body.dataset.keys === "off";

  function isTyping(target) {
    return target instanceof Element && target.matches(TYPING);
  }

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
      // A key works on the current row or card; with none, no other row is meant.
      const isMeant = (control) => scope !== document || !control.closest(".row, #card");
      const found = [...scope.querySelectorAll(name)].find((control) => isUsable(control) && isMeant(control));
      if (found) return found;
    }
    return null;
  }

  // Closed disclosures are opened, so that what a key works on is seen.
  function reveal(element) {
    for (let at = element.closest("details:not([open])"); at; at = at.parentElement.closest("details:not([open])")) at.open = true;
  }

  function press(control) {
    const scope = control.closest("[data-current], dialog") ?? document;
    const wanted = control.dataset.focus && scope.querySelector(`[name="${CSS.escape(control.dataset.focus)}"]:not([type=hidden])`);
    const field = wanted ?? (control.matches(TYPING) ? control : null);
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
    // Space, Enter and the arrows keep what the browser gives them.
    if (areOff || event.repeat || event.key.length !== 1 || event.key === " " || isTyping(event.target)) return;
    // Unshifted, + is = on most keyboards.
    const key = event.key === "=" ? "+" : event.key;
    const control = controlOf(key);
    const refusal = !control && document.querySelector(`[data-current] [data-refused-key="${CSS.escape(key)}"]`)?.dataset.refusal;
    if (refusal) newsroom.say(refusal);
    if (!control) return;
    event.preventDefault();
    if (newsroom.isTooSoon()) return;
    newsroom.byKey = true;
    press(control);
    newsroom.byKey = false;
  });

  // Escape leads from a field back to the keys.
  function leave(field) {
    const row = field.closest("[data-current]");
    field.blur();
    (row?.querySelector("[data-home]") ?? row)?.focus({ preventScroll: true });
  }

  // A button that leads to a field does so by click, too.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-focus]");
    if (button && !newsroom.byKey) press(button);
    const opener = event.target.closest?.("[data-opens-keys]");
    if (opener) document.getElementById("keys")?.showModal();
    if (event.target.closest?.("[data-closes]")) event.target.closest("dialog").close();
    if (event.target instanceof HTMLDialogElement) event.target.close();
  });
})();
