// A quality that is being weighed: keys, number and slider move one pending value, in points.
"use strict";

(() => {
  const number = (form) => form.querySelector('input[type="number"][name="quality"]');
  const most = (field) => Number(field.max || 1000000);

  function set(form, value) {
    const field = number(form);
    if (!field) return;
    field.closest("details:not([open])")?.setAttribute("open", "");
    field.value = Math.min(Math.max(value, 0), most(field));
    follow(form);
  }

  // What follows from the value as it stands now: the slider, the sentence, whether it was moved.
  function follow(form) {
    const field = number(form);
    const value = field.value === "" ? null : Number(field.value);
    const slider = form.querySelector("input[type=range]");
    if (slider && value !== null) {
      if (value > Number(slider.max)) slider.max = value;
      slider.value = value;
      for (const mark of form.querySelectorAll("[data-line]")) {
        const at = `${100 * Number(mark.dataset.line) / Number(slider.max)}%`;
        for (const name of mark.matches("text") ? ["x"] : ["x1", "x2"]) mark.setAttribute(name, at);
      }
    }
    form.toggleAttribute("data-moved", field.value !== field.defaultValue);
    const words = form.querySelector("[data-quality-words]");
    if (words) words.textContent = consequence(value, Number(words.dataset.threshold));
    for (const shown of form.querySelectorAll("[data-quality-shown]")) shown.textContent = value ?? "–";
  }

  function consequence(value, line) {
    if (value === null) return "not scored: upstream would not publish";
    const apart = value === line ? `exactly ${line}` : `${Math.abs(value - line)} ${value > line ? "above" : "below"} ${line}`;
    return `${apart}: upstream would ${value >= line ? "publish" : "not publish"}`;
  }

  // What was moved but not recorded is recorded when the page is left. Review says itself when a
  // form was really sent.
  document.addEventListener("submit", ({ target }) => {
    if (!target.matches("[data-review-form]")) target.removeAttribute("data-moved");
  });
  window.addEventListener("pagehide", () => {
    for (const form of document.querySelectorAll("form.decide[data-moved]")) {
      const fields = new FormData(form);
      fields.set("verb", "set-quality");
      newsroom.send(form.action, fields, { quietly: true, keepalive: true });
    }
  });

  document.addEventListener("click", (event) => {
    const control = event.target.closest?.("[data-quality-step], [data-quality-to]");
    const form = control?.closest("form");
    if (!form) return;
    const { qualityStep, qualityTo } = control.dataset;
    const from = Number(number(form)?.value || 0);
    set(form, qualityTo === undefined ? from + Number(qualityStep) : Number(qualityTo));
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form");
    if (!form || !number(form)) return;
    if (event.target.matches("input[type=range]")) set(form, Number(event.target.value));
    else if (event.target === number(form)) follow(form);
  });
})();
