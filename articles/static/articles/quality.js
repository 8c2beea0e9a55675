// The pending quality of a form, in points: changed by keys, number field and slider, then recorded.
"use strict";

(() => {
  const number = (form) => form.querySelector('input[type="number"][name="quality"]');
  const most = (field) => Number(field.max || 1000000);
  // The quality that is recorded, as text. Decisions leave it as it is where the field is empty; a form
  // without it, as in the admin, records what its field has.
  const recorded = (form) => form.elements.quality_was?.value ?? "";

  // Returns what is wrong with the typed quality, or ""; shows it at the field, and keeps the form.
  function checkField(field) {
    field.setCustomValidity("");
    const isValid = field.validity.valid && !/\D/.test(field.value);
    const fault = isValid ? "" : `Quality is a whole number from 0 to ${most(field).toLocaleString("en")}.`;
    field.setCustomValidity(fault);
    if (fault) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    const text = document.getElementById(`${field.id}-fault`);
    if (text && text.textContent !== fault) text.textContent = fault;
    if (text) {
      text.hidden = !fault;
      if (fault) text.scrollIntoView({ block: "nearest" });
    }
    return fault;
  }

  // Sets the pending quality, limited to what the field allows.
  function set(form, value) {
    const field = number(form);
    if (!field) return;
    field.closest("details:not([open])")?.setAttribute("open", "");
    field.value = Math.min(Math.max(value, 0), most(field));
    update(form);
  }

  // Updates the slider, the sentences and `data-moved` to the pending quality.
  function update(form) {
    const field = number(form);
    const isNew = !checkField(field) && field.value !== "";
    const text = isNew ? field.value : recorded(form);
    const value = text === "" ? null : Number(text);
    const slider = form.querySelector("input[type=range]");
    if (slider && value !== null) {
      if (value > Number(slider.max)) slider.max = value;
      slider.value = value;
      for (const mark of form.querySelectorAll("[data-line]")) {
        const at = `${100 * Number(mark.dataset.line) / Number(slider.max)}%`;
        for (const name of mark.matches("text") ? ["x"] : ["x1", "x2"]) mark.setAttribute(name, at);
      }
    }
    form.toggleAttribute("data-moved", isNew && field.value !== recorded(form));
    // Wherever the page shows the quality of this article, it shows the pending one.
    const shown = form.closest(".row, .review") ?? form;
    for (const text of shown.querySelectorAll("[data-quality-words]")) text.textContent = sentence(text.dataset, value);
    for (const text of shown.querySelectorAll("[data-quality-shown]")) text.textContent = value ?? "–";
    for (const bar of shown.querySelectorAll(".meter .filled")) {
      const full = Number(bar.closest(".meter").dataset.full);
      bar.setAttribute("width", Math.round(100 * Math.min(value ?? 0, full) / full));
    }
  }

  // Returns the text of a quality; `texts` has one for each side of the threshold, and, where it tells
  // what upstream would do, one that follows upstream's own quality and one that follows any other.
  function sentence(texts, value) {
    const isUpstreams = String(value ?? "") === texts.upstream;
    return distance(texts, value) + ((isUpstreams ? texts.ifUpstreams : texts.ifOurs) ?? "");
  }
  function distance(texts, value) {
    if (value === null) return texts.unset;
    const points = value - Number(texts.threshold);
    const text = points === 0 ? texts.exactly : points > 0 ? texts.above : texts.below;
    return text.replace("{}", Math.abs(points));
  }

  // The page says what is wrong at the field itself; the browser's own bubble would cover that.
  document.addEventListener("invalid", (event) => {
    const field = event.target;
    if (!document.getElementById(`${field.id}-fault`) || number(field.form) !== field) return;
    event.preventDefault();
    checkField(field);
    field.focus();
  }, { capture: true });

  // A pending quality is recorded when the page is left (leaving.js). `data-moved` marks it as pending;
  // review.js removes the mark itself, when the form is really sent.
  document.addEventListener("submit", ({ target }) => {
    if (!target.matches("[data-review-form]")) target.removeAttribute("data-moved");
  });

  document.addEventListener("click", (event) => {
    const control = event.target.closest?.("[data-quality-step], [data-quality-to]");
    const form = control?.closest("form");
    if (!form) return;
    const { qualityStep, qualityTo } = control.dataset;
    const from = Number(number(form)?.value || recorded(form));
    set(form, qualityTo === undefined ? from + Number(qualityStep) : Number(qualityTo));
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form");
    if (!form || !number(form)) return;
    if (event.target.matches("input[type=range]")) set(form, Number(event.target.value));
    else if (event.target === number(form)) update(form);
  });
})();
