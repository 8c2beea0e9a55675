// What the desk adds where scripts run: everything here also works without it.
"use strict";

document.documentElement.classList.add("scripted");

// A picture that can't be loaded leaves a quiet box that names its host.
function replaceByHost(image) {
  const box = image.closest(".picture");
  if (!box) return;
  const words = document.createElement("span");
  words.textContent = `${box.dataset.host || "picture"}: not loaded`;
  box.classList.add("none");
  box.replaceChildren(words);
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

// After a row was answered in place: say it, and go on to the next row that waits for a verdict.
let answered = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.target.closest(".row");
  const verb = event.detail.requestConfig.triggeringEvent?.submitter?.value ?? "";
  answered = row && { id: row.id, verb };
});
document.addEventListener("htmx:afterSettle", () => {
  const row = answered && document.getElementById(answered.id);
  if (!row) return;
  const words = row.querySelector("[data-says]");
  if (words) document.getElementById("said").textContent = words.textContent;
  let next = row;
  while (next && (!next.matches(".row") || next.classList.contains("done"))) next = next.nextElementSibling;
  const same = next?.querySelector(`.verdict button[value="${CSS.escape(answered.verb)}"]`);
  (same ?? next?.querySelector(".verdict button") ?? next?.querySelector("h2 a") ?? row.querySelector("button.link"))?.focus();
  answered = null;
});

// What a whole page says after a form is said again once it stands: a status that was there from
// the beginning is read by few screen readers.
window.addEventListener("load", () => {
  const told = [...document.querySelectorAll(".messages .message > span")].map((each) => each.textContent);
  if (told.length) document.getElementById("said").textContent = told.join(" ");
});

// A request that got no answer, or a refusal without words of its own, must not look like success.
function failed(words) {
  const box = document.getElementById("failed");
  box.textContent = words;
  box.hidden = false;
}
document.addEventListener("htmx:sendError", () => failed("The desk did not answer. Nothing was decided; try again when the connection is back."));
document.addEventListener("htmx:responseError", (event) => {
  const refused = event.detail.xhr.status === 403;
  failed(refused ? "You don’t have the right to do that, or this page is too old. Reload it and look again." : "Something broke on our side. Reload the page and look before you repeat it.");
});
document.addEventListener("htmx:beforeRequest", () => { document.getElementById("failed").hidden = true; });
