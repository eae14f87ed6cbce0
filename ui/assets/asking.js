// Asks, one batch at a time, what `ibid:ask` {hash} names, and remembers for a reload what was asked. A query travels as
// a link's fragment.
"use strict";

(() => {
  const KEPT = "ibid.queries"; // in this tab's storage: what was asked and with which limits, never what was answered
  const MOST_KEPT = 40;
  const LOST_MS = 12000; // without a sign from the server
  const linked = window.location.hash; // as the page was opened; the panel writes its own there
  let newest = null; // the last answer that was seen
  let restored = false;
  let taking = false; // whether what was asked before is being taken up
  let waiting = []; // queries that are asked once the batch before is answered
  let sent = null; // that batch: {number, at (null until it could be), queries, before}; before it, so many questions stood there
  let batches = 0;

  const answers = () => [...document.querySelectorAll("#chat .answer")];
  const countQuestions = () => document.querySelectorAll("#chat .question").length;
  const hasBegun = () => countQuestions() > sent.before;
  const isGone = () => document.body.hasAttribute("data-gone"); // the server is, until the page is loaded again
  // A batch that the server never took up, as when it was not running, holds up nothing for ever.
  const isAnswering = () =>
    sent !== null &&
    !isGone() &&
    (!sent.at || Date.now() - sent.at < LOST_MS || document.querySelector("#chat .searching"));
  const isLost = () => isGone() || (sent !== null && !isAnswering());
  const isEmpty = (hash) => !new URLSearchParams(hash.slice("#ask?".length)).get("q")?.trim();

  // From the press of the key on, before the server has said anything.
  function showWhetherAsking() {
    const isHeld = !restored && waiting.length > 0; // until all of the page is there
    if (isHeld && !document.body.hasAttribute("data-held")) say("The question is asked once the page has loaded.");
    document.body.toggleAttribute("data-held", isHeld);
    document.body.toggleAttribute("data-asking", isHeld || Boolean(isAnswering()));
    showLost(isLost() ? (outstanding().length ? "question" : "") : undefined);
  }

  function showLost(what) {
    if (document.body.dataset.lost === what) return;
    if (what === undefined) return delete document.body.dataset.lost;
    document.body.dataset.lost = what;
    say(`Ibid does not answer yet.${what && " The question is kept until it does."}`);
  }

  const say = (words) => document.dispatchEvent(new CustomEvent("ibid:say", { detail: { words } }));

  // One batch at a time: of what changes while a question is searched for, Gradio would run the last alone.
  function ask(hash) {
    // Entered twice, as by a second press of the key before or after the box is emptied: asked once.
    if ((!restored || isAnswering() || isGone()) && (isEmpty(hash) || outstanding().at(-1) === hash)) return;
    waiting.push(hash);
    keep();
    send();
    showWhetherAsking();
  }

  async function send() {
    if (!restored || !waiting.length || isAnswering() || isGone()) return;
    batches += 1;
    const number = batches;
    sent = { number, at: null, queries: waiting.splice(0), before: countQuestions() };
    showWhetherAsking();
    // Gradio does not say when it begins to listen, so the first is sent until it does; `first` tells it not to answer twice.
    // While the page loads, what it listens to may be long in coming.
    for (let tries = 0; tries < (number === 1 ? 20 : 1) && sent?.number === number && !hasBegun(); ) {
      const queries = document.querySelector("#queries textarea");
      if (queries) {
        tries += 1;
        if (tries === 1) {
          sent.at = Date.now();
          setTimeout(showWhetherAsking, LOST_MS);
        }
        queries.value = [...sent.queries, ...(number === 1 ? ["first"] : []), `batch ${number}`, tries].join("\n");
        queries.dispatchEvent(new Event("input", { bubbles: true }));
      }
      await new Promise((done) => setTimeout(done, 500));
    }
  }

  // The server names the batch that it is done with, whatever became of its questions.
  function noticeDone() {
    if (!sent || document.querySelector("#hint .done")?.textContent !== String(sent.number)) return;
    sent = null;
    showWhetherAsking();
    keep();
    if (taking) {
      taking = false;
      delete document.body.dataset.takingUp;
      document.dispatchEvent(new Event("ibid:taken-up"));
    }
    send();
  }

  function noticeAnswers() {
    const last = answers().at(-1) ?? null;
    if (last === newest || !restored) return;
    newest = last;
    keep();
  }

  function forget() {
    waiting = [];
    sent = null;
    store([]); // while the server is gone, the conversation stays to be seen
    showWhetherAsking();
  }

  // Of what was asked, all that is not answered yet.
  function outstanding() {
    if (!sent) return waiting;
    const begun = countQuestions() - sent.before;
    const answered = begun - (document.querySelector("#chat .searching") ? 1 : 0);
    return [...sent.queries.slice(Math.max(0, answered)), ...waiting];
  }

  // What was asked before the page was loaded again, and what a link asks.
  function takeUp() {
    if (restored) return;
    const queries = kept();
    if (linked.startsWith("#ask?") && queries.at(-1) !== linked) queries.push(linked);
    restored = true;
    showWhetherAsking();
    if (queries.length) askAgain(queries);
    else send();
  }

  // A conversation from its beginning, as one batch; nobody is taken to each of its answers in turn.
  function askAgain(queries) {
    taking = true;
    document.body.dataset.takingUp = "true";
    document.dispatchEvent(new CustomEvent("ibid:limits", { detail: { hash: queries.at(-1) } }));
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
    // A question that something went wrong with is kept like one that was answered.
    const answered = [...document.querySelectorAll("#chat :is(.foot, .problem) a.again")].map((link) => link.hash);
    store([...answered, ...outstanding()]);
  }

  function store(queries) {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(queries.slice(-MOST_KEPT)));
    } catch {
      // a browser that stores nothing forgets the conversation at a reload
    }
  }

  document.addEventListener("ibid:ask", ({ detail: { hash } }) => ask(hash));
  document.addEventListener("ibid:again", ({ detail: { queries } }) => askAgain(queries));
  document.addEventListener("ibid:forget", forget);
  document.addEventListener("ibid:gone", () => {
    showWhetherAsking();
    send();
  });
  document.addEventListener("ibid:form", takeUp);
  document.addEventListener("ibid:view", ({ detail: { view, hash } }) => {
    if (view === "ask" && restored && hash.startsWith("#ask?")) {
      document.dispatchEvent(new CustomEvent("ibid:limits", { detail: { hash } }));
      ask(hash);
    }
  });
  new MutationObserver(() => {
    if (document.body?.hasAttribute("data-lost")) showWhetherAsking(); // it may have been taken up at last
    noticeAnswers();
    noticeDone();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
