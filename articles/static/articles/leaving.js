// Leaving a page: a quality that was changed and not decided with is recorded, and a link, a key or a form
// that leads away waits for what is on its way to the desk, so that the next page shows it.
"use strict";

(() => {
  const LONGEST_WAIT = 2000; // ms

  // -- Pending qualities: quality.js marks their forms by `data-moved` -----------------------------------
  const PENDING = "form.decide[data-moved]";

  // Records a pending quality. The desk's answer also carries the message for the next page.
  function record(form, { isHiding = false } = {}) {
    form.removeAttribute("data-moved");
    form.dataset.recorded = "";
    if (form.matches("[hx-post]") && !isHiding) return recordRow(form);
    const fields = new FormData(form);
    fields.set("verb", "set-quality");
    fields.set("leaves", "1");
    newsroom.requestStarted();
    newsroom.send(form.action, fields, { quietly: true, keepalive: true }).finally(() => {
      newsroom.requestEnded();
      // Where the page stays after all, as with a download: the next decision is another act.
      form.elements.token.value = newsroom.newToken();
      form.elements.quality_was.value = form.elements.quality.value;
    });
  }

  // A row's answer replaces it, with the snapshot that a selection sends.
  function recordRow(form) {
    const leaves = document.createElement("input");
    [leaves.type, leaves.name, leaves.value] = ["hidden", "leaves", "1"];
    form.append(leaves);
    form.querySelector('button[value="set-quality"]').click();
    leaves.remove();
  }

  function recordAll(options) {
    for (const form of document.querySelectorAll(PENDING)) record(form, options);
  }
  window.addEventListener("pagehide", () => recordAll({ isHiding: true }));

  /** Restore the recorded quality of the current row or card; return false where none is pending. */
  newsroom.restoreQuality = () => {
    const form = document.querySelector(`[data-current] ${PENDING}`);
    if (!form) return false;
    const [field, was] = [form.elements.quality, form.elements.quality_was.value];
    field.value = was;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    newsroom.announce(`Quality ${was || "none"} as before; nothing was stored.`);
    return true;
  };

  // -- Ways away ------------------------------------------------------------------------------------------
  let way = null; // the last way that was taken while others wait
  async function leave(go) {
    const isWaiting = way !== null;
    way = go;
    if (isWaiting) return;
    const tooLong = new Promise((done) => setTimeout(done, LONGEST_WAIT));
    await Promise.race([newsroom.allRequestsEnded(), tooLong]);
    const last = way;
    way = null;
    last();
  }

  // Tells whether a click on the link leaves this page in this tab.
  function leadsAway(link, event) {
    const isOther = link.hasAttribute("download") || !["", "_self"].includes(link.target)
      || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (isOther || !/^https?:$/.test(link.protocol)) return false;
    const isHere = link.hash && link.href.split("#")[0] === location.href.split("#")[0];
    return !isHere;
  }

  window.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || !leadsAway(link, event)) return;
    recordAll();
    if (!newsroom.pendingRequests) return;
    event.preventDefault();
    leave(() => location.assign(link.href));
  });

  let isPassing = false;
  window.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (isPassing || event.defaultPrevented || form.method === "dialog") return;
    // What is undone is the act before, not a quality that this would record.
    if (!form.matches("[data-undoes]")) recordAll();
    if (!newsroom.pendingRequests) return;
    event.preventDefault();
    leave(() => {
      isPassing = true;
      form.requestSubmit(submitter?.isConnected ? submitter : null);
      isPassing = false;
    });
  });
})();
