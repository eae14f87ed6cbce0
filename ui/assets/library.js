// The table of articles, and what may be done to them. The listing's state is the address's hash, so that Back works.
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
    const { holdings, error } = await send("/api/work");
    const masthead = document.querySelector("#masthead .holdings");
    if (masthead && !error) masthead.textContent = holdings;
    document.dispatchEvent(new Event("ibid:library"));
  }

  async function send(address, options) {
    try {
      const reply = await fetch(address, options);
      const said = await reply.json();
      return reply.ok ? said : { error: said.error };
    } catch {
      return { error: NO_REPLY };
    }
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

  async function working(promise) {
    pending += 1;
    setTimeout(watchWork, SOON_MS / 2);
    try {
      return await promise;
    } finally {
      pending -= 1;
    }
  }

  function say(list, words, isProblem) {
    const item = document.createElement("li");
    item.textContent = words;
    item.classList.toggle("problem", isProblem);
    list.append(item);
    return item;
  }

  const OUTCOMES = [
    // what became of a file, and of so many articles
    ["added", "added", "added"],
    ["updated", "updated; it replaces the file of that name", "updated"],
    ["unchanged", "was there already, unchanged", "unchanged"],
    ["duplicates", "holds a text that the library has", "with a text that the library has"],
  ];

  // Of one file, `name`, it is plain what was added, and not where the library keeps it; of a folder it is told how many.
  function tell(report, name) {
    const counts = OUTCOMES.filter(([key]) => report[key]).map(([key, ofFile, ofArticles]) => {
      if (name && report[key] === 1) return ofFile;
      return `${report[key].toLocaleString("en")} ${report[key] === 1 ? "article" : "articles"} ${ofArticles}`;
    });
    const said = [...report.failures.map((one) => [one.reason, one]), ...report.remarks.map((one) => [one.text, one])];
    return [...counts, ...said.map(([words, { path }]) => (name ? words.replaceAll(path, name) : words))];
  }

  // The outlet that files are given which name none.
  const outletToGive = () => part("given").querySelector("input").value.trim();

  function sendFile(file, outlet, onProgress) {
    return new Promise((done) => {
      const request = new XMLHttpRequest(); // fetch does not tell how much has been sent
      request.open("POST", `/api/uploads?${new URLSearchParams({ name: file.name, outlet })}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
      request.addEventListener("error", () => done({ error: NO_REPLY }));
      request.addEventListener("load", () => {
        try {
          done(JSON.parse(request.responseText));
        } catch {
          done({ error: "Ibid gave no readable reply. Its log says more." });
        }
      });
      request.send(file);
    });
  }

  async function upload(files) {
    const results = part("results");
    const outlet = outletToGive();
    for (const file of files) {
      const item = say(results, `${file.name}: sending…`, false);
      const onProgress = (share) => {
        item.textContent = share < 1 ? `${file.name}: sent ${Math.round(100 * share)} %` : `${file.name}: reading…`;
      };
      const said = await working(sendFile(file, outlet, onProgress));
      const words = said.error ?? tell(said, file.name).join("; ");
      item.textContent = words.startsWith(file.name) ? words : `${file.name}: ${words}`;
      item.classList.toggle("problem", Boolean(said.error) || said.failures.length > 0);
    }
    await refresh();
  }

  // A browser hands over no more than the name of a folder.
  function drop({ items, files }) {
    const isFolder = [...items].map((item) => item.webkitGetAsEntry?.()?.isDirectory ?? false);
    for (const [at, file] of [...files].entries()) {
      if (isFolder[at]) say(part("results"), `${file.name} is a folder. Write its path below, to mirror it.`, true);
    }
    upload([...files].filter((_, at) => !isFolder[at]));
  }

  function describePlan(plan) {
    const counts = [
      [plan.new.length, "new"],
      [plan.changed.length, "changed"],
      [plan.moved.length, "moved"],
      [plan.gone.length, "gone, to be removed from the library"],
      [plan.unchanged, "unchanged"],
      [plan.failures.length, "that cannot be read"],
    ].filter(([count]) => count);
    return counts.length ? counts.map(([count, what]) => `${count.toLocaleString("en")} ${what}`).join(", ") : "no files";
  }

  // What is done is what was planned, whatever the fields say by now.
  async function sync(form, button) {
    const way = button?.value ?? "plan";
    const outcome = form.querySelector(".outcome");
    const hadFocus = outcome.contains(document.activeElement);
    const folder = button?.dataset.folder ?? form.elements.folder.value;
    const outlet = button?.dataset.outlet ?? outletToGive();
    outcome.textContent = way === "plan" ? "Looking…" : "Working…";
    if (hadFocus) outcome.focus(); // the button that had it is gone
    const said = await working(
      send("/api/sync", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ folder, outlet, dry_run: way === "plan" }),
      }),
    );
    const line = document.createElement("p");
    line.classList.toggle("problem", Boolean(said.error));
    outcome.replaceChildren(line);
    if (said.error) line.textContent = said.error;
    else if (way === "plan") {
      line.textContent = `Files of ${folder}${outlet && `, as of the outlet “${outlet}” where they name none`}: ${describePlan(said)}. `;
      if (said.new.length + said.changed.length + said.moved.length + said.gone.length) {
        const button = document.createElement("button");
        button.value = "sync";
        button.textContent = "Do this";
        Object.assign(button.dataset, { folder, outlet });
        line.append(button);
      }
    } else {
      const report = tell(said);
      if (said.removed) report.push(`${said.removed.toLocaleString("en")} removed`);
      if (said.moved) report.push(`${said.moved.toLocaleString("en")} moved`);
      line.textContent = report.join("; ") || "Nothing had changed.";
      await refresh();
    }
  }

  async function remove(button) {
    const dialog = part("confirm");
    const headline = button.closest("tr").querySelector("th bdi").textContent;
    dialog.querySelector("p").textContent =
      `Remove “${headline}” from the library? Files stay where they are, but one that was uploaded here is deleted ` +
      "with the last of its articles.";
    dialog.returnValue = "no";
    dialog.showModal();
    await new Promise((closed) => dialog.addEventListener("close", closed, { once: true }));
    if (dialog.returnValue !== "yes") return button.focus();
    const said = await working(send(`/api/articles/${button.value}`, { method: "DELETE" }));
    part("said").textContent = said.error ?? `Removed: ${said.removed}`;
    part("said").classList.toggle("problem", Boolean(said.error));
    await refresh();
    view().querySelector("[type=search]")?.focus();
  }

  function show(hash) {
    layOut();
    watchWork();
    list(hash);
  }

  document.addEventListener("ibid:view", ({ detail: { view: name, hash } }) => name === "library" && show(hash));
  // The scripts come in no order, and the view may have been chosen before this one.
  if (document.body?.dataset.view === "library") show(window.location.hash);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("#library form:not([method=dialog])")) return;
    event.preventDefault();
    if (form.matches(".find")) {
      const query = new URLSearchParams(window.location.hash.split("?")[1] ?? "");
      query.delete("page");
      for (const { name, value } of form.querySelectorAll("input")) value ? query.set(name, value) : query.delete(name);
      window.location.hash = `#library?${query}`;
    } else if (form.matches(".sync")) sync(form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("#library button.remove");
    if (button) remove(button);
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

  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("#library input[type=file]") || !target.files.length) return;
    upload([...target.files]).finally(() => (target.value = ""));
  });
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => {
      const form = document.body.dataset.view === "library" && view()?.querySelector("form.upload");
      if (!form || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.closest("details").open = true;
      form.classList.toggle("over", kind === "dragover");
      if (kind === "drop") drop(event.dataTransfer);
    });
  }
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) view()?.querySelector("form.upload")?.classList.remove("over"); // out of the window
  });
})();
