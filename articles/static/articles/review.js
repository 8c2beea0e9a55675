// Review by keys: one card at a time, the next one already here with its picture. Every form on a
// card also works without this; here its answer comes by fetch and the next card takes its place.
"use strict";

(() => {
  const page = document.querySelector("[data-review-page]");
  if (!page) return;
  const { next: NEXT, leave: LEAVE } = page.dataset;
  const query = page.dataset.query ?? "";
  const card = () => document.getElementById("card");
  const pk = (element) => element?.dataset.article;
  let held = null; // the next card
  let fetching = null;
  let busy = false;
  let lastSign = 0;

  // -- Cards ----------------------------------------------------------------------------------
  function parsed(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return document.importNode(template.content.querySelector("#card"), true);
  }

  async function fetchNext({ beside = [], first = "" } = {}) {
    const fields = new FormData();
    fields.set("query", query);
    for (const each of beside.filter(Boolean)) fields.append("beside", each);
    if (first) fields.set("first", first);
    const answer = await newsroom.send(NEXT, fields);
    if (!answer) return null;
    const element = parsed(await answer.text());
    loadPicture(element);
    return element;
  }

  // The picture is on its way before its card is shown; the story never waits for it.
  function loadPicture(element) {
    const shown = element.querySelector(".head .picture img, .story .picture img");
    if (!shown) return;
    const image = new Image();
    image.referrerPolicy = "no-referrer";
    image.src = shown.src;
    shown.loading = "eager";
  }

  function prefetch() {
    if (held || fetching || !pk(card())) return;
    const beside = pk(card());
    fetching = fetchNext({ beside: [beside] }).then((element) => {
      fetching = null;
      // An end isn't kept: by the time it is reached, it may be none.
      if (pk(element) && pk(element) !== pk(card())) held = element;
    });
  }

  async function goOn() {
    if (!held && fetching) await fetching;
    const element = held ?? await fetchNext();
    held = null;
    if (element) show(element);
  }

  function show(element) {
    card().replaceWith(element);
    htmx.process(element);
    document.title = `${element.dataset.title ?? "Review"} · Newsroom`;
    window.scrollTo(0, 0);
    element.querySelector("[data-home]")?.focus({ preventScroll: true });
    begin();
  }

  // From the moment it is painted it may be decided; before that a key was meant for the last one.
  function begin() {
    const shown = card();
    clearTimeout(retry);
    // A frame's callbacks run before it is painted, and a task that they leave after it.
    requestAnimationFrame(() => setTimeout(() => {
      shown.dataset.shown = performance.now();
      if (shown === card()) prefetch();
    }));
    if (shown.matches("[data-review-end]")) waitForMore(shown);
    else watchLease();
  }

  // -- Deciding -------------------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest("#card") || !form.matches("[data-review-form]")) return;
    event.preventDefault();
    // Enter on a button, and the second half of a double click, come past the keys.
    if (!newsroom.isTooSoon()) answer(form, event.submitter);
  });

  async function answer(form, submitter) {
    if (busy) return;
    busy = true;
    form.setAttribute("aria-busy", "true");
    try {
      const action = submitter?.formAction && submitter.hasAttribute("formaction") ? submitter.formAction : form.action;
      const response = await newsroom.send(action, new FormData(form, submitter));
      if (!response) return;
      const told = await response.text();
      if (response.headers.get("Content-Type")?.startsWith("application/json")) taken(JSON.parse(told));
      else refused(told);
    } finally {
      busy = false;
      form.removeAttribute("aria-busy");
    }
  }

  function taken(told) {
    for (const count of document.querySelectorAll(".waiting-count")) count.textContent = told.waiting ?? count.textContent;
    if (told.stays) {
      stay(told);
      return;
    }
    goOn().then(() => {
      newsroom.say(told.said);
      for (const left of document.querySelectorAll("[data-left]")) left.textContent = told.left ?? left.textContent;
    });
  }

  // Only the quality was set: the form goes on from there.
  function stay(told) {
    const form = card().querySelector("form[data-review-form]");
    form.elements.token.value = told.token;
    form.elements.seen.value = told.seen;
    form.elements.quality_was.value = told.quality ?? "";
    const field = form.querySelector("input[type=number]");
    field.defaultValue = field.value = told.quality ?? "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    newsroom.say(told.said);
    form.closest("[data-review]").querySelector("[data-home]").focus({ preventScroll: true });
  }

  // The card stays, with what was typed and what is in the way.
  function refused(html) {
    card().replaceWith(parsed(html));
    htmx.process(card());
    const told = card().querySelector("[data-says]");
    if (told) newsroom.say(told.textContent);
    (card().querySelector("[data-says]") ?? card().querySelector("[data-home]"))?.focus({ preventScroll: false });
    card().dataset.shown = performance.now();
    watchLease();
  }

  // -- Leases: activity renews, silence lets go -------------------------------------------------
  let lapse = 0;
  let hasLapsed = false;
  const RENEW_EVERY = 30_000;

  function watchLease() {
    clearTimeout(lapse);
    hasLapsed = false;
    lastSign = Date.now();
    const until = Date.parse(card().dataset.until ?? "");
    if (!until) return;
    lapse = setTimeout(() => {
      hasLapsed = true;
      newsroom.say("Nothing was touched for a while, so this article may be dealt to others now.");
    }, Math.max(until - Date.now(), 0));
  }

  async function renew({ opened = false } = {}) {
    const shown = card();
    if (!pk(shown)) return;
    lastSign = Date.now();
    const fields = new FormData();
    if (opened) fields.set("opened", "1");
    const response = await newsroom.send(shown.dataset.renew, fields);
    if (!response || shown !== card()) return;
    const told = await response.json();
    if (response.ok) {
      shown.dataset.until = told.until;
      watchLease();
      if (held && pk(held)) newsroom.send(held.dataset.renew, new FormData());
    } else {
      clearTimeout(lapse);
      newsroom.say(told.said);
      const notice = shown.querySelector("[data-lapsed]");
      if (notice) {
        notice.textContent = told.said;
        notice.hidden = false;
      }
    }
  }

  function active() {
    if (document.hidden) return;
    if (hasLapsed || Date.now() - lastSign > RENEW_EVERY) renew();
  }
  for (const sign of ["keydown", "pointermove", "scroll", "focusin"]) {
    document.addEventListener(sign, active, { passive: true });
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-original]")) renew({ opened: true });
  });

  // -- Leaving ----------------------------------------------------------------------------------
  // What is held goes back to the others; a quality moved but not recorded is recorded now.
  window.addEventListener("pagehide", () => {
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const form = card().querySelector("form[data-review-form][data-moved]");
    if (form && !busy) {
      const fields = new FormData(form);
      fields.set("verb", "set-quality");
      fields.set("csrfmiddlewaretoken", token);
      navigator.sendBeacon(form.action, fields);
    }
    const ids = [pk(card()), pk(held)].filter(Boolean);
    if (!ids.length) return;
    const fields = new FormData();
    for (const each of ids) fields.append("ids", each);
    fields.set("csrfmiddlewaretoken", token);
    navigator.sendBeacon(LEAVE, fields);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // -- The end, and what comes after it ---------------------------------------------------------
  let retry = 0;
  const LOOK_AGAIN = 15_000;
  function waitForMore(end) {
    const at = Date.parse(end.dataset.retryAt ?? "");
    const pause = at ? Math.min(Math.max(at - Date.now(), 500), LOOK_AGAIN) : LOOK_AGAIN;
    retry = setTimeout(async () => {
      if (document.hidden) return waitForMore(end);
      const element = await fetchNext();
      if (card() !== end) return;
      if (!element) return waitForMore(end);
      if (pk(element) || element.textContent !== end.textContent) show(element);
      else waitForMore(end);
    }, pause);
  }

  // What was undone comes back before one's eyes, to be decided again.
  document.addEventListener("newsroom:undone", async (event) => {
    const { article, status, said } = event.detail;
    if (!article || status !== "waiting") return;
    const element = await fetchNext({ first: article, beside: [] });
    if (!pk(element) || pk(element) !== String(article)) return;
    // The card that was here waits as the next one.
    if (pk(card())) held = card().cloneNode(true);
    if (held) delete held.dataset.shown;
    show(element);
    newsroom.say(said);
  });

  begin();
})();
