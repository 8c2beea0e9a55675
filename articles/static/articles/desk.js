// Shared functions of the scripts, menus, pictures and undo. All pages also work without scripts.
"use strict";

document.documentElement.classList.add("scripted");

// The functions and state that the other scripts share.
const newsroom = {
  /** Whether the current click was caused by a key. */
  byKey: false,

  /** Show a message in the live region for screen readers and in the page's footer. */
  announce(message) {
    document.getElementById("said").textContent = message;
    const last = document.getElementById("last");
    if (last) last.textContent = message;
  },

  /** Return the first visible field that the desk has refused, or undefined. */
  fieldAtFault(element) {
    return [...element.querySelectorAll("[aria-invalid=true]")].find((field) => field.checkVisibility());
  },

  /**
   * Announce why an action was not counted, and show it at the buttons of the current row or card, or
   * where they would be.
   */
  refuse(message) {
    newsroom.announce(message);
    document.querySelector(".refusal")?.remove();
    const find = (selector) => document.querySelector(`[data-current] ${selector}`);
    const buttons = find(".verdict") ?? find(".decide") ?? find(".said") ?? find(".facts, .scored");
    if (!buttons) return;
    const line = document.createElement("p");
    line.className = "refusal";
    line.textContent = message;
    // Without a button a form begins with its fields; the line comes before them.
    if (buttons.matches(".decide")) buttons.prepend(line);
    else buttons.after(line);
    document.getElementById("last").textContent = ""; // once is enough, and the eye is at the buttons
  },

  /**
   * Tell whether a card had been shown for less than 300 ms when the event happened, and refuse it if
   * so: an action this early was meant for the card before. The time of the event counts, not the time
   * at which a slow machine comes to it.
   */
  isTooSoon(event) {
    const card = document.querySelector("[data-review]");
    const isSoon = card && !(event.timeStamp - Number(card.dataset.shown ?? Infinity) >= 300);
    if (isSoon) newsroom.refuse("Too fast, not counted.");
    else document.querySelector(".refusal")?.remove();
    return isSoon;
  },

  /** Show a failure, which stays until the next request. */
  showFailure(...message) {
    const box = document.getElementById("failed");
    box.replaceChildren(...message);
    box.hidden = false;
  },

  /** Follow a redirect; to sign in, without the question about what was typed, because it is kept. */
  follow(address) {
    if (newsroom.isToSignIn(address)) document.dispatchEvent(new Event("newsroom:signed-out"));
    location.assign(address);
  },
  isToSignIn(address) {
    const { pathname } = new URL(address, location.href);
    return document.documentElement.dataset.signIn.split(" ").some((page) => pathname.startsWith(page));
  },

  /** Show that the session has ended, with the way back to this page. */
  showSignedOut(address) {
    if (!newsroom.isToSignIn(address)) return;
    document.dispatchEvent(new Event("newsroom:signed-out"));
    const link = document.createElement("a");
    link.href = address;
    link.textContent = "Sign in and come back";
    newsroom.showFailure(`${newsroom.SIGNED_OUT} `, link);
  },

  /** Show the numbers of waiting articles and open conflicts that the desk answered with. */
  showCounts({ waiting, conflicts }) {
    for (const shown of document.querySelectorAll(".waiting-count")) shown.textContent = waiting ?? shown.textContent;
    if (conflicts === undefined) return;
    for (const shown of document.querySelectorAll(".conflict-count")) {
      const [number, unit] = [document.createElement("b"), document.createElement("span")];
      [number.textContent, unit.textContent, unit.className] = [conflicts, " open", "unseen"];
      shown.replaceChildren(...(conflicts === "0" ? [] : [" ", number, unit]));
    }
  },

  /** Whether the page shows by itself what was undone. */
  showsUndone: false,

  /** The number of decisions that are not answered yet. */
  pendingRequests: 0,
  requestStarted() { newsroom.pendingRequests += 1; },
  requestEnded() {
    newsroom.pendingRequests -= 1;
    document.dispatchEvent(new Event("newsroom:request-ended"));
  },
  /** Wait until no decision is pending; without that, undo would undo the act before it. */
  async allRequestsEnded() {
    const nextEnd = () => new Promise((done) => document.addEventListener("newsroom:request-ended", done, { once: true }));
    while (newsroom.pendingRequests) await nextEnd();
  },

  /**
   * Send a form by fetch; return the response, or null after a redirect or a failure.
   * With `quietly`, a failure is not shown: for requests that are repeated without the user. With
   * `keepalive`, the request outlasts the page. A beacon would do so too, but follow redirects.
   */
  async send(address, fields, { quietly = false, keepalive = false } = {}) {
    if (!quietly) document.getElementById("failed").hidden = true;
    const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
    const headers = { "HX-Request": "true", "HX-Current-URL": location.href, "X-CSRFToken": token };
    if (quietly) headers["X-Newsroom-Background"] = "true";
    // Browsers refuse keepalive above 64 KiB, and a character may take four bytes.
    const isShort = [...fields.values()].join("").length < 15_000;
    let response;
    try {
      response = await fetch(address, {
        method: "POST", body: fields, headers, credentials: "same-origin", keepalive: keepalive && isShort,
      });
    } catch {
      if (!quietly) newsroom.showFailure(newsroom.NO_ANSWER);
      return null;
    }
    const redirect = response.headers.get("HX-Redirect");
    if (redirect) {
      // A request that the page made by itself doesn't take the page away.
      if (quietly) newsroom.showSignedOut(redirect);
      else newsroom.follow(redirect);
      return null;
    }
    if (response.ok || [409, 422, 429].includes(response.status)) return response;
    if (!quietly) newsroom.showFailure(newsroom.failureOf(response.status));
    return null;
  },

  /** Return a new idempotency token: 32 hexadecimal digits. */
  newToken() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  },

  /** Return the message for the HTTP status of a response that shows nothing. */
  failureOf(status) {
    return { 403: newsroom.REFUSED, 413: newsroom.TOO_LARGE, 503: newsroom.BUSY }[status] ?? newsroom.BROKEN;
  },

  SIGNED_OUT: "You were signed out. What you typed is kept.",
  NO_ANSWER: "The desk did not answer, so nobody can say whether that was recorded. Try it again when the connection is back: it counts once.",
  NO_NEXT: "That was recorded, but the desk did not answer with the next story. Reload the page when the connection is back.",
  REFUSED: "You don’t have the right to do that, or this page is too old. Reload it and look again.",
  TOO_LARGE: "That is more than the desk takes at once, and nothing was changed. Shorten the longest text.",
  BUSY: "The desk is busy, nothing was lost: try again.",
  BROKEN: "Something broke on our side. Reload the page and look before you repeat it.",
};

