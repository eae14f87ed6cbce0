// The last evaluation, and every question of it. Only HTML that the server rendered and escaped is ever inserted.
"use strict";

(() => {
  const VIEW = /^#quality(?:\?(.*))?$/s;
  let filled = false;
  let shownRun = "";
  let ticket = 0;
  let left = { hash: "", top: 0 }; // where the view was when it was last seen

  const narrow = window.matchMedia("(max-width: 800px), (max-height: 560px)");
  const scroller = () => (narrow.matches ? document.scrollingElement : document.getElementById("views"));
  const section = () => document.getElementById("quality");
  const form = () => section().querySelector("form.filter");

  async function fetched(address) {
    try {
      return await (await fetch(address)).text();
    } catch {
      return '<p class="problem">Ibid does not answer. Is it still running?</p>';
    }
  }

  // All of it when the view is entered or another run is looked at; the list alone when the filter changed.
  async function show(hash, { whole: wanted }) {
    const query = VIEW.exec(hash)?.[1] ?? "";
    const run = new URLSearchParams(query).get("run") ?? "";
    const whole = wanted || run !== shownRun;
    shownRun = run;
    const mine = (ticket += 1);
    const waiting = setTimeout(() => section()?.setAttribute("aria-busy", "true"), 200);
    const html = await fetched(`/quality/${whole ? "" : "questions"}?${query}`);
    clearTimeout(waiting);
    section()?.removeAttribute("aria-busy");
    if (mine !== ticket || window.location.hash !== hash || !section()) return; // something else was asked for meanwhile
    const list = section().querySelector(".list");
    const drawn = whole || !list ? section() : list;
    const hadFocus = drawn.contains(document.activeElement);
    drawn.innerHTML = html;
    if (hadFocus) focusOn(drawn); // what had it is gone
    filled = true;
    if (!whole) {
      const words = section().querySelector(".found")?.textContent ?? "";
      document.dispatchEvent(new CustomEvent("ibid:say", { detail: { words } }));
    }
    const given = new URLSearchParams(query);
    for (const field of form()?.querySelectorAll("[name]") ?? []) {
      if (field !== document.activeElement) field.value = given.get(field.name) ?? "";
    }
    if (whole) scroller().scrollTop = left.hash === hash ? left.top : 0;
    left = { hash, top: scroller().scrollTop };
  }

  function focusOn(element) {
    element.setAttribute("tabindex", "-1");
    element.focus({ preventScroll: true });
  }

  function written() {
    const query = new URLSearchParams();
    for (const field of form().querySelectorAll("[name]")) if (field.value.trim()) query.set(field.name, field.value.trim());
    return `#quality${query.size ? `?${query}` : ""}`;
  }

  document.addEventListener("ibid:view", ({ detail: { view, hash } }) => {
    if (view === "quality") show(hash, { whole: !filled });
    else filled = false; // a run may end before the view is seen again
  });
  document.addEventListener(
    "scroll",
    () => {
      // The address changes before the view does, and a scroll may be told of in between.
      if (filled && window.location.hash === left.hash) left.top = scroller().scrollTop;
    },
    { capture: true, passive: true },
  );
  // The page may have been drawn before this script came.
  if (document.body?.dataset.view === "quality") show(window.location.hash, { whole: true });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#quality form.filter")) return;
    event.preventDefault();
    window.location.hash = written();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("#quality form.filter select")) window.location.hash = written();
  });
  // The next page begins at its top; a filter by a link leads to what it lets through.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("#quality a[href^='#quality']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (new URLSearchParams(link.hash.split("?")[1]).get("run") !== (shownRun || null)) return; // another run, from its top
    section().querySelector(".questions")?.scrollIntoView({ block: "start" });
  });
})();
