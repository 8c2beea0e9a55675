// Review by keys: one card at a time, the next one already here with its picture. Every form on a
// card also works without this; here the next card takes its place while the desk records it.
"use strict";

(() => {
  const page = document.querySelector("[data-review-page]");
  if (!page) return;
  const { next: NEXT, leave: LEAVE, page: PAGE } = page.dataset;
  const query = page.dataset.query ?? "";
  const card = () => document.getElementById("card");
  const pk = (element) => element?.dataset.article;
  let held = null; // the next card
  let fetching = null;
  let busy = null; // the form that is on its way
  let pressed = null; // what was pressed meanwhile, on the card that stands ahead
  let lastSign = 0;

  // -- Cards ----------------------------------------------------------------------------------
  function parsed(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const found = template.content.querySelector("#card");
    return found && document.importNode(found, true);
  }

  // Returns null where nobody answered.
  async function fetchNext({ beside = "", first = "" } = {}) {
    const fields = new FormData();
    fields.set("query", query);
    fields.set("page", PAGE);
    if (beside) fields.set("beside", beside);
    if (first) fields.set("first", first);
    const answer = await newsroom.send(NEXT, fields, { quietly: true });
    const html = await answer?.text().catch(() => "");
    if (!html) return null;
    const element = parsed(html);
    if (element) loadPicture(element);
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
    fetching = fetchNext({ beside }).then((element) => {
      fetching = null;
      // An end isn't kept: by the time it is reached, it may be none.
      if (pk(element) && pk(element) !== pk(card())) held = element;
    });
  }

  // One that lay here for too long may lie before somebody else by now.
  const isHeld = () => held && Date.parse(held.dataset.until) > Date.now();

  async function goOn() {
    await fetching;
    const element = isHeld() ? held : await fetchNext();
    held = null;
    if (element) show(element);
    else newsroom.failed(newsroom.NO_NEXT);
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
      if (shown === card() && !busy) prefetch();
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

  // The next story stands at once; what became of this one is said beside it, or brings it back.
  async function answer(form, submitter) {
    if (busy) {
      if (busy !== form) pressed = [form, submitter];
      return;
    }
    busy = form;
    form.setAttribute("aria-busy", "true");
    form.removeAttribute("data-moved");
    const [decided, verb] = [card(), submitter?.value ?? ""];
    const action = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    try {
      newsroom.begun();
      const sent = newsroom.send(action, new FormData(form, submitter), { keepalive: true }).finally(newsroom.ended);
      forgetTwin(decided, verb);
      const isAhead = verb !== "set-quality" && isHeld();
      if (isAhead) {
        show(held);
        held = null;
      }
      const response = await sent;
      const told = await response?.text().catch(() => "");
      const isTaken = response?.headers.get("Content-Type")?.startsWith("application/json");
      if (isAhead && !isTaken) bringBack(decided);
      if (isTaken) await taken(JSON.parse(told), isAhead);
      else if (told) refused(told);
    } finally {
      busy = null;
      form.removeAttribute("aria-busy");
      const next = pressed;
      pressed = null;
      if (next?.[0].isConnected) answer(...next);
      else prefetch();
    }
  }

  // What is held doesn't know yet that its twin is being published: it is asked for anew.
  function forgetTwin(decided, verb) {
    const { headline } = decided.dataset;
    if (verb.startsWith("approve") && headline && held?.dataset.headline === headline) held = null;
  }

  // Nothing came of it: the card stands here again as it was, and the one ahead of it waits.
  function bringBack(decided) {
    held = card();
    held.replaceWith(decided);
    delete held.dataset.shown;
    document.title = `${decided.dataset.title ?? "Review"} · Newsroom`;
    watchLease();
    decided.querySelector("[data-home]")?.focus({ preventScroll: true });
  }

  async function taken(told, isAhead) {
    for (const count of document.querySelectorAll(".waiting-count")) count.textContent = told.waiting ?? count.textContent;
    if (told.stays) {
      stay(told);
      return;
    }
    if (!isAhead) await goOn();
    newsroom.say(told.said);
    for (const left of document.querySelectorAll("[data-left]")) left.textContent = told.left ?? left.textContent;
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
    const [shown, next] = [card(), held];
    if (!pk(shown)) return;
    lastSign = Date.now();
    hasLapsed = false;
    const [lost, nextLost] = await Promise.all([renewed(shown, opened), next && renewed(next)]);
    if (nextLost && held === next) {
      held = null;
      prefetch();
    }
    if (!lost || shown !== card()) return;
    clearTimeout(lapse);
    newsroom.say(lost);
    const notice = shown.querySelector("[data-lapsed]");
    if (!notice) return;
    notice.textContent = lost;
    notice.hidden = false;
  }

  // Returns who has it now, or what became of it, where it isn't ours any more.
  async function renewed(element, opened = false) {
    const fields = new FormData();
    fields.set("page", PAGE);
    if (opened) fields.set("opened", "1");
    const response = await newsroom.send(element.dataset.renew, fields, { quietly: true });
    const told = await response?.json();
    if (!response?.ok) return told?.said;
    element.dataset.until = told.until;
    if (element === card()) watchLease();
    return "";
  }

  function active() {
    if (document.hidden) return;
    if (hasLapsed || Date.now() - lastSign > RENEW_EVERY) renew();
  }
  for (const sign of ["keydown", "pointermove", "scroll", "focusin"]) {
    document.addEventListener(sign, active, { passive: true });
  }
  for (const press of ["click", "auxclick"]) {
    document.addEventListener(press, (event) => {
      if (event.target.closest?.("#card [data-original]")) renew({ opened: true });
    });
  }

  // -- Leaving ----------------------------------------------------------------------------------
  // What lies here goes back to the others. The next page is dealt to before this one is told to
  // go, so each gives back only what was dealt to itself.
  function giveBack(...elements) {
    const fields = new FormData();
    for (const each of elements.map(pk).filter(Boolean)) fields.append("ids", each);
    if (!fields.has("ids")) return;
    fields.set("page", PAGE);
    newsroom.send(LEAVE, fields, { quietly: true, keepalive: true });
  }
  window.addEventListener("pagehide", () => giveBack(card(), held));
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
      if (pk(element)) show(element);
      else tellAgain(end, element);
    }, pause);
  }

  // Still nothing: the words change, the focus stays.
  function tellAgain(end, now) {
    const places = (element) => [...element.querySelectorAll("h1, a")];
    const at = places(end).indexOf(document.activeElement);
    if (end.querySelector("h1").textContent !== now.querySelector("h1").textContent) {
      newsroom.say(now.querySelector("h1").textContent);
    }
    end.replaceWith(now);
    places(now)[at]?.focus({ preventScroll: true });
    begin();
  }

  // What was undone comes back before one's eyes, to be decided again.
  document.addEventListener("newsroom:undone", async (event) => {
    const { article, status, said } = event.detail;
    if (!article || status !== "waiting") return;
    busy = event.target;
    const element = await fetchNext({ first: article });
    busy = null;
    if (!pk(element) || pk(element) !== String(article)) return;
    // The card that was here waits as the next one, in place of the one that did.
    if (pk(card()) && pk(card()) !== String(article)) {
      if (held) giveBack(held);
      held = card().cloneNode(true);
      delete held.dataset.shown;
    }
    show(element);
    newsroom.say(said);
  });

  begin();
})();
