"use strict";
// Sends the form without a reload, takes dropped files, opens the tab that a link leads to, searches a message, copies
// the text for a ticket. Everything that matters works without it.
(() => {
  const answer = document.getElementById("answer");
  const files = document.getElementById("files");

  const send = async (form, action) => {
    answer.setAttribute("aria-busy", "true");
    try {
      const body = new FormData(form);
      const response = await fetch(action, { method: "POST", body, headers: { "x-samlens-part": "1" } });
      // The markup is made by samlens, every value in it escaped; the policy allows no script in it.
      answer.innerHTML = await response.text();
    } catch {
      answer.textContent = "samlens does not answer: it was ended at the terminal.";
    }
    answer.removeAttribute("aria-busy");
    prepare(answer);
    answer.focus();
    answer.scrollIntoView();
  };

  const copy = async (button) => {
    const area = document.getElementById(button.dataset.copy);
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
      button.textContent = "Copied";
    } catch {
      // Browsers give the clipboard to https and to this machine alone, or only when asked.
      button.textContent = "Selected: press Ctrl-C";
    }
  };

  // A value that the capture tells becomes an expectation.
  const use = (button) => {
    const field = document.getElementById(button.dataset.field);
    field.value = button.dataset.value;
    field.closest("details")?.setAttribute("open", "");
    button.textContent = "Filled in";
    field.focus();
  };

  // A search box above each message tree: marks the lines with the text; Enter goes to the next one.
  const searchable = (tree) => {
    const box = document.createElement("input");
    box.type = "search";
    box.placeholder = "Search the message";
    box.setAttribute("aria-label", "Search the message");
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    const row = document.createElement("div");
    row.className = "search";
    row.append(box, count);
    tree.before(row);
    let found = [];
    let at = -1;
    box.addEventListener("input", () => {
      for (const line of found) line.classList.remove("found", "current");
      const wanted = box.value.toLowerCase();
      found = wanted === "" ? [] : [...tree.querySelectorAll(".line")].filter((line) => line.textContent.toLowerCase().includes(wanted));
      for (const line of found) line.classList.add("found");
      count.textContent = wanted === "" ? "" : `${found.length} lines`;
      at = -1;
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (found.length === 0) return;
      found[at]?.classList.remove("current");
      at = (at + 1) % found.length;
      const line = found[at];
      line.classList.add("current");
      for (let fold = line.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      line.scrollIntoView({ block: "center" });
    });
  };

  const prepare = (part) => {
    for (const button of part.querySelectorAll("button[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    }
    for (const button of part.querySelectorAll("button[data-field]")) {
      button.hidden = false;
      button.addEventListener("click", () => use(button));
    }
    for (const tree of part.querySelectorAll(".panel .xml")) searchable(tree);
  };

  // A link into a tab opens it.
  const open = (id) => {
    const target = id === "" ? null : document.getElementById(id);
    const tab = target?.closest(".panel")?.previousElementSibling?.previousElementSibling;
    if (tab?.type === "radio") tab.checked = true;
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target?.scrollIntoView();
  };
  addEventListener("hashchange", () => open(location.hash.slice(1)));
  answer.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) open(link.getAttribute("href").slice(1));
  });

  for (const form of document.querySelectorAll("#question, #explain")) {
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
  prepare(answer);
})();
