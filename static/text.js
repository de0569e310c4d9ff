/* The text of a draft: says of each place whether it is saved, and sends again what was not when the
   server could not be reached. Saving itself is htmx's (templates/programs/text/slot.html). */

(() => {
  "use strict";

  const form = document.getElementById("text-form");
  if (!form) return;

  const RETRY = 4000;
  const overall = document.getElementById("text-state");
  const slotOf = (element) => element.closest(".slot");
  const stateOf = (slot) => slot.querySelector(".slot-state");
  const senderOf = (slot) => slot.querySelector("textarea, select, fieldset, input:not([type=hidden])");

  const tell = () => {
    const isOpen = form.querySelector(".slot-unsaved, .slot-state[data-open]");
    overall.textContent = isOpen ? form.dataset.some : form.dataset.all;
  };

  const mark = (slot, word) => {
    slot.classList.add("slot-unsaved");
    const state = stateOf(slot);
    if (!state.hasAttribute("data-open")) state.textContent = word;
    tell();
  };

  form.addEventListener("input", (event) => {
    const slot = slotOf(event.target);
    if (slot) mark(slot, form.dataset.unsaved);
  });

  // While both texts stand beside each other only the choice between them is sent: what is typed
  // meanwhile goes with it.
  form.addEventListener("htmx:beforeRequest", (event) => {
    const slot = slotOf(event.target);
    if (!slot) return;
    if (slot.querySelector(".conflict") && !event.target.closest(".conflict")) {
      event.preventDefault();
      return;
    }
    slot.dataset.sent = valueOf(slot);
    mark(slot, form.dataset.saving);
  });

  const valueOf = (slot) => JSON.stringify(
    [...slot.querySelectorAll("textarea, select, input:not([type=hidden])")]
      .map((one) => (one.type === "checkbox" ? one.checked : one.value)),
  );

  // What the server refuses it says in words; they are put below the place.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const slot = event.detail.requestConfig && slotOf(event.detail.requestConfig.elt);
    if (!slot || event.detail.xhr.status !== 409) return;
    stateOf(slot).innerHTML = "";
    stateOf(slot).append(...new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html").body.children);
    stateOf(slot).setAttribute("data-open", "");
    tell();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const slot = event.detail.requestConfig && document.getElementById(slotOf(event.detail.requestConfig.elt)?.id);
    if (!slot || !event.detail.successful) return;
    if (slot.dataset.sent === undefined || slot.dataset.sent === valueOf(slot)) {
      slot.classList.remove("slot-unsaved");
    } else {
      mark(slot, form.dataset.unsaved);
    }
    tell();
  });

  form.addEventListener("htmx:sendError", (event) => {
    const slot = slotOf(event.target);
    if (!slot) return;
    mark(slot, form.dataset.lost);
    slot.classList.add("slot-lost");
  });

  const retry = () => {
    for (const slot of form.querySelectorAll(".slot-lost")) {
      slot.classList.remove("slot-lost");
      htmx.trigger(senderOf(slot), "retry");
    }
  };
  window.setInterval(retry, RETRY);
  window.addEventListener("online", retry);

  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[accesskey=s]"));
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (form.querySelector(".slot-unsaved") && !form.dataset.leaving) event.preventDefault();
  });
  form.addEventListener("submit", () => { form.dataset.leaving = "yes"; });
})();
