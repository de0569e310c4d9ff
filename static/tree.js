// The tree of units: a branch is fetched once and then only shown and hidden. Without this file
// each button loads the page anew with its branch open or closed.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest(".tree-toggle");
  if (!button || !window.htmx) return;
  event.preventDefault();
  const branch = document.getElementById(button.getAttribute("aria-controls"));
  const opens = button.getAttribute("aria-expanded") === "false";
  if (opens && !branch.querySelector("ul")) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    htmx
      .ajax("GET", button.dataset.branch, { target: branch, swap: "innerHTML" })
      .then(() => {
        button.removeAttribute("aria-busy");
        if (branch.querySelector("ul")) turn(button, branch, true);
      });
    return;
  }
  turn(button, branch, opens);
});

const turn = (button, branch, opens) => {
  button.setAttribute("aria-expanded", String(opens));
  branch.hidden = !opens;
};
