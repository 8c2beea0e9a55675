// Disclosures: details, menus, popovers and dialogs. Opening one moves the focus into it, Escape closes
// it and returns the focus, and keys rest meanwhile: keys.js asks newsroom.openDisclosure.
"use strict";

(() => {
  const FIELD = "input:not([type=hidden], [disabled]), select:not([disabled]), textarea:not([disabled])";
  const BUTTON = "button:not([disabled], [tabindex='-1'], [popovertarget])";
  // Menus close at a click elsewhere. On a narrow screen the filters are a panel over the list, so a menu.
  const MENU = matchMedia("(max-width: 40rem)").matches ? "[data-menu], .filters" : "[data-menu]";
  // In a row or card, keys work again when Escape has left the fields, though what was typed stays in sight;
  // the list of reasons has keys of its own.
  const CARD = ".row, #card";
  const entered = new WeakSet(); // the details of rows and cards in which the user is, until Escape
  const returns = new WeakMap(); // by details that a key opened, the element that had the focus

  /** Open the details by a key: the focus goes into it, and back at its end. */
  newsroom.openDetails = (details) => {
    if (!details.open) returns.set(details, document.activeElement);
    details.open = true;
    entered.add(details);
    enter(details); // at once, as the next key may be typed before the toggle event
  };

  // The open popover or dialog, which the browser closes by Escape.
  function openOverPage() {
    const popover = CSS.supports("selector(:popover-open)") ? document.querySelector("[popover]:popover-open") : null;
    return document.querySelector("dialog[open]") ?? popover;
  }

  // The last open details that holds a form, a menu or reasons, wherever the focus is. What a script has
  // opened to show a restored text (unsaved.js) counts from the first focus in it on.
  function openDetails() {
    const all = [...document.querySelectorAll(`details[open]:not([data-restored]):is([data-menu], [data-reasons], :has(${FIELD}))`)];
    const isCurrent = (each) => each.closest("[data-current], #card") && (entered.has(each) || each.matches("[data-reasons]"));
    return all.findLast((each) => !each.closest(CARD) || isCurrent(each));
  }

  /**
   * Return the disclosure that is open, so that keys rest; null without one. A closed one whose summary
   * has the focus lets keys work: opening it moves the focus into it.
   */
  newsroom.openDisclosure = (focused) => {
    const around = focused instanceof Element ? focused.closest("details[open]") : null;
    return openOverPage() ?? around ?? openDetails() ?? null;
  };

  /** Close the open disclosure and return the focus; return false without an open one. */
  newsroom.closeDisclosure = (focused) => {
    if (openOverPage()) return true;
    const details = (focused instanceof Element && focused.closest("details[open]")) || openDetails();
    if (!details) return false;
    entered.delete(details);
    const card = details.closest(CARD);
    const home = card && details.querySelector(FIELD + ", [data-reason-key]") ? card.querySelector("[data-home]") : null;
    // What was typed in a row or card stays in sight until it is sent.
    if (!home || !hasTyped(details)) details.open = false;
    const target = home ?? returns.get(details) ?? details.querySelector("summary");
    returns.delete(details);
    if (target === document.body) document.activeElement.blur();
    else target.focus({ preventScroll: true });
    return true;
  };

  function hasTyped(details) {
    return [...details.querySelectorAll(FIELD)].some((field) => (
      field.matches("select") ? [...field.options].some((each) => each.selected !== each.defaultSelected && each.index > 0)
        : field.matches("[type=range], [type=checkbox], [type=radio]") ? false
          : field.value !== field.defaultValue
    ));
  }

  // Focuses the first field; of a menu the first control; without any, nothing.
  function enter(panel) {
    if (panel.contains(document.activeElement) && !document.activeElement.matches("summary")) return;
    const isVisible = (element) => element.checkVisibility();
    const find = (selector) => [...panel.querySelectorAll(selector)].find(isVisible);
    const isMenu = panel.matches(`${MENU}, [popover]`) && !panel.matches(".filters, .save-view");
    (isMenu ? find(`a[href], ${BUTTON}, ${FIELD}`) : find(FIELD) ?? find(BUTTON))?.focus();
  }

  // A touch screen's keyboard would cover what was opened.
  function enterByPointer(panel) {
    if (!matchMedia("(pointer: coarse)").matches) enter(panel);
  }

  document.addEventListener("click", (event) => {
    const summary = event.target.closest?.("summary");
    if (summary) {
      const details = summary.parentElement;
      returns.delete(details);
      if (!details.open) {
        event.preventDefault();
        details.open = true;
        entered.add(details);
        enterByPointer(details); // at once, as the next key may be typed before the toggle event
      }
    }
    for (const menu of document.querySelectorAll(`:is(${MENU})[open]`)) {
      if (!menu.contains(event.target) || event.target.closest("[data-opens-keys]")) menu.open = false;
    }
  });
  document.addEventListener("focusin", ({ target }) => {
    const details = target.closest("details[open]");
    if (details) delete details.dataset.restored;
    if (details && target.matches(FIELD)) entered.add(details);
  });
  // Popovers. Toggle events don't bubble.
  document.addEventListener("toggle", (event) => {
    const panel = event.target;
    if (panel instanceof HTMLDetailsElement || event.newState !== "open") return;
    entered.add(panel);
    enterByPointer(panel);
  }, true);
})();
