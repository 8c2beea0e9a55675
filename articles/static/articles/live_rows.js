// What others decide comes to an open queue: every few seconds it asks which rows changed, and reloads
// these. A hidden tab asks nothing until it is shown.
"use strict";

(() => {
  const list = document.querySelector("[data-changes]");
  if (!list) return;
  const rows = () => [...document.querySelectorAll(".row:not(.done)")];
  const idOf = (row) => row.id.slice("row-".length);
  let timer = null;
  let isAsking = false;

  // Whether one has begun something in the row that a reload would disturb; it is reloaded later.
  function isInUse(row) {
    const isTypedIn = newsroom.isTyping() && row.contains(document.activeElement);
    return isTypedIn || Boolean(row.querySelector("form.htmx-request, form[data-moved], [data-reasons][open]"));
  }

  async function changesOf(asked) {
    const headers = { "HX-Request": "true", "X-Newsroom-Background": "true" };
    const address = `${list.dataset.changes}&ids=${asked.map(idOf).join()}`;
    const response = await fetch(address, { headers, credentials: "same-origin" });
    const redirect = response.headers.get("HX-Redirect");
    if (redirect) {
      clearInterval(timer);
      newsroom.showSignedOut(redirect);
    }
    return response.ok && !redirect ? response.json() : null;
  }

  async function ask() {
    const asked = rows();
    if (document.hidden || isAsking || !asked.length) return;
    isAsking = true;
    try {
      const result = await changesOf(asked);
      if (result) show(asked, result);
    } catch {
      // Nothing is shown: it asks again, and what one does meanwhile says what is wrong.
    } finally {
      isAsking = false;
    }
  }

  function show(asked, result) {
    newsroom.showCounts(result);
    for (const row of asked) {
      const mark = result.changed[idOf(row)];
      if (!mark || mark === row.dataset.changed || !row.isConnected || isInUse(row)) continue;
      const isCurrent = row.hasAttribute("data-current");
      newsroom.reloadRow(row).then(() => isCurrent && newsroom.announce("This row has changed since it was shown."));
    }
  }

  timer = setInterval(ask, list.dataset.pollSeconds * 1000);
  document.addEventListener("visibilitychange", ask);
})();
