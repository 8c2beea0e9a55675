// Typed and not yet recorded: what a person types in a form is kept in this tab's sessionStorage until
// the desk has recorded it, and restored when the form is shown again. Before something is lost, the
// browser asks. Passwords, hidden fields and tokens are never kept. Also loaded by the admin's pages.
"use strict";

(() => {
  const STORE = "newsroom:typed";
  const user = document.querySelector('meta[name="newsroom-user"]')?.content ?? "";
  const NOT_KEPT = ["hidden", "password", "file", "submit", "button", "image", "reset", "range", "search"];
  // Ticks that choose rows, the admin's menu of actions, and what confirms a number, are no text.
  const CHOICES = ["typed", "ids", "pick", "shown", "all", "action", "_selected_action", "select_across"];
  // What a page shows after a form that was not recorded.
  const REFUSALS = ".error-page, .errornote, .errorlist, .problem[role=alert]:not([hidden]), "
    + ":is(.message, .messagelist li):is(.error, .warning)";
  const SUCCESSES = ":is(.message, .messagelist li).success";
  let isLeaving = null; // the form that is sent by leaving the page
  let isRestoring = false;
  let isSignedOut = false;
  let isFollowing = false; // a link or form leads to another page in this tab

  // -- The store: by form, the user, whether it was sent, and its fields with the values before ------
  let unstored = null; // the entries where the storage can't be written: of this page alone
  function readAll() {
    if (unstored) return unstored;
    try {
      return JSON.parse(sessionStorage.getItem(STORE)) ?? {};
    } catch {
      return {};
    }
  }
  function writeAll(entries) {
    try {
      sessionStorage.setItem(STORE, JSON.stringify(entries));
      unstored = null;
    } catch {
      unstored = entries; // nothing is restored on another page; the question before leaving remains
    }
  }
  function change(keys, alter) {
    const entries = readAll();
    for (const key of keys.filter((each) => entries[each])) if (alter(entries[key]) === null) delete entries[key];
    writeAll(entries);
  }
  const remove = (key) => change([key], () => null);
  const removeEmpty = ({ fields }) => (Object.keys(fields).length ? undefined : null);
  const markSent = (key, sent) => change([key], (entry) => { entry.sent = sent; });
  // The values that were sent, by form: what was typed after that isn't recorded by the answer.
  const sentValues = new WeakMap();
  function noteSent(form) {
    sentValues.set(form, new Map([...fieldsOf(form)].map(([name, field]) => [name, valueOf(field)])));
  }
  // After an answer, recorded or refused: the form is shown again with the quality that was sent.
  function noteAnswered(form, { isRecorded }) {
    const sent = sentValues.get(form) ?? new Map();
    change([keyOf(form)], (entry) => {
      entry.sent = false;
      for (const [name, field] of Object.entries(entry.fields)) {
        if (isRecorded && field.value === sent.get(name)) delete entry.fields[name];
        else if (isRecordedOnLeaving(form, name)) field.was = sent.get(name) ?? field.was;
      }
      return removeEmpty(entry);
    });
  }

  // -- Forms and fields -------------------------------------------------------------------------------
  // Returns the name of a form in the store, or "" where nothing of it is kept.
  function keyOf(form) {
    if (form.getAttribute("method")?.toLowerCase() !== "post" || form.querySelector("input[type=password]")) return "";
    const path = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
    return form.dataset.keeps ?? [path, form.querySelector("input[type=hidden][name=field]")?.value].filter(Boolean).join(" ");
  }

  // Returns the fields of a form by name; those of a row in the admin's list by the row's article, as
  // the list may have another order when it is shown again.
  function fieldsOf(form) {
    const fields = new Map();
    for (const field of form.elements) {
      const isKept = field.matches("textarea, select:not([multiple]), input") && !NOT_KEPT.includes(field.type)
        && field.name && !CHOICES.includes(field.name) && !field.disabled && !field.readOnly;
      if (!isKept) continue;
      const [, row, rest] = field.name.match(/^form-(\d+)-(.+)$/) ?? [];
      const id = row && form.querySelector(`[name="form-${row}-id"]`)?.value;
      const name = id ? `${id} ${rest}` : field.name;
      fields.set(field.type === "radio" ? `${name}=${field.value}` : name, field);
    }
    return fields;
  }
  const isTick = (field) => ["checkbox", "radio"].includes(field.type);
  const valueOf = (field) => isTick(field) ? field.checked : field.value;
  function defaultOf(field) {
    if (isTick(field)) return field.defaultChecked;
    if (!field.options) return field.defaultValue;
    return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
  }
  function setValue(field, value) {
    if (isTick(field)) field.checked = value;
    else field.value = value;
    isRestoring = true;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    isRestoring = false;
  }
  // The desk records a pending quality by itself when its page is left (leaving.js).
  const isRecordedOnLeaving = (form, name) => name === "quality" && form.matches("form.decide");

  // -- Keeping -----------------------------------------------------------------------------------------
  function keep(form) {
    const key = keyOf(form);
    if (!key) return;
    const entries = readAll();
    const fields = entries[key]?.fields ?? {};
    for (const [name, field] of fieldsOf(form)) {
      // A refused form is shown with what was typed as its defaults, so the first default counts.
      const was = fields[name]?.was ?? defaultOf(field);
      if (valueOf(field) === was) delete fields[name];
      else fields[name] = { value: valueOf(field), was };
    }
    entries[key] = { user, fields };
    if (!Object.keys(fields).length) {
      delete entries[key];
      form.querySelector(".restored")?.remove();
    }
    writeAll(entries);
    for (const [name, field] of fieldsOf(form)) if (!fields[name]) unmark(field);
  }

  // Tells whether leaving would lose something that was typed in this form. Nothing of a form with a
  // password is kept, so its fields themselves are looked at. Of other forms all is kept in the tab, but
  // a tab that is closed, which looks to a page like Back and Reload, loses it.
  function asks(form) {
    if (form.querySelector("input[type=password]")) {
      return [...form.elements].some((field) => (
        field.matches("textarea, select:not([multiple]), input:not([type=hidden], [type=submit])")
        && !field.disabled && valueOf(field) !== defaultOf(field)
      ));
    }
    if (isFollowing && !unstored) return false;
    const fields = readAll()[keyOf(form)]?.fields ?? {};
    return [...fieldsOf(form).keys()].some((name) => name in fields && !isRecordedOnLeaving(form, name));
  }

  // -- Restoring ---------------------------------------------------------------------------------------
  function restore(form) {
    const entry = readAll()[keyOf(form)];
    if (!entry || form.querySelector(".restored")) return;
    let first = null;
    for (const [name, field] of fieldsOf(form)) {
      const kept = entry.fields[name];
      if (!kept || kept.value === defaultOf(field)) continue;
      // A quality that was recorded, or set by somebody else, since it was typed is not set again.
      if (isRecordedOnLeaving(form, name) && kept.was !== defaultOf(field)) continue;
      if (valueOf(field) !== kept.value) setValue(field, kept.value);
      // A menu stays closed, as keys rest while one is open; what was typed is there when it is opened.
      const closed = "details:not([open], [data-menu])";
      for (let at = field.closest(closed); at; at = at.parentElement.closest(closed)) {
        at.open = true;
        at.dataset.restored = "";
      }
      mark(field);
      first ??= field;
    }
    if (first && !replacing.has(form)) showRestored(form, first);
  }
  // The forms of a row that a script has replaced under the hands of who typed, who needs no notice.
  const replacing = new WeakSet();

  // Marks a restored value in the admin's list, where many rows have fields of one form.
  function mark(field) {
    const cell = field.closest("#result_list td");
    if (!cell || cell.querySelector(".restored-mark")) return;
    const text = document.createElement("span");
    text.className = "restored-mark";
    text.id = `${field.id}_restored`;
    text.textContent = "restored, not saved";
    cell.append(text);
    field.setAttribute("aria-describedby", text.id);
  }
  function unmark(field) {
    const text = field.closest("#result_list td")?.querySelector(".restored-mark");
    if (!text) return;
    text.remove();
    field.removeAttribute("aria-describedby");
  }

  function showRestored(form, field) {
    const notice = document.createElement("p");
    notice.className = "notice restored";
    notice.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = "Discard it";
    button.addEventListener("click", () => discard(form, field));
    const marked = form.querySelectorAll(".restored-mark").length;
    const which = marked ? `Not saved yet: ${marked === 1 ? "one value" : `${marked} values`}, marked below. ` : "";
    notice.append(`Restored what you had typed. ${which}`, button);
    (field.closest(".fields") ?? form).prepend(notice);
  }

  function discard(form, field) {
    remove(keyOf(form));
    for (const each of fieldsOf(form).values()) {
      if (valueOf(each) !== defaultOf(each)) setValue(each, defaultOf(each));
      unmark(each);
    }
    form.querySelector(".restored").remove();
    (form.closest("[data-current]")?.querySelector("[data-home]") ?? field).focus();
  }

  const restoreIn = (element) => {
    if (element.matches?.("form")) restore(element);
    for (const form of element.querySelectorAll?.("form") ?? []) restore(form);
  };

  // -- Pages without a user: nothing that was sent has been recorded -----------------------------------
  if (!user) {
    change(Object.keys(readAll()), (entry) => {
      entry.sent = false;
      for (const field of Object.values(entry.fields)) delete field.sent;
    });
    const form = document.querySelector("form.sign-in");
    if (!form || !Object.keys(readAll()).length) return;
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.textContent = "What you had typed is kept in this tab; it is there again after you sign in.";
    form.querySelector("label").before(notice);
    return;
  }

  // -- A page of a user --------------------------------------------------------------------------------
  const [navigation] = performance.getEntriesByType("navigation");
  const isAnswer = navigation?.type === "navigate"
    && (document.querySelector(SUCCESSES) || !document.querySelector(REFUSALS));
  change(Object.keys(readAll()), (entry) => {
    if (entry.user !== user || (entry.sent && isAnswer)) return null;
    entry.sent = false;
    for (const [name, field] of Object.entries(entry.fields)) if (field.sent) delete entry.fields[name];
    return removeEmpty(entry);
  });
  // After the page's other scripts, which show what a restored value means.
  document.addEventListener("DOMContentLoaded", () => restoreIn(document));
  new MutationObserver((records) => {
    for (const record of records) record.addedNodes.forEach(restoreIn);
  }).observe(document.body, { childList: true, subtree: true });

  for (const type of ["input", "change"]) {
    document.addEventListener(type, ({ target }) => {
      if (isRestoring || !target.form) return;
      isLeaving = null;
      keep(target.form);
    });
  }
  // Keys and buttons change the quality without an event of the field.
  document.addEventListener("click", ({ target }) => {
    const step = target.closest?.("[data-quality-step], [data-quality-to]");
    if (step?.form) setTimeout(() => keep(step.form));
  });

  window.addEventListener("submit", (event) => {
    const form = event.target;
    markSent(keyOf(form), true);
    if (!event.defaultPrevented) isLeaving = form;
    if (form.matches("[data-signs-out], #logout-form")) window.addEventListener("pagehide", () => writeAll({}));
  });
  window.addEventListener("pagehide", () => {
    const keys = [...document.querySelectorAll("form.decide:is([data-moved], [data-recorded])")].map(keyOf);
    if (!isSignedOut) change(keys, ({ fields }) => { if (fields.quality) fields.quality.sent = true; });
  });
  // Not in all browsers; in the others every way to leave is asked about.
  window.navigation?.addEventListener("navigate", () => {
    isFollowing = true;
    setTimeout(() => { isFollowing = false; }, 500);
  });
  window.addEventListener("beforeunload", (event) => {
    if (isSignedOut || ![...document.forms].some((form) => form !== isLeaving && asks(form))) return;
    event.preventDefault();
    event.returnValue = ""; // for browsers of before 2024
  });

  // -- Answers to forms that scripts send --------------------------------------------------------------
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const form = detail.requestConfig?.elt?.closest?.("form");
    if (!form) return;
    noteAnswered(form, { isRecorded: detail.xhr.status < 300 });
  });
  document.addEventListener("htmx:sendError", ({ detail }) => {
    const form = detail.elt?.closest?.("form");
    if (form) markSent(keyOf(form), false);
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.matches("form")) noteSent(detail.elt);
  });
  document.addEventListener("newsroom:sent", ({ detail }) => noteSent(detail.form));
  // Review tells what became of a form. A skip records no note, so the note is kept for later.
  document.addEventListener("newsroom:answered", ({ detail }) => {
    const key = keyOf(detail.form);
    if (!detail.result || !detail.isSkip) noteAnswered(detail.form, { isRecorded: Boolean(detail.result) });
    else {
      change([key], (entry) => {
        delete entry.fields.quality;
        entry.sent = false;
        return removeEmpty(entry);
      });
      if (readAll()[key]) detail.result.said += " What you typed is kept with it.";
    }
  });
  document.addEventListener("newsroom:replaced", ({ detail }) => {
    for (const form of detail.row.querySelectorAll("form")) {
      replacing.add(form);
      restore(form);
    }
  });
  document.addEventListener("newsroom:signed-out", () => { isSignedOut = true; });
})();
