// Back to what was asked before: the list of the conversation's questions, the last ones by the arrow keys in the empty
// box, and a conversation that was cleared.
"use strict";

(() => {
  let cleared = []; // the queries of the conversation that was cleared last
  let isEmpty = true; // whether the conversation was, when it was last looked at
  let recalled = null; // the number of the question that an arrow key brought back, and its words
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`ibid:${name}`, { detail }));
  const box = () => document.querySelector("#question textarea");
  const questions = () => [...document.querySelectorAll("#chat .question")];
  const count = (number) => `${number} ${number === 1 ? "question" : "questions"}`;

  function button(kind, onClick) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.hidden = true;
    made.addEventListener("click", onClick);
    return made;
  }

  function layOut(ways) {
    const save = button("save", () => tell("save"));
    save.textContent = "Save as a document";
    save.title = "The questions, the quotations with their citations, and their proofs, in Markdown";
    ways.append(button("earlier", showList), save, button("bring-back", bringBack));
  }

  // Words are written only where they change: each change is noticed here again.
  function show(kind, words, isShown) {
    const one = document.querySelector(`#ways .${kind}`);
    if (one.hidden === isShown) one.hidden = !isShown;
    if (words && one.textContent !== words) one.textContent = words;
  }

  function noticeChanges() {
    const ways = document.getElementById("ways");
    if (!ways) return;
    if (!ways.firstChild) layOut(ways);
    const asked = questions().length;
    if (asked && isEmpty) cleared = []; // another conversation has begun
    isEmpty = !asked;
    show("earlier", count(asked), asked > 1);
    show("save", "", document.querySelector("#chat .answer") !== null);
    show("bring-back", `Bring back ${count(cleared.length)}`, cleared.length > 0);
  }

  // What an answer says, in its own words.
  function inShort(answer) {
    if (!answer) return "";
    const marks = [...answer.querySelectorAll("li:not(.withdrawn) > .quote mark, .answer > .quote mark")];
    const said = [...new Set(marks.map((mark) => mark.textContent))];
    return said.map((one) => `“${one}”`).join(" · ") || answer.querySelector(".silence, .declined")?.textContent || "";
  }

  function showList() {
    const dialog = document.createElement("dialog");
    dialog.className = "offer earlier";
    dialog.setAttribute("aria-labelledby", "earlier-title");
    dialog.innerHTML = '<h2 id="earlier-title">Questions of this conversation</h2><ol></ol><button type="button">Close</button>';
    for (const question of questions()) {
      const rows = [...document.querySelectorAll("#chat :is(.question, .answer)")];
      const next = rows[rows.indexOf(question) + 1];
      const item = document.createElement("li");
      const go = document.createElement("button");
      const said = document.createElement("span");
      go.type = "button";
      go.textContent = question.textContent;
      said.textContent = next?.matches(".answer") ? inShort(next) : "";
      go.addEventListener("click", () => {
        dialog.close();
        goTo(question);
      });
      item.append(go, said);
      dialog.querySelector("ol").append(item);
    }
    dialog.lastElementChild.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("li:last-child button").focus(); // the newest; the list may be long
  }

  function goTo(question) {
    question.setAttribute("tabindex", "-1");
    question.focus({ preventScroll: true });
    question.scrollIntoView({ block: "start" });
  }

  function bringBack() {
    const queries = cleared;
    cleared = [];
    noticeChanges();
    box().focus();
    tell("again", { queries });
  }

  // As in a terminal: up leads to the questions before, down back to the empty box. What is being written stays.
  function recall(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || event.target !== box() || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const asked = questions().map((one) => one.textContent);
    if (recalled?.words !== box().value) recalled = null;
    const to = (recalled?.number ?? asked.length) + step;
    if ((!recalled && box().value !== "") || to < 0 || to > asked.length) return;
    event.preventDefault();
    recalled = { number: to, words: asked[to] ?? "" };
    box().value = recalled.words;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("keydown", recall);
  document.addEventListener(
    "click",
    (event) => {
      if (!event.target.closest?.("#clear")) return;
      cleared = [...document.querySelectorAll("#chat :is(.foot, .problem) a.again")].map((link) => link.hash);
    },
    { capture: true },
  );
  new MutationObserver(noticeChanges).observe(document.documentElement, { childList: true, subtree: true });
})();
