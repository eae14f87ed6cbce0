// The table of articles. The listing's state is the address's hash, so that Back works.
"use strict";

(() => {
  const SOON_MS = 600;
  const LATER_MS = 6000;
  const BUSY_MS = 200; // what takes longer shows that it is under way
  const NO_REPLY = "Ibid does not answer. Is it still running?";
  let shownHash = null;
  let ticket = 0;
  let nextLook = 0;
  let held = null; // what the library held at the last look
  let pending = 0; // requests of this page that change the library

  const view = () => document.getElementById("library");
  const part = (name) => view().querySelector(`.${name}`);

  function layOut() {
    if (part("changing")) return;
    view().innerHTML =
      '<h2 class="title">Library</h2><div class="changing"></div><div class="listing" aria-live="off"></div>';
    fetchInto(part("changing"), "/panel/changes");
  }

  async function fetchInto(element, address) {
    try {
      const reply = await fetch(address);
      element.innerHTML = await reply.text();
      return reply.ok;
    } catch {
      element.innerHTML = `<p class="problem">${NO_REPLY}</p>`;
      return false;
    }
  }

  async function list(hash) {
    const mine = (ticket += 1);
    shownHash = hash;
    const found = document.createElement("div");
    const waiting = setTimeout(() => part("listing").setAttribute("aria-busy", "true"), BUSY_MS);
    const isFound = await fetchInto(found, `/panel/shelf?${hash.split("?")[1] ?? ""}`);
    clearTimeout(waiting);
    if (mine !== ticket) return;
    part("listing").removeAttribute("aria-busy");
    part("listing").querySelector(":scope > .refused")?.remove();
    if (!isFound && part("find")) {
      found.className = "refused"; // what was written stays, to be mended
      found.setAttribute("role", "alert");
      part("listing").prepend(found);
      return;
    }
    const back = placeOf(document.activeElement);
    part("listing").replaceChildren(...found.childNodes);
    back?.();
    const words = part("paging")?.firstChild?.textContent.trim() ?? part("empty")?.textContent ?? "";
    document.dispatchEvent(new CustomEvent("ibid:say", { detail: { words } }));
  }

  // The keyboard stays where it was when the listing is drawn anew, and what is being typed is kept.
  function placeOf(element) {
    if (!element || !part("listing")?.contains(element)) return null;
    const { name, value, textContent } = element;
    const label = textContent.replace(/[↑↓]/g, "").trim();
    const isSame = (one) => (name ? one.name === name : one.textContent.replace(/[↑↓]/g, "").trim() === label);
    return () => {
      const same = [...part("listing").querySelectorAll(name ? "input" : "a, button")].find(isSame);
      if (!same) return view().querySelector("[type=search]")?.focus();
      if (name) same.value = value;
      same.focus();
    };
  }

  // Whatever changed the library, the rest of the page hears of it.
  async function refresh() {
    await list(shownHash ?? "#library");
    try {
      const { holdings } = await (await fetch("/api/work")).json();
      const masthead = document.querySelector("#masthead .holdings");
      if (masthead) masthead.textContent = holdings;
    } catch {
      // the next look may find it running again
    }
    document.dispatchEvent(new Event("ibid:library"));
  }

  // What is being indexed, also for those who did not ask for it: often while something is, now and then otherwise.
  async function watchWork() {
    const before = part("working")?.textContent ?? "";
    let now = "";
    try {
      const work = await (await fetch("/api/work")).json();
      const shown = document.querySelector("#masthead .holdings")?.textContent;
      now = work.now;
      const line = part("working");
      if (line && line.textContent !== now) line.textContent = now;
      // Somebody else's work is done, here or in another process. The masthead may be newer than the table.
      const isOther = shown !== work.holdings || (held !== null && held !== work.holdings);
      held = work.holdings;
      if (!pending && !now && (before || isOther)) await refresh();
    } catch {
      // the next look may find it running again
    }
    clearTimeout(nextLook);
    if (document.body.dataset.view === "library") nextLook = setTimeout(watchWork, now || pending ? SOON_MS : LATER_MS);
  }

  // What changes the library tells when it begins and when it is done.
  async function follow(change) {
    pending += 1;
    setTimeout(watchWork, SOON_MS / 2);
    await change.finally(() => (pending -= 1));
  }

  function show(hash) {
    layOut();
    watchWork();
    list(hash);
  }

  document.addEventListener("ibid:view", ({ detail: { view: name, hash } }) => name === "library" && show(hash));
  document.addEventListener("ibid:changing", ({ detail: { change } }) => follow(change));
  document.addEventListener("ibid:changed", ({ detail: { then } }) => refresh().then(then));
  // The scripts come in no order, and the view may have been chosen before this one.
  if (document.body?.dataset.view === "library") show(window.location.hash);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("#library form.find")) return;
    event.preventDefault();
    const query = new URLSearchParams(window.location.hash.split("?")[1] ?? "");
    query.delete("page");
    for (const { name, value } of form.querySelectorAll("input")) value ? query.set(name, value) : query.delete(name);
    window.location.hash = `#library?${query}`;
  });
  // The bars of the chart are one stop of the Tab key; the arrows lead from one to the next.
  document.addEventListener("keydown", (event) => {
    const bar = event.target.closest?.("#library .calendar a");
    const bars = bar ? [...bar.parentElement.querySelectorAll("a")] : [];
    const at = bars.indexOf(bar);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (!bars[to]) return;
    event.preventDefault();
    bar.setAttribute("tabindex", "-1");
    bars[to].setAttribute("tabindex", "0");
    bars[to].focus();
  });
})();
