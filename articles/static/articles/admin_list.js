// The admin's list of articles: Enter in the fields of a row, or in their note, saves the rows.
"use strict";

// By itself the browser presses the form's first button, which runs the action of the list.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (!event.target.matches("#result_list input:not(.action-select, #action-toggle), #save-note")) return;
  event.preventDefault();
  event.target.form.querySelector("input[name=_save]").click();
});
