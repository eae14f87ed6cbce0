// The conversation as it is seen: the box, the limits, the questions to begin with, what is clicked. `asking.js` asks.
"use strict";

(() => {
  const LOOKS_QUICKLY = 40; // for the questions to begin with, half a second apart; slower from then on
  const QUICK_MS = 500;
  const DRAFT = "ibid.draft"; // in this tab's storage: what is written and not asked yet, with its limits
  const SLOW_MS = 5000;
  let asked = 0; // questions seen in the conversation
  let isReady = false; // whether the limits are there
  let isDraftTaken = false; // whether what was written before a reload was looked for
  let taken = ""; // what stood in the box before it was emptied

  const box = () => document.querySelector("#question textarea");
  const limits = () => document.getElementById("limit-form");
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`ibid:${name}`, { detail }));

  // The box may be there before the limits, which nobody has set then.
  function written() {
    const query = new URLSearchParams({ q: box().value });
    for (const field of limits()?.querySelectorAll("[name]") ?? []) if (field.value) query.set(field.name, field.value);
    return `#ask?${query}`;
  }

  const askWhatIsWritten = () => tell("ask", { hash: written() });

  // What a link asks, with its own limits.
  function askFor(hash) {
    setLimits(hash);
    tell("ask", { hash });
  }

  // The limits that are in force for what is asked next.
  function showLimits() {
    for (const field of limits().querySelectorAll("[name]")) {
      field.closest("label").classList.toggle("set", field.value !== "");
    }
    limits().querySelector(".lift").hidden = ![...limits().querySelectorAll("[name]")].some((field) => field.value);
  }

  function setLimits(hash) {
    if (!limits()?.dataset.filled) return;
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
    tell("form");
    isReady = true;
    takeUpDraft();
  }

  function keepDraft() {
    try {
      if (box().value.trim()) sessionStorage.setItem(DRAFT, written());
      else sessionStorage.removeItem(DRAFT);
    } catch {
      // a browser that stores nothing forgets it at a reload
    }
  }

  // Behind what was asked before, whose limits those of the draft replace.
  function takeUpDraft() {
    if (!isReady || isDraftTaken || !box()) return;
    isDraftTaken = true;
    let draft = null;
    try {
      draft = sessionStorage.getItem(DRAFT);
    } catch {
      // nothing was kept
    }
    if (!draft || box().value) return; // something else is being written by now
    setLimits(draft);
    write(new URLSearchParams(draft.slice("#ask?".length)).get("q"));
  }

  async function fillExamples(element) {
    // 202: they are being made from the articles, which takes a second or two after the start, and longer of a machine
    // that has other work.
    for (let looks = 0; element.isConnected; looks += 1) {
      const status = await fetchInto(element, "/panel/examples");
      if (status === 0) return element.replaceChildren();
      if (status !== 202) return;
      await new Promise((done) => setTimeout(done, looks < LOOKS_QUICKLY ? QUICK_MS : SLOW_MS));
    }
  }

  // What the chat took away from the answers, and screen readers need.
  function dress() {
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

  function fill() {
    if (limits() && !limits().dataset.filled) fillLimits();
    const examples = document.getElementById("examples");
    if (examples && !examples.dataset.filled) fillExamples(examples);
  }

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
    // To the top, so that a long answer is read from its beginning; while it is searched for, too.
    if (questions.length > asked) questions.at(-1).scrollIntoView({ block: "start" });
    asked = questions.length;
  }

  let newest = null; // the last answer that was seen
  function noticeAnswers() {
    const last = [...document.querySelectorAll("#chat .answer")].at(-1) ?? null;
    if (last === newest) return;
    newest = last;
    if (!last) return;
    taken = "";
    [...document.querySelectorAll("#chat .question")].at(-1)?.scrollIntoView({ block: "start" });
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = event.target.closest("button");
    const link = event.target.closest("a.ask, a.again");
    if (button?.matches("#ask")) askWhatIsWritten();
    else if (button?.matches("#limit-form .lift")) {
      setLimits("#ask?");
      keepDraft();
    }
    else if (button?.matches("#clear")) tell("forget");
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
  document.addEventListener("input", ({ target }) => {
    if (target.closest?.("#limit-form")) showLimits();
    if (target.closest?.("#limit-form, #question")) keepDraft();
  });
  document.addEventListener("ibid:limits", ({ detail: { hash } }) => setLimits(hash));
  // Other articles may come from other outlets, and answer other questions.
  document.addEventListener("ibid:library", async () => {
    const before = written();
    await fetchInto(limits(), "/panel/limits");
    setLimits(before);
    document.getElementById("examples")?.removeAttribute("data-filled");
  });
  new MutationObserver(() => {
    fill();
    takeUpDraft();
    dress();
    noticeQuestions();
    noticeAnswers();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
