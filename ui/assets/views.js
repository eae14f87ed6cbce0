// Shows one of the page's views, the one that the address's hash names: #library… and #quality… by their names, and
// everything else is the conversation. Tells the view by an event on the document, `ibid:view` {view, hash}.
"use strict";

(() => {
  const OTHERS = /^#(library|quality)(?:[/?]|$)/;

  function mark(view) {
    for (const link of document.querySelectorAll("nav.views a")) {
      if (link.hash === `#${view}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  function show() {
    const { hash } = window.location;
    const view = OTHERS.exec(hash)?.[1] ?? "ask";
    document.body.dataset.view = view;
    document.title = view === "ask" ? "Ibid" : `${view[0].toUpperCase()}${view.slice(1)} · Ibid`;
    for (const section of document.querySelectorAll("section.view")) section.hidden = section.id !== view;
    mark(view);
    document.dispatchEvent(new CustomEvent("ibid:view", { detail: { view, hash } }));
  }

  window.addEventListener("hashchange", show);
  // Gradio draws the page after this script has run, and the masthead again when the library holds something else.
  let seen = null;
  new MutationObserver(() => {
    if (!["nav.views", "section.view", "#panel"].every((part) => document.querySelector(part))) return;
    const ways = document.querySelector("nav.views");
    if (seen === ways) return;
    if (seen === null) show();
    else mark(document.body.dataset.view);
    seen = ways;
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
