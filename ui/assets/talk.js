// The conversation: asks what was typed, linked to, or asked before a reload. A query travels as a link's fragment.
"use strict";

(() => {
  const KEPT = "ibid.queries"; // in this tab's storage: what was asked and with which limits, never what was answered
  const MOST_KEPT = 20;
  const LOST_MS = 12000; // without a sign from the server
  const linked = window.location.hash; // as the page was opened; the panel writes its own there
  let newest = null; // the last answer that was seen
  let restored = false;
  let taking = false; // whether what was asked before is being taken up
  let waiting = []; // queries that are asked once the batch before is answered
  let sent = null; // that batch: {number, at, queries, before}; before it, so many questions stood there
  let batches = 0;
  let asked = 0; // questions seen in the conversation
  let taken = ""; // what stood in the box before it was emptied

  const box = () => document.querySelector("#question textarea");
  const limits = () => document.getElementById("limit-form");
  const answers = () => [...document.querySelectorAll("#chat .answer")];

  // One batch at a time: of what changes while a question is searched for, Gradio would run the last alone.
  function ask(hash) {
    // Entered twice, as by a second press of the key before the box is emptied: asked once.
    if ((!restored || isAnswering()) && outstanding().at(-1) === hash) return;
    waiting.push(hash);
    keep();
    send();
  }

  async function send() {
    if (!restored || !waiting.length || isAnswering()) return;
    batches += 1;
    const number = batches;
    sent = { number, at: Date.now(), queries: waiting.splice(0), before: countQuestions() };
    // Gradio does not say when it begins to listen, so the first is sent until it does; `first` tells it not to answer twice.
    for (let tries = 0; tries < (number === 1 ? 20 : 1) && sent?.number === number && !hasBegun(); tries += 1) {
      const queries = document.querySelector("#queries textarea");
      if (queries) {
        queries.value = [...sent.queries, ...(number === 1 ? ["first"] : []), `batch ${number}`, tries].join("\n");
        queries.dispatchEvent(new Event("input", { bubbles: true }));
      }
      await new Promise((done) => setTimeout(done, 500));
    }
  }

  const countQuestions = () => document.querySelectorAll("#chat .question").length;
  const hasBegun = () => countQuestions() > sent.before;
  // A batch that the server never took up, as when it was not running, holds up nothing for ever.
  const isAnswering = () => sent !== null && (Date.now() - sent.at < LOST_MS || document.querySelector("#chat .searching"));

  // The server names the batch that it is done with, whatever became of its questions.
  function noticeDone() {
    if (!sent || document.querySelector("#hint .done")?.textContent !== String(sent.number)) return;
    sent = null;
    keep();
    if (taking) {
      taking = false;
      delete document.body.dataset.takingUp;
      document.dispatchEvent(new Event("ibid:taken-up"));
    }
    send();
  }

  function forget() {
    waiting = [];
    sent = null;
  }

  // Of what was asked, all that is not answered yet.
  function outstanding() {
    if (!sent) return waiting;
    const begun = countQuestions() - sent.before;
    const answered = begun - (document.querySelector("#chat .searching") ? 1 : 0);
    return [...sent.queries.slice(Math.max(0, answered)), ...waiting];
  }

  function written() {
    const query = new URLSearchParams({ q: box().value });
    for (const field of limits().querySelectorAll("[name]")) if (field.value) query.set(field.name, field.value);
    return `#ask?${query}`;
  }

  function askWhatIsWritten() {
    if (!box().value.trim() && isAnswering()) return; // the second press of a key that has asked already
    ask(written());
  }

  // What a link asks, with its own limits.
  function askFor(hash) {
    if (limits()?.dataset.filled) setLimits(hash);
    ask(hash);
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
    element.replaceChildren();
  }

  // What was asked before the page was loaded again, and what a link asks.
  function takeUp() {
    if (restored) return;
    const queries = kept();
    if (linked.startsWith("#ask?") && queries.at(-1) !== linked) queries.push(linked);
    restored = true;
    if (!queries.length) return send();
    taking = true;
    document.body.dataset.takingUp = "true";
    setLimits(queries.at(-1));
    waiting.unshift(...queries);
    keep();
    send();
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
    if (!restored) return;
    const answered = answers().map((answer) => answer.querySelector(".foot a.again").hash);
    try {
      sessionStorage.setItem(KEPT, JSON.stringify([...answered, ...outstanding()].slice(-MOST_KEPT)));
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
    for (const question of document.querySelectorAll("#chat .question:not([role])")) {
      question.setAttribute("role", "heading"); // by which one goes from question to question
      question.setAttribute("aria-level", "2");
    }
    for (const line of document.querySelectorAll("#chat .copying:not([role])")) {
      line.setAttribute("role", "group");
      line.setAttribute("aria-label", "Copy");
    }
    document.querySelector("nav.views:not([aria-label])")?.setAttribute("aria-label", "Views");
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
    // The question to the top, so that a long answer is read from its beginning.
    [...document.querySelectorAll("#chat .question")].at(-1)?.scrollIntoView({ block: "start" });
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = event.target.closest("button");
    const link = event.target.closest("a.ask, a.again");
    if (button?.matches("#ask")) askWhatIsWritten();
    else if (button?.matches("#limit-form .lift")) setLimits("#ask?");
    else if (button?.matches("#clear")) forget();
    else if (button?.matches("#examples button")) askFor(`#ask?${new URLSearchParams({ q: button.textContent })}`);
    else if (link?.matches(".ask")) {
      event.preventDefault();
      askFor(link.hash);
    }
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === box()) {
        event.preventDefault();
        event.stopPropagation(); // Gradio would ask too
        askWhatIsWritten();
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
    askFor(`#ask?${query}`);
  });
  document.addEventListener("input", (event) => event.target.closest?.("#limit-form") && showLimits());
  document.addEventListener("ibid:view", ({ detail: { view, hash } }) => {
    if (view === "ask" && restored && hash.startsWith("#ask?")) askFor(hash);
  });
  // Other articles may come from other outlets, and answer other questions.
  document.addEventListener("ibid:library", async () => {
    const before = written();
    await fetchInto(limits(), "/panel/limits");
    setLimits(before);
    document.getElementById("examples")?.removeAttribute("data-filled");
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
    noticeDone();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
