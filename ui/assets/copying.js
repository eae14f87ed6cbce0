// The buttons under a quotation: what each copies stands behind it.
"use strict";

(() => {
  async function copy(button) {
    const text = button.nextElementSibling.textContent;
    const copied = button.textContent === "Link" ? new URL(text, window.location.href).href : text;
    try {
      await navigator.clipboard.writeText(copied);
      say(button, "Copied");
    } catch {
      offer(copied); // no permission, or no secure address: to be copied by hand
    }
  }

  function say(button, words) {
    const said = button.closest(".copying").querySelector(".what");
    said.setAttribute("role", "status");
    said.textContent = words;
    setTimeout(() => (said.textContent = "Copy"), 2000);
  }

  function offer(text) {
    const dialog = document.createElement("dialog");
    dialog.className = "offer";
    const label = document.createElement("label");
    const area = document.createElement("textarea");
    const close = document.createElement("button");
    label.textContent = "Copy this";
    area.readOnly = true;
    area.rows = 8;
    area.value = text;
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    label.append(area);
    dialog.append(label, close);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    area.select();
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button.copy") : null;
    if (button) copy(button);
  });
})();
