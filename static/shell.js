// Small comforts of the shell; every page works without them.
"use strict";

// Menus close on Escape and on a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A second click while the answer to the first is on its way does nothing; after a while, or on the
// way back, the form can be sent again.
const PATIENCE = 10000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
  } else if (!event.defaultPrevented && form.getAttribute("method") === "post") {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, PATIENCE);
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A refused form: the summary of what is wrong gets the focus.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

// Who has signed in again in another tab has a new token: the cookie knows it, this page does not yet.
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector("[name=csrfmiddlewaretoken]");
  if (field && token()) field.value = token();
}, true);
document.addEventListener("htmx:configRequest", (event) => {
  if (token()) event.detail.headers["X-CSRFToken"] = token();
});

// Partial requests: what went wrong is said in words, and a page that asks to sign in again is
// never put into the middle of another one, so that nothing typed is lost.
const trouble = document.getElementById("trouble");
const say = (kind) => {
  trouble.querySelector("p").textContent = trouble.dataset[kind];
  trouble.hidden = false;
};
document.addEventListener("htmx:beforeSwap", (event) => {
  const address = new URL(event.detail.xhr.responseURL || location.href, location.href);
  if (address.pathname === document.body.dataset.login) {
    event.detail.shouldSwap = false;
    say("signedOut");
  }
});
document.addEventListener("htmx:sendError", () => say("unreachable"));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500 || event.detail.xhr.status === 403) say("failed");
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && !trouble.hidden && event.detail.xhr.responseURL
      && new URL(event.detail.xhr.responseURL).pathname !== document.body.dataset.login) {
    trouble.hidden = true;
  }
});
