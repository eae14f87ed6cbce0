// The buttons under a quotation: what each copies stands behind it. And the link to a question, under its answer.
"use strict";

(() => {
  async function copy(text, said, words) {
    try {
      await navigator.clipboard.writeText(text);
      say(said, words);
    } catch {
      offer(text); // no permission, or no secure address: to be copied by hand
    }
  }

  function copyBehind(button) {
    const text = button.nextElementSibling.textContent;
    const said = button.closest(".copying").querySelector(".what");
    copy(button.textContent === "Link" ? new URL(text, window.location.href).href : text, said, "Copied");
  }

  function say(place, words) {
    const before = place.dataset.before ?? place.textContent;
    place.dataset.before = before;
    place.textContent = words;
    document.dispatchEvent(new CustomEvent("ibid:say", { detail: { words } }));
    setTimeout(() => (place.textContent = before), 2000);
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

  document.addEventListener("ibid:copy", ({ detail: { text, place } }) => copy(text, place, "Copied"));
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = event.target.closest("button.copy");
    const link = event.target.closest("#chat .foot a");
    if (button) copyBehind(button);
    if (!link) return;
    event.preventDefault(); // followed, it would ask the question again
    copy(link.href, link, "Link copied");
  });
})();
