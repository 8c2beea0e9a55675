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

  /**
   * Tell whether a card has been shown for less than 300 ms, and announce it if so: an action this
   * early was meant for the card before.
   */
  isTooSoon() {
    const card = document.querySelector("[data-review]");
    if (!card || performance.now() - Number(card.dataset.shown ?? Infinity) >= 300) return false;
    newsroom.announce("Too fast, not counted.");
    return true;
  },

  /** Show a failure, which stays until the next request. */
  showFailure(message) {
    const box = document.getElementById("failed");
    box.textContent = message;
    box.hidden = false;
  },

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
      location.assign(redirect);
      return null;
    }
    if (response.ok || [409, 422].includes(response.status)) return response;
    if (!quietly) newsroom.showFailure(response.status === 403 ? newsroom.REFUSED : newsroom.BROKEN);
    return null;
  },

  /** Return a new idempotency token: 32 hexadecimal digits. */
  newToken() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  },

  NO_ANSWER: "The desk did not answer, so nobody can say whether that was recorded. Try it again when the connection is back: it counts once.",
  NO_NEXT: "That was recorded, but the desk did not answer with the next story. Reload the page when the connection is back.",
  REFUSED: "You don’t have the right to do that, or this page is too old. Reload it and look again.",
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

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

// Escape closes a menu and focuses its summary; a click elsewhere closes it too. On a narrow screen,
// where the filters are a panel over the list, they count as a menu.
const MENU = matchMedia("(max-width: 40rem)").matches ? "[data-menu][open], .filters[open]" : "[data-menu][open]";
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(MENU);
  if (!menu) return;
  if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  menu.open = false;
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(MENU)) {
    if (!menu.contains(event.target) || event.target.closest("[data-opens-keys]")) menu.open = false;
  }
});

// Announces the messages of a whole page after loading: few screen readers read a status region
// that has text from the beginning.
window.addEventListener("load", () => {
  const messages = [...document.querySelectorAll(".messages .message > span")].map((each) => each.textContent);
  if (messages.length) document.getElementById("said").textContent = messages.join(" ");
});

document.addEventListener("htmx:sendError", () => newsroom.showFailure(newsroom.NO_ANSWER));
document.addEventListener("htmx:responseError", (event) => {
  newsroom.showFailure(event.detail.xhr.status === 403 ? newsroom.REFUSED : newsroom.BROKEN);
});
document.addEventListener("htmx:beforeRequest", () => {
  document.getElementById("failed").hidden = true;
  newsroom.requestStarted();
});
document.addEventListener("htmx:afterRequest", newsroom.requestEnded);

// Undo and redo of the user's last act, from any page. Queue and review listen to `newsroom:undone`
// to show the article again.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-undoes]")) return;
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
    newsroom.announce(result.said);
    document.dispatchEvent(new CustomEvent("newsroom:undone", { detail: result }));
  }
});
