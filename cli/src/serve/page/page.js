"use strict";
// Sends the form without a reload, takes dropped files, copies the text for a ticket. Everything works without it.
(() => {
  const answer = document.getElementById("answer");
  const files = document.getElementById("files");

  const send = async (form, action) => {
    answer.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(action, { method: "POST", body: new FormData(form), headers: { "x-samlens-part": "1" } });
      // The markup is made by samlens, every value in it escaped; the policy allows no script in it.
      answer.innerHTML = await response.text();
    } catch {
      answer.textContent = "samlens does not answer: it was ended at the terminal.";
    }
    answer.removeAttribute("aria-busy");
    ready();
    answer.focus();
    answer.scrollIntoView();
  };

  const ready = () => {
    for (const button of answer.querySelectorAll("button[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const area = document.getElementById(button.dataset.copy);
        area.select();
        try {
          await navigator.clipboard.writeText(area.value);
        } catch {
          document.execCommand("copy");
        }
        button.textContent = "Copied";
      });
    }
  };

  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      const action = event.submitter?.getAttribute("formaction") ?? form.getAttribute("action");
      if (action === "/redact") return;
      event.preventDefault();
      send(form, action);
    });
  }

  addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  addEventListener("dragleave", () => document.body.classList.remove("dropping"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    if (event.dataTransfer.files.length > 0) files.files = event.dataTransfer.files;
  });
  ready();
})();
