// Under each answer: is it right, and if not, what is? What is said becomes a line of a questions file.
"use strict";

(() => {
  const PLACE = /^#ibid-([0-9a-f]+)(?:-(\d+)-(\d+))?/;
  let dialog = null; // none where the library may not be changed
  let opener = null; // the button that opened it
  let asked = 0; // questions in the conversation
  let marked = null; // {article_id, start, end, answer}: the last selection in an article

  const openId = () => document.getElementById("panel")?.dataset.article ?? "";

  async function start() {
    try {
      const reply = await fetch("/quality/dialog");
      const holder = document.createElement("div");
      holder.innerHTML = reply.ok ? await reply.text() : "";
      dialog = holder.querySelector("dialog");
    } catch {
      return; // the panel says that Ibid does not answer
    }
    if (!dialog) return;
    document.body.append(dialog);
    dialog.querySelector("form").addEventListener("submit", save);
    dialog.querySelector(".close").addEventListener("click", close);
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && close());
    dialog.querySelector("[name=answer]").addEventListener("input", () => choose("typed"));
    new MutationObserver(offer).observe(document.documentElement, { childList: true, subtree: true });
    offer();
  }

  // Who asks on has no use for the form, unless something is written in it.
  function makeRoom() {
    const questions = document.querySelectorAll("#chat .question").length;
    const isBlank = dialog.open && !marked && dialog.querySelector("[name=answer]").value === "";
    if (questions > asked && isBlank) dialog.close();
    asked = questions;
  }

  // Gradio draws an answer anew when it likes, and the line under it goes with it.
  function offer() {
    makeRoom();
    for (const foot of document.querySelectorAll("#chat .answer .foot:not(:has(.judge))")) {
      const answer = foot.closest(".answer");
      const line = document.createElement("span");
      line.className = "judge";
      // Silence about some dates or outlets says nothing of the others, and a question is kept without its limits.
      const isKnown = answer.querySelector("a.best") || !isLimited(answer);
      // A question that is declined has no answer to be called right.
      if (isKnown && !answer.querySelector(".declined") && answer.querySelectorAll("a.best").length < 2) line.append(button("This is right", () => saveRight(answer, line)));
      line.append(button("This is wrong", (event) => open(answer, event.currentTarget)));
      foot.append(line);
    }
  }

  function button(name, onClick) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = name;
    made.addEventListener("click", onClick);
    return made;
  }

  // As it was understood, so that it stands alone.
  function questionOf(answer) {
    const asked = new URLSearchParams(answer.querySelector(".foot a.again").hash.slice("#ask?".length));
    const understood = answer.querySelector("form.understood a.again");
    return understood ? new URLSearchParams(understood.hash.slice("#ask?".length)).get("q") : asked.get("q");
  }

  function isLimited(answer) {
    return /[?&](?:from|to|outlet)=/.test(answer.querySelector(".foot a.again").hash);
  }

  async function send(judgement) {
    try {
      const body = JSON.stringify(judgement);
      const reply = await fetch("/quality/feedback", { method: "POST", headers: { "Content-Type": "application/json" }, body });
      return await reply.json();
    } catch {
      return { error: "Ibid does not answer. Is it still running?" };
    }
  }

  function tell(place, reply) {
    place.replaceChildren();
    if (reply.error) {
      place.append(reply.error[0].toUpperCase() + reply.error.slice(1));
      return;
    }
    const command = document.createElement("code");
    command.textContent = reply.command;
    place.append(`${reply.told} `, command);
  }

  async function saveRight(answer, line) {
    const place = PLACE.exec(answer.querySelector("a.best")?.hash ?? "");
    const right = place && { verdict: "right", article_id: place[1], start: Number(place[2]), end: Number(place[3]) };
    const reply = await send({ question: questionOf(answer), ...(right ?? { verdict: "none" }) });
    tellUnder(line, reply);
  }

  function tellUnder(line, reply) {
    const said = document.createElement("span");
    said.className = "said";
    line.querySelector(".said")?.remove();
    line.append(said);
    tell(said, reply);
    document.dispatchEvent(new CustomEvent("ibid:say", { detail: { words: said.textContent } }));
  }

  function open(answer, from) {
    opener = from;
    dialog.querySelector("form").reset();
    dialog.querySelector(".asked").textContent = questionOf(answer);
    dialog.querySelector(".limits").hidden = !isLimited(answer);
    dialog.querySelector(".told").replaceChildren();
    marked = null;
    showMarked();
    if (!dialog.open) dialog.show(); // not as a modal: the article beside it is to be marked
    dialog.querySelector("[name=answer]").focus();
  }

  function close() {
    dialog.close();
    if (opener?.isConnected) opener.focus();
  }

  function choose(verdict) {
    dialog.querySelector(`[value=${verdict}]`).checked = true;
  }

  function showMarked() {
    const told = dialog.querySelector(".marked");
    if (marked) told.textContent = `Selected: “${marked.answer}”`;
    else told.textContent = openId() ? "Select the words in the article that is open." : "Open an article first, then select the words.";
  }

  async function save(event) {
    event.preventDefault();
    const form = event.target;
    const verdict = new FormData(form).get("verdict");
    const question = dialog.querySelector(".asked").textContent;
    const judgement = { verdict, question, answer: form.elements.answer.value, article_id: openId() };
    const reply = await send(verdict === "marked" ? { verdict, question, ...marked } : judgement);
    if (reply.error) {
      tell(dialog.querySelector(".told"), reply);
      return;
    }
    if (opener?.isConnected) tellUnder(opener.parentElement, reply);
    close();
  }

  function noticeSelection({ detail: { place } }) {
    if (!dialog?.open || !place) return;
    marked = place;
    choose("marked");
    showMarked();
  }

  document.addEventListener("ibid:selected", noticeSelection);
  start();
})();
