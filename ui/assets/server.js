// Notices that the server is gone, marks the body `data-gone` meanwhile, and loads the page again once another is there.
// Told by `ibid:gone`, whenever that changes.
"use strict";

(() => {
  const LOOK_MS = 2000;
  const NOTICE = ".toast-wrap > *"; // Gradio's: it sends nothing more until it has loaded the page again
  const BROKEN = "#chat [data-testid='status-tracker'] .error"; // an answer broke off; of that, Gradio does nothing more
  let isLooking = false;

  function mark(isGone) {
    if (document.body.toggleAttribute("data-gone", isGone) === isGone) document.dispatchEvent(new Event("ibid:gone"));
  }

  async function isAnother() {
    const { app_id: id } = await (await fetch("/gradio_api/app_id")).json();
    return id !== window.gradio_config.app_id;
  }

  async function look() {
    isLooking = true;
    while (document.querySelector(`${NOTICE}, ${BROKEN}`)) {
      mark(document.querySelector(NOTICE) !== null || document.body.hasAttribute("data-gone"));
      try {
        if (await isAnother()) return window.location.reload();
        mark(document.querySelector(NOTICE) !== null);
      } catch {
        mark(true);
      }
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
    mark(false);
    isLooking = false;
  }

  new MutationObserver(() => {
    if (!isLooking && document.querySelector(`${NOTICE}, ${BROKEN}`)) look();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
