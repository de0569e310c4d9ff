/* Keys of the grid of figures, as in a spreadsheet: arrows and Enter move within the column,
   Ctrl+S saves, Escape puts back what stood there. Saving itself is htmx's (templatetags/grid.py). */

(() => {
  "use strict";

  const form = document.getElementById("sheet-form");
  if (!form) return;

  const state = document.getElementById("sheet-state");
  const kindOf = (input) => input.id.split("-")[0];

  const neighbour = (input, step) => {
    const column = [...form.querySelectorAll(`#grid [id^="${kindOf(input)}-"]:not([type=hidden])`)]
      .filter((other) => other.matches("input"));
    return column[column.indexOf(input) + step];
  };

  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button:not([name])"));
      return;
    }
    const input = event.target;
    if (!input.matches("#grid input")) return;
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const next = neighbour(input, step);
      if (next) {
        next.focus();
        if (next.select) next.select();
      } else if (event.key === "Enter") {
        input.blur();
      }
    } else if (event.key === "Escape" && input.type !== "checkbox") {
      input.value = input.defaultValue;
    }
  });

  const say = (text) => { if (state) state.textContent = text; };

  form.addEventListener("htmx:beforeRequest", (event) => {
    if (form.dataset.sent) event.preventDefault(); // the whole form is on its way
    else if (event.target.closest("#grid")) event.target.closest(".cell").classList.add("cell-saving");
  });

  const failed = (event) => {
    const cell = event.target.closest("#grid .cell");
    if (!cell) return;
    cell.classList.remove("cell-saving");
    cell.classList.add("cell-unsaved");
    const answer = event.detail.xhr;
    if (answer && answer.status === 409) say(answer.responseText);
  };
  form.addEventListener("htmx:responseError", failed);
  form.addEventListener("htmx:sendError", failed);

  window.addEventListener("beforeunload", (event) => {
    if (form.querySelector(".cell-unsaved, .cell-wrong") && !form.dataset.sent) event.preventDefault();
  });
  // The form carries every cell, so the saving of a single one must not come after it.
  form.addEventListener("submit", () => {
    for (const cell of form.querySelectorAll("#grid .cell:has(.htmx-request)")) htmx.trigger(cell, "htmx:abort");
  });
})();
