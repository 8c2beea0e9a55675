// Review: shows one card at a time and prefetches the next one with its picture. A decision shows the
// next card at once, while the desk records it. Every form on a card also works without scripts.
"use strict";

(() => {
  const page = document.querySelector("[data-review-page]");
  if (!page) return;
  const { next: NEXT, leave: LEAVE, page: PAGE } = page.dataset;
  const query = page.dataset.query ?? "";
  const card = () => document.getElementById("card");
  const pk = (element) => element?.dataset.article;
  let prefetched = null; // the next card
  let fetching = null; // the promise of the prefetch
  let pending = null; // the form that is sent and not answered yet
  let pendingVerb = "";
  let pendingFields = null; // what was sent of it
  let queued = null; // a form and button that were pressed meanwhile, on the card shown ahead
  let lastRenewal = 0;

  // -- Cards ----------------------------------------------------------------------------------
  function parseCard(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const element = template.content.querySelector("#card");
    return element && document.importNode(element, true);
  }

  // Returns the next card or the end; null after a failure. `held` is an article that the page holds
  // already, `first` one to deal before all others.
  async function fetchNext({ held = "", first = "" } = {}) {
    const fields = new FormData();
    fields.set("query", query);
    fields.set("page", PAGE);
    if (held) fields.set("beside", held);
    if (first) fields.set("first", first);
    const response = await newsroom.send(NEXT, fields, { quietly: true });
    const html = await response?.text().catch(() => "");
    if (!html) return null;
    const element = parseCard(html);
    if (element) loadPicture(element);
    return element;
  }

  // Loads the picture before its card is shown; the card doesn't wait for it.
  function loadPicture(element) {
    const shown = element.querySelector(".head .picture img, .story .picture img");
    if (!shown) return;
    const image = new Image();
    image.referrerPolicy = "no-referrer";
    image.src = shown.src;
    shown.loading = "eager";
  }

  function prefetch() {
    if (prefetched || fetching || !pk(card())) return;
    fetching = fetchNext({ held: pk(card()) }).then((element) => {
      fetching = null;
      // An end isn't kept, as articles may have arrived by the time it is reached.
      if (pk(element) && pk(element) !== pk(card())) prefetched = element;
    });
  }

  // A prefetched card whose lease has expired may have been dealt to another reviewer.
  const isNextReady = () => prefetched && Date.parse(prefetched.dataset.until) > Date.now();

  async function showNext() {
    await fetching;
    const element = isNextReady() ? prefetched : await fetchNext();
    prefetched = null;
    if (element) show(element);
    else newsroom.showFailure(newsroom.NO_NEXT);
  }

  function show(element) {
    card().replaceWith(element);
    htmx.process(element);
    document.title = `${element.dataset.title ?? "Review"} · Newsroom`;
    window.scrollTo(0, 0);
    focusHome(element);
    startCard();
  }

  // The focus stays with who is typing elsewhere, such as in the search.
  function focusHome(element) {
    if (!newsroom.isTyping()) element.querySelector("[data-home]")?.focus({ preventScroll: true });
  }

  // Notes the moment at which the card is shown: see newsroom.isTooSoon. Then prefetches the next.
  function startCard() {
    const shown = card();
    clearTimeout(retry);
    // The card is shown by the frame that paints it. How long a slow machine takes for the rest of the
    // frame doesn't count; a frame may have begun before the card was put on the page.
    const placed = performance.now();
    requestAnimationFrame((frame) => {
      shown.dataset.shown = Math.max(placed, frame);
      // A task that the callback of a frame starts runs after the frame is painted.
      setTimeout(() => { if (shown === card() && !pending) prefetch(); });
    });
    if (shown.matches("[data-review-end]")) waitForMore(shown);
    else watchLease();
  }

  // -- Deciding -------------------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("#card .keep-best") && newsroom.isTooSoon(event)) event.preventDefault();
    if (!form.matches("#card [data-review-form]")) return;
    event.preventDefault();
    // keys.js checks keys; this checks Enter on a button, and the second click of a double click.
    if (!newsroom.isTooSoon(event)) submitForm(form, event.submitter);
  });

  // Sends a form, and shows the next card before the response; a refusal or failure restores the card.
  async function submitForm(form, submitter) {
    if (pending) {
      // After a quality the same card takes a verdict or another quality; what was sent isn't sent twice.
      const isOther = submitter?.value !== pendingVerb || isTypedOver(form);
      if (pending !== form || (pendingVerb === "set-quality" && isOther)) {
        // A verdict sends the number of its form anyway.
        const isVerdictQueued = queued?.[0] === form && queued[1]?.value !== "set-quality";
        if (!isVerdictQueued || submitter?.value !== "set-quality") queued = [form, submitter];
        newsroom.announce("Waits until what you did before is recorded.");
      }
      return;
    }
    [pending, pendingVerb, pendingFields] = [form, submitter?.value ?? "", new FormData(form, submitter)];
    document.dispatchEvent(new CustomEvent("newsroom:sent", { detail: { form } }));
    form.setAttribute("aria-busy", "true");
    form.removeAttribute("data-moved");
    const [decided, verb] = [card(), submitter?.value ?? ""];
    const action = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    try {
      newsroom.requestStarted();
      const sent = newsroom.send(action, pendingFields, { keepalive: true }).finally(newsroom.requestEnded);
      discardDuplicate(decided, verb);
      const isAhead = verb !== "set-quality" && isNextReady();
      if (isAhead) {
        show(prefetched);
        prefetched = null;
      }
      const response = await sent;
      const text = await response?.text().catch(() => "");
      const isRecorded = response?.headers.get("Content-Type")?.startsWith("application/json");
      if (isAhead && !isRecorded) restore(decided);
      const result = isRecorded ? JSON.parse(text) : null;
      const isSkip = submitter?.hasAttribute("formaction") ?? false;
      document.dispatchEvent(new CustomEvent("newsroom:answered", { detail: { form, isSkip, result } }));
      if (isRecorded) await handleRecorded(result, isAhead);
      else if (text) handleRefused(text);
    } finally {
      form.removeAttribute("aria-busy");
      sendQueued();
    }
  }

  function sendQueued() {
    const next = queued;
    pending = queued = null;
    const isTypedOn = newsroom.isTyping() && next?.[0].contains(document.activeElement);
    if (isTypedOn && next[1]?.value !== "set-quality") {
      newsroom.refuse("Not counted: you went on typing. Decide again when the text is complete.");
      return prefetch();
    }
    if (next?.[0].isConnected) return submitForm(...next);
    if (next) newsroom.refuse("Not counted: another story came.");
    prefetch();
  }

  // Discards a prefetched card with the headline just approved, to fetch it again with its warning.
  function discardDuplicate(decided, verb) {
    const { headline } = decided.dataset;
    const isAlike = (headline && prefetched?.dataset.headline === headline) || prefetched?.querySelector(".keep-best");
    if (verb.startsWith("approve") && isAlike) prefetched = null;
  }

  // Shows the card again that was not decided, and keeps the card shown ahead as the next one.
  function restore(decided) {
    prefetched = card();
    prefetched.replaceWith(decided);
    delete prefetched.dataset.shown;
    decided.dataset.shown = performance.now();
    document.title = `${decided.dataset.title ?? "Review"} · Newsroom`;
    watchLease();
    focusHome(decided);
  }

  async function handleRecorded(result, isAhead) {
    newsroom.showCounts(result);
    if (result.stays) {
      updateCard(result);
      return;
    }
    if (!isAhead) await showNext();
    newsroom.announce(result.said);
    for (const left of document.querySelectorAll("[data-left]")) left.textContent = result.left ?? left.textContent;
  }

  // After a decision on the quality alone: updates token, snapshot and quality of the card's form.
  function updateCard(result) {
    const form = card().querySelector("form[data-review-form]");
    const keepsTyped = isTypedOver(form);
    refreshForm(result, { keepsTyped });
    clearRecorded(form);
    newsroom.announce(result.said);
    if (!keepsTyped && document.activeElement.matches("[type=number]")) document.activeElement.blur();
    focusHome(card());
  }

  // Tells whether the number in a form is another than the one that was sent.
  function isTypedOver(form) {
    const field = form.querySelector("input[type=number]");
    return Boolean(field) && field.value !== pendingFields?.get("quality");
  }

  // Empties note and reason, which were recorded with the quality, so that no verdict records them again.
  function clearRecorded(form) {
    for (const field of form.querySelectorAll("[name=note], [name=reason]")) {
      if (!field.value || field.value !== pendingFields?.get(field.name)) continue;
      field.value = "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  function refreshForm({ token, seen, quality }, { keepsTyped = false } = {}) {
    const form = card().querySelector("form[data-review-form]");
    form.elements.token.value = token;
    form.elements.seen.value = seen;
    const field = form.querySelector("input[type=number]");
    if (!field) return;
    form.elements.quality_was.value = quality ?? "";
    const isTyped = field === document.activeElement || field.value !== field.defaultValue;
    field.defaultValue = quality ?? "";
    if (!keepsTyped || !isTyped) field.value = quality ?? "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Shows the card of a refusal: the article as it is now, the reason, and what was typed.
  function handleRefused(html) {
    card().replaceWith(parseCard(html));
    htmx.process(card());
    newsroom.showCounts(card().dataset); // somebody else may have decided it
    showLeft(card());
    const notice = card().querySelector("[data-says]");
    if (notice) newsroom.announce(notice.textContent);
    const target = newsroom.fieldAtFault(card()) ?? notice ?? card().querySelector("[data-home]");
    if (!newsroom.isTyping()) target?.focus({ preventScroll: false });
    card().dataset.shown = performance.now();
    watchLease();
  }

  // -- Leases: activity renews them; without it they expire -------------------------------------
  let expiry = 0; // the timer
  let hasExpired = false;
  const RENEW_EVERY = 30_000;

  function watchLease() {
    clearTimeout(expiry);
    hasExpired = false;
    lastRenewal = Date.now();
    const until = Date.parse(card().dataset.until ?? "");
    if (!until) return;
    expiry = setTimeout(() => {
      hasExpired = true;
      newsroom.announce("Nothing was touched for a while, so this article may be dealt to others now.");
    }, Math.max(until - Date.now(), 0));
  }

  async function renew({ opened = false } = {}) {
    const [shown, next] = [card(), prefetched];
    if (!pk(shown)) return;
    const hadExpired = hasExpired;
    lastRenewal = Date.now();
    hasExpired = false;
    const [lossReason, nextLossReason] = await Promise.all([renewCard(shown, opened), next && renewCard(next)]);
    if (nextLossReason && prefetched === next) {
      prefetched = null;
      prefetch();
    }
    if (shown !== card()) return;
    if (!lossReason && hadExpired) newsroom.announce("It is dealt to you again.");
    if (!lossReason) return;
    clearTimeout(expiry);
    newsroom.announce(lossReason);
    const notice = shown.querySelector("[data-lapsed]");
    if (!notice) return;
    notice.textContent = lossReason;
    notice.hidden = false;
  }

  // Returns why the lease of a card can't be renewed, or "". `opened`: the original was opened.
  async function renewCard(element, opened = false) {
    const fields = new FormData();
    fields.set("page", PAGE);
    if (opened) fields.set("opened", "1");
    const response = await newsroom.send(element.dataset.renew, fields, { quietly: true });
    const result = await response?.json();
    if (!response?.ok) return result?.said;
    element.dataset.until = result.until;
    if (element === card()) watchLease();
    return "";
  }

  function onActivity() {
    if (document.hidden) return;
    if (hasExpired || Date.now() - lastRenewal > RENEW_EVERY) renew();
  }
  for (const type of ["keydown", "pointermove", "scroll", "focusin"]) {
    document.addEventListener(type, onActivity, { passive: true });
  }
  for (const type of ["click", "auxclick"]) {
    document.addEventListener(type, (event) => {
      if (event.target.closest?.("#card [data-original]")) renew({ opened: true });
    });
  }

  // -- Leaving ----------------------------------------------------------------------------------
  // Ends the leases of cards. The desk deals to the next page before it gets this request, perhaps the
  // same articles; so it ends only leases of this page.
  function release(...elements) {
    const fields = new FormData();
    for (const each of elements.map(pk).filter(Boolean)) fields.append("ids", each);
    if (!fields.has("ids")) return;
    fields.set("page", PAGE);
    newsroom.send(LEAVE, fields, { quietly: true, keepalive: true });
  }
  window.addEventListener("pagehide", () => release(card(), prefetched));
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // -- The end: fetches again until an article comes free or arrives ----------------------------
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
      else updateEnd(end, element);
    }, pause);
  }

  // Replaces an end by a newer one, and keeps the focus.
  function updateEnd(end, newer) {
    const focusable = (element) => [...element.querySelectorAll("h1, a")];
    const index = focusable(end).indexOf(document.activeElement);
    if (end.querySelector("h1").textContent !== newer.querySelector("h1").textContent) {
      newsroom.announce(newer.querySelector("h1").textContent);
    }
    end.replaceWith(newer);
    focusable(newer)[index]?.focus({ preventScroll: true });
    startCard();
  }

  function showLeft(element) {
    const left = element?.querySelector("[data-left]")?.textContent;
    for (const shown of document.querySelectorAll("[data-left]")) shown.textContent = left ?? shown.textContent;
  }

  // After a redo that decided an article: no card that shows it as waiting stays.
  async function afterDecided(article, message) {
    if (!pk(card())) return;
    pending = document;
    await fetching;
    prefetched = null; // its number of what is left is that of before
    if (pk(card()) === article) {
      await showNext();
      showLeft(card());
      newsroom.announce(message);
    } else {
      prefetched = await fetchNext({ held: pk(card()) });
      showLeft(prefetched);
      if (!pk(prefetched)) prefetched = null;
    }
    sendQueued();
  }

  // After an undo, shows the article again if it is waiting.
  newsroom.showsUndone = true;
  document.addEventListener("newsroom:undone", async (event) => {
    const { article, status, said: message } = event.detail;
    if (!article) return;
    if (status !== "waiting") return afterDecided(String(article), message);
    [pending, pendingVerb] = [event.target, ""];
    await fetching;
    const element = await fetchNext({ first: article });
    if (!pk(element) || pk(element) !== String(article)) return sendQueued();
    const isShown = pk(card()) === pk(element);
    // No other card takes the place of the one that a note is typed on: the article comes next.
    if (newsroom.isTyping()) {
      if (isShown) refreshForm(valuesOf(element), { keepsTyped: true });
      else prefetchInstead(element);
      showLeft(element);
      newsroom.announce(message);
      return sendQueued();
    }
    const isLost = queued;
    pending = queued = null;
    // The card shown becomes the next one, in place of the prefetched one.
    if (pk(card()) && !isShown) {
      prefetchInstead(card().cloneNode(true));
      delete prefetched.dataset.shown;
    }
    show(element);
    showLeft(element);
    newsroom.announce(message);
    if (isLost) newsroom.refuse("Not counted: another story came.");
  });

  // Makes a card the next one, and ends the lease of the one that was.
  function prefetchInstead(element) {
    if (prefetched && pk(prefetched) !== pk(element)) release(prefetched);
    prefetched = element;
  }

  function valuesOf(element) {
    const { token, seen, quality_was: quality } = element.querySelector("form[data-review-form]").elements;
    return { token: token.value, seen: seen.value, quality: quality?.value };
  }

  startCard();
})();
