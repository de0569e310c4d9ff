/* The desk of a reviewer by keyboard. Everything is a link, a button or a form without it. */

(() => {
  "use strict";

  const desk = document.getElementById("desk");
  if (!desk) return;
  document.getElementById("desk-keys").hidden = false;

  // The place of the text where the reader is: with the keyboard, else the first whose end is in
  // sight.
  const placeInSight = () => {
    const own = document.activeElement.closest(".place");
    if (own) return own;
    const places = [...desk.querySelectorAll(".place")].filter((one) => one.querySelector(".comment-new"));
    return places.find((one) => one.getBoundingClientRect().bottom > 80) || desk;
  };

  const unfold = (details) => {
    if (!details) return;
    details.open = true;
    details.querySelector("textarea").focus();
  };

  const actions = {
    n: () => desk.querySelector("a[rel=next]")?.click(),
    p: () => desk.querySelector("a[rel=prev]")?.click(),
    // Only to the button: approving takes a second key.
    a: () => desk.querySelector(".desk-actions form:not(.menu-panel) button, .desk-item .panel[method=post] button")?.focus(),
    t: () => unfold(desk.querySelector(".desk-actions details.menu")),
    g: () => unfold(placeInSight().querySelector(".comment-new")),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const action = actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
