// What the desk adds where scripts run: everything here also works without it.
"use strict";

document.documentElement.classList.add("scripted");

// What the other scripts share: what is said to everybody, and what went wrong.
const newsroom = {
  /** Whether what happens now was asked for by a key. */
  byKey: false,

  /** Say it where screen readers hear it and, for a while, at the page's foot. */
  say(words) {
    document.getElementById("said").textContent = words;
    const last = document.getElementById("last");
    if (last) last.textContent = words;
  },

  /** Whoever acts this soon (ms) after a new card meant the card before; true, and said, if so. */
  isTooSoon() {
    const card = document.querySelector("[data-review]");
    if (!card || performance.now() - Number(card.dataset.shown ?? Infinity) >= 300) return false;
    newsroom.say("Too fast, not counted.");
    return true;
  },

  /** Tell what failed; nothing that failed may look like success. */
  failed(words) {
    const box = document.getElementById("failed");
    box.textContent = words;
    box.hidden = false;
  },

  /** How many decisions are on their way. */
  underway: 0,
  begun() { newsroom.underway += 1; },
  ended() {
    newsroom.underway -= 1;
    document.dispatchEvent(new Event("newsroom:ended"));
  },
  /** Undo waits for what is on its way, or it would take back the act before it. */
  async settled() {
    while (newsroom.underway) await new Promise((done) => document.addEventListener("newsroom:ended", done, { once: true }));
  },

  /**
   * Send a form by fetch; returns the answer, or null where the page is left or nobody answered.
   * What a person didn't ask for fails `quietly`: it comes again by itself. With `keepalive` it is
   * sent though the page is left; not as a beacon, which would follow a redirect to a page.
   */
  async send(address, fields, { quietly = false, keepalive = false } = {}) {
    if (!quietly) document.getElementById("failed").hidden = true;
    const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
    const headers = { "HX-Request": "true", "HX-Current-URL": location.href, "X-CSRFToken": token };
    // Browsers refuse to keep more than 64 KiB alive, and a letter may take four bytes.
    const isShort = [...fields.values()].join("").length < 15_000;
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST", body: fields, headers, credentials: "same-origin", keepalive: keepalive && isShort,
      });
    } catch {
      if (!quietly) newsroom.failed(newsroom.NO_ANSWER);
      return null;
    }
    const onward = answer.headers.get("HX-Redirect");
    if (onward) {
      location.assign(onward);
      return null;
    }
    if (answer.ok || [409, 422].includes(answer.status)) return answer;
    if (!quietly) newsroom.failed(answer.status === 403 ? newsroom.REFUSED : newsroom.BROKEN);
    return null;
  },

  /** A one-time token as the desk's forms carry it. */
  newToken() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  },

  NO_ANSWER: "The desk did not answer, so nobody can say whether that was recorded. Try it again when the connection is back: it counts once.",
  NO_NEXT: "That was recorded, but the desk did not answer with the next story. Reload the page when the connection is back.",
  REFUSED: "You don’t have the right to do that, or this page is too old. Reload it and look again.",
  BROKEN: "Something broke on our side. Reload the page and look before you repeat it.",
};

// A picture that can't be loaded leaves a quiet box that names its host.
function replaceByHost(image) {
  const box = image.closest(".picture");
  if (!box) return;
  const lines = [box.dataset.host || "picture", "not loaded"].map((words) => {
    const line = document.createElement("span");
    line.textContent = words;
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
// One that failed before this script ran is asked for again, now that somebody listens.
for (const image of document.querySelectorAll(".picture img")) {
  if (image.complete && image.currentSrc && image.naturalWidth === 0) image.src = image.src;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});

// A menu closes by Escape, which leads back to what opened it, and by a press anywhere else.
// The filters are one where they come up as a sheet.
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

// What a whole page says after a form is said again once it stands: a status that was there from
// the beginning is read by few screen readers.
window.addEventListener("load", () => {
  const told = [...document.querySelectorAll(".messages .message > span")].map((each) => each.textContent);
  if (told.length) document.getElementById("said").textContent = told.join(" ");
});

document.addEventListener("htmx:sendError", () => newsroom.failed(newsroom.NO_ANSWER));
document.addEventListener("htmx:responseError", (event) => {
  newsroom.failed(event.detail.xhr.status === 403 ? newsroom.REFUSED : newsroom.BROKEN);
});
document.addEventListener("htmx:beforeRequest", () => {
  document.getElementById("failed").hidden = true;
  newsroom.begun();
});
document.addEventListener("htmx:afterRequest", newsroom.ended);

// Undo and redo of one's last act, from any page; pages that show the article again say how.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-undoes]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "true";
  await newsroom.settled();
  const answer = await newsroom.send(form.action, new FormData(form, event.submitter));
  delete form.dataset.busy;
  const told = answer && await answer.json();
  if (!told) return;
  // The token has served; the next press is another act.
  form.elements.token.value = newsroom.newToken();
  if (told.go) location.assign(told.go);
  else {
    newsroom.say(told.said);
    document.dispatchEvent(new CustomEvent("newsroom:undone", { detail: told }));
  }
});
