// What changes the library: files that are dropped or chosen, a folder that is mirrored, an article that is removed.
// Told by `ibid:changing`, with the change under way, and `ibid:changed`, with what is to be done once that is shown.
"use strict";

(() => {
  const NO_REPLY = "Ibid does not answer. Is it still running?";

  const view = () => document.getElementById("library");
  const part = (name) => view().querySelector(`.${name}`);

  async function send(address, options) {
    try {
      const reply = await fetch(address, options);
      const said = await reply.json();
      return reply.ok ? said : { error: said.error };
    } catch {
      return { error: NO_REPLY };
    }
  }

  function working(change) {
    document.dispatchEvent(new CustomEvent("ibid:changing", { detail: { change } }));
    return change;
  }

  const changed = (then) => document.dispatchEvent(new CustomEvent("ibid:changed", { detail: { then } }));

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
    changed();
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
      changed();
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
    changed(() => view().querySelector("[type=search]")?.focus());
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#library .changing form:not([method=dialog])")) return;
    event.preventDefault();
    if (event.target.matches(".sync")) sync(event.target, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("#library button.remove");
    if (button) remove(button);
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
