// The conversation: asks what was typed, linked to, or asked before a reload. A query travels as a link's fragment.
"use strict";

(() => {
  const KEPT = "ibid.queries"; // in this tab's storage: what was asked and with which limits, never what was answered
  const MOST_KEPT = 20;
  const linked = window.location.hash; // as the page was opened; the panel writes its own there
  let newest = null; // the last answer that was seen
  let restored = false;
  let times = 0;
  let asked = 0; // questions seen in the conversation
  let taken = ""; // what stood in the box before it was emptied

  const box = () => document.querySelector("#question textarea");
  const limits = () => document.getElementById("limit-form");
  const answers = () => [...document.querySelectorAll("#chat .answer")];

  function ask(hashes) {
    const queries = document.querySelector("#queries textarea");
    times += 1; // or Gradio would not notice that the same is asked again
    queries.value = [...hashes, times].join("\n");
    queries.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function written() {
    const query = new URLSearchParams({ q: box().value });
    for (const field of limits().querySelectorAll("[name]")) if (field.value) query.set(field.name, field.value);
    return `#ask?${query}`;
  }

  function askWhatIsWritten() {
    ask([written()]);
  }

  // The limits that are in force for what is asked next.
  function showLimits() {
    for (const field of limits().querySelectorAll("[name]")) {
      field.closest("label").classList.toggle("set", field.value !== "");
    }
    limits().querySelector(".lift").hidden = ![...limits().querySelectorAll("[name]")].some((field) => field.value);
  }

  function setLimits(hash) {
    const query = new URLSearchParams(hash.slice("#ask?".length));
    for (const field of limits().querySelectorAll("[name]")) field.value = query.get(field.name) ?? "";
    showLimits();
  }

  async function fetchInto(element, address) {
    element.dataset.filled = "true";
    try {
      const reply = await fetch(address);
      if (reply.ok && reply.status !== 204) element.innerHTML = await reply.text();
      return reply.status;
    } catch {
      return 0; // the panel says that Ibid does not answer
    }
  }

  async function fillLimits() {
    await fetchInto(limits(), "/panel/limits");
    showLimits();
    takeUp();
  }

  async function fillExamples(element) {
    // 202: they are being made from the articles, which takes a second or two after the start.
    for (let tries = 0; tries < 40 && element.isConnected; tries += 1) {
      if ((await fetchInto(element, "/panel/examples")) !== 202) return;
      await new Promise((done) => setTimeout(done, 500));
    }
  }

  // What was asked before the page was loaded again, and what a link asks.
  async function takeUp() {
    if (restored) return;
    const queries = kept();
    if (linked.startsWith("#ask?") && queries.at(-1) !== linked) queries.push(linked);
    restored = true;
    // Gradio does not say when it begins to listen.
    for (let tries = 0; tries < 20 && queries.length && !document.querySelector("#chat .question"); tries += 1) {
      if (document.querySelector("#queries textarea")) ask(queries);
      await new Promise((done) => setTimeout(done, 500));
    }
  }

  function kept() {
    try {
      const queries = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
      return Array.isArray(queries) ? queries.filter((one) => typeof one === "string" && one.startsWith("#ask?")) : [];
    } catch {
      return [];
    }
  }

  function keep() {
    const asked = answers().map((answer) => answer.querySelector(".foot a.again").hash);
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(asked.slice(-MOST_KEPT)));
    } catch {
      // a browser that stores nothing forgets the conversation at a reload
    }
  }

  // What the chat took away from the answers, and screen readers need.
  function dress() {
    document.querySelector("#chat .bubble-wrap")?.setAttribute("aria-live", "polite");
    for (const message of document.querySelectorAll("#chat [data-testid][aria-label]")) {
      const name = message.dataset.testid === "user" ? "Question" : "Answer";
      if (message.getAttribute("aria-label") !== name) message.setAttribute("aria-label", name);
    }
    for (const line of document.querySelectorAll("#chat .timeline:not([aria-hidden])")) {
      line.setAttribute("aria-hidden", "true"); // the answers below it have their dates
    }
  }

  function noticeChanges() {
    if (limits() && !limits().dataset.filled) fillLimits();
    const examples = document.getElementById("examples");
    if (examples && !examples.dataset.filled) fillExamples(examples);
    dress();
    const last = answers().at(-1) ?? null;
    if (last === newest || !restored) return;
    newest = last;
    keep();
    if (!last) return;
    taken = "";
    setLimits(last.querySelector(".foot a.again").hash);
    // The question to the top, so that a long answer is read from its beginning.
    [...document.querySelectorAll("#chat .question")].at(-1)?.scrollIntoView({ block: "start" });
  }

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
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = event.target.closest("button");
    const link = event.target.closest("a.ask, a.again");
    if (button?.matches("#ask")) askWhatIsWritten();
    else if (button?.matches(".copy")) copy(button);
    else if (button?.matches("#limit-form .lift")) setLimits("#ask?");
    else if (button?.matches("#examples button")) ask([`#ask?${new URLSearchParams({ q: button.textContent })}`]);
    else if (link?.matches(".ask")) {
      event.preventDefault();
      ask([link.hash]);
    } else return;
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === box()) {
        event.preventDefault();
        event.stopPropagation(); // Gradio would ask too
        askWhatIsWritten();
      } else if (event.key === "/" && !/^(?:input|textarea|select)$/i.test(event.target.tagName)) {
        if (document.body.dataset.view !== "ask") return;
        event.preventDefault();
        box().focus();
      }
    },
    { capture: true },
  );
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.understood, #limit-form form")) return;
    event.preventDefault();
    if (event.target.matches("#limit-form form")) return askWhatIsWritten();
    const query = new URLSearchParams(event.target.querySelector("a.again").hash.slice("#ask?".length));
    query.set("q", event.target.querySelector("input").value);
    ask([`#ask?${query}`]);
  });
  document.addEventListener("input", (event) => event.target.closest?.("#limit-form") && showLimits());
  document.addEventListener("ibid:view", ({ detail: { view, hash } }) => {
    if (view !== "ask" || !restored || !hash.startsWith("#ask?")) return;
    ask([hash]);
  });
  function write(text) {
    box().value = text;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  }

  // The box is emptied once the question stands in the conversation. One that cannot be asked comes back to be mended.
  function noticeQuestions() {
    const questions = [...document.querySelectorAll("#chat .question")];
    if (questions.length > asked && box()?.value.trim() === questions.at(-1).textContent.trim()) {
      taken = box().value;
      write("");
    } else if (taken && questions.length <= asked && document.querySelector("#hint .problem")) {
      if (box().value === "") write(taken);
      taken = "";
    }
    // While it is searched for, and where it fails, as much as once it is answered.
    if (questions.length > asked && restored) questions.at(-1).scrollIntoView({ block: "start" });
    asked = questions.length;
  }

  new MutationObserver(() => {
    noticeQuestions();
    noticeChanges();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
