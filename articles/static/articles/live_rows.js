// What others decide comes to an open queue: every few seconds it asks which rows changed, and reloads
// these, but not the current one: the next key would decide on what nobody has read, with its snapshot.
// A hidden tab asks nothing until it is shown.
"use strict";

(() => {
  const list = document.querySelector("[data-changes]");
  if (!list) return;
  const rows = () => [...document.querySelectorAll(".row:not(.done)")];
  const idOf = (row) => row.id.slice("row-".length);
  const AT_ONCE = 10; // rows reloaded after one answer, the others after the next ones
  let timer = null;
  let isAsking = false;

  // Whether one is at the row, or has begun something in it; it is reloaded later.
  function isInUse(row) {
    const isHere = row.hasAttribute("data-current") || row.contains(document.activeElement);
    return isHere || Boolean(row.querySelector("form.htmx-request, form[data-moved], [data-reasons][open]"));
  }

  async function changesOf(asked) {
    const headers = { "HX-Request": "true", "X-Newsroom-Background": "true" };
    const address = `${list.dataset.changes}?ids=${asked.map(idOf).join()}`;
    const response = await fetch(address, { headers, credentials: "same-origin" });
    const redirect = response.headers.get("HX-Redirect");
    if (redirect) {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
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
    const isOld = (row) => (result.marks[idOf(row)] ?? row.dataset.mark) !== row.dataset.mark;
    const old = asked.filter((row) => isOld(row) && row.isConnected && !isInUse(row));
    for (const row of old.slice(0, AT_ONCE)) newsroom.reloadRow(row, { "X-Newsroom-Background": "true" });
  }

  timer = setInterval(ask, list.dataset.pollSeconds * 1000);
  document.addEventListener("visibilitychange", ask);
})();