// Replaces a picture that can't be loaded by a box with the name of its host.
function replaceByHost(image) {
  const box = image.closest(".picture");
  if (!box) return;
  const lines = [box.dataset.host || "picture", "not loaded"].map((text) => {
    const line = document.createElement("span");
    line.textContent = text;
    return line;
  });
  lines[0].className = "host";
  lines[0].title = lines[0].textContent;
  box.classList.add("none");
  box.replaceChildren(...lines);
}
document.addEventListener("error", (event) => {
  if (event.target instanceof HTMLImageElement) replaceByHost(event.target);
}, true);
// A picture that failed before this script ran is loaded again, to cause another error event.
for (const image of document.querySelectorAll(".picture img")) {
  if (image.complete && image.currentSrc && image.naturalWidth === 0) image.src = image.src;
}

// The page of a refused form begins at the field at fault, as what to do is there.
const fieldAtFault = newsroom.fieldAtFault(document.getElementById("main"));
fieldAtFault?.focus();
fieldAtFault?.select?.(); // the next character replaces it, instead of going before it

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

// Announces the messages of a whole page after loading: few screen readers read a status region
// that has text from the beginning.
window.addEventListener("load", () => {
  const messages = [...document.querySelectorAll(".messages .message > span")].map((each) => each.textContent);
  if (messages.length) document.getElementById("said").textContent = messages.join(" ");
});

document.addEventListener("htmx:sendError", () => newsroom.showFailure(newsroom.NO_ANSWER));
document.addEventListener("htmx:responseError", (event) => {
  newsroom.showFailure(newsroom.failureOf(event.detail.xhr.status));
});
// A list that asks for news by itself stays where it is when the session has ended.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const redirect = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (!redirect || !newsroom.isToSignIn(redirect)) return;
  if (event.detail.requestConfig.verb === "get") {
    event.preventDefault();
    newsroom.showSignedOut(redirect);
  } else document.dispatchEvent(new Event("newsroom:signed-out"));
});
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  document.getElementById("failed").hidden = true;
  newsroom.requestStarted();
  // Not htmx:afterRequest, which doesn't come to the document from an element that was replaced.
  detail.xhr.addEventListener("loadend", newsroom.requestEnded);
});

// Undo and redo of the user's last act, from any page. Queue and review listen to `newsroom:undone`
// to show the article again; other pages are shown anew, with all of their counts and facts.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-undoes]") || !newsroom.showsUndone) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "true";
  await newsroom.allRequestsEnded();
  const response = await newsroom.send(form.action, new FormData(form, event.submitter));
  delete form.dataset.busy;
  const result = response && await response.json();
  if (!result) return;
  // The next press is another act, so it needs another token.
  form.elements.token.value = newsroom.newToken();
  if (result.go) location.assign(result.go);
  else {
    newsroom.showCounts(result);
    newsroom.announce(result.said);
    document.dispatchEvent(new CustomEvent("newsroom:undone", { detail: result }));
  }
});

// A browser scrolls the caret of a text area into view, which is its first line; the bar of decisions at
// the end of a narrow window would cover the rest.
document.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLTextAreaElement) target.scrollIntoView({ block: "nearest" });
});
