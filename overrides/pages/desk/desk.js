/* What makes the desk quicker to use. Every page does its work without it too. */
(() => {
  "use strict";

  // A preview follows what is typed, a moment after the last letter.
  const patience = 700;
  for (const button of document.querySelectorAll("[data-preview]")) {
    const form = button.form;
    let timer = 0;
    const show = () => form.requestSubmit(button);
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, patience);
    });
  }

  // Put a placeholder where the cursor stands.
  for (const button of document.querySelectorAll("[data-insert]")) {
    const list = document.querySelector(button.dataset.insert);
    const text = document.querySelector(button.dataset.into);
    button.hidden = false;
    button.addEventListener("click", () => {
      text.setRangeText(list.value, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    });
  }

  // A short name is proposed from the full one, until somebody writes it.
  const plainLetters = { "æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "&": " and " };
  for (const box of document.querySelectorAll("[data-name-of]")) {
    const full = document.querySelector(box.dataset.nameOf);
    let isOurs = !box.value;
    box.addEventListener("input", () => { isOurs = false; });
    full.addEventListener("input", () => {
      if (!isOurs) return;
      const spelled = full.value.toLowerCase().replace(/[æœøßłđðþ&]/g, letter => plainLetters[letter]);
      const letters = spelled.normalize("NFKD").replace(/[\u0300-\u036f'’]/g, "");
      box.value = letters.replace(/[^a-z0-9]+/g, "-").replace(/^[-0-9]+|-+$/g, "");
    });
  }

  // Of several boxes only those are shown that fit what was chosen.
  for (const list of document.querySelectorAll("[data-shows]")) {
    const boxes = list.form.querySelectorAll(`[data-${list.dataset.shows}]`);
    const show = () => {
      for (const box of boxes) box.hidden = !box.dataset[list.dataset.shows].split(" ").includes(list.value);
    };
    list.addEventListener("change", show);
    show();
  }

  // What was typed and not saved is not lost by leaving the page.
  for (const form of document.querySelectorAll("[data-watch]")) {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", event => {
      if (!event.submitter?.hasAttribute("formtarget")) changed = false;
    });
    addEventListener("beforeunload", event => { if (changed) event.preventDefault(); });
  }

  // What a link leads to is shown below it.
  for (const link of document.querySelectorAll("[data-load]")) {
    link.addEventListener("click", async event => {
      event.preventDefault();
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = page.querySelector("[data-part]");
      if (!part) { location.assign(link.href); return; }
      link.parentElement.replaceWith(part);
      part.tabIndex = -1;
      part.focus();
    });
  }

  // A page that waits for something asks again until it is there.
  const moment = 1000;
  const askAgain = async () => {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-again]");
    const waiting = document.querySelector("[data-again]");
    if (!now) { location.reload(); return; }
    if (waiting.innerHTML !== now.innerHTML) waiting.innerHTML = now.innerHTML;
    setTimeout(askAgain, moment);
  };
  if (document.querySelector("[data-again]")) setTimeout(askAgain, moment);

  // A long work says that it goes on.
  for (const form of document.querySelectorAll("[data-long]")) {
    form.addEventListener("submit", () => {
      const button = form.querySelector("button[type=submit]");
      button.textContent = form.dataset.long;
      button.setAttribute("aria-busy", "true");
    });
  }

  // The line that a problem is about.
  const file = document.querySelector("textarea[data-line]");
  if (file) {
    const lines = file.value.split("\n");
    const start = lines.slice(0, Number(file.dataset.line) - 1).join("\n").length;
    file.focus({ preventScroll: true });
    file.setSelectionRange(start + (start ? 1 : 0), start + 1 + (lines[Number(file.dataset.line) - 1] || "").length);
    file.scrollTop = file.scrollHeight * ((Number(file.dataset.line) - 3) / lines.length);
  }
})();
