// Tells screen readers what has happened: by `ibid:say` {words}, and by itself what an answer says, in short. The place
// that is listened to is there from the first, since what comes together with its place is not heard.
"use strict";

(() => {
  const LONG_MS = 1500; // a search that takes longer is told of
  const place = document.createElement("p");
  place.id = "told";
  place.setAttribute("role", "status");
  let told = ""; // the state of the conversation that was told last
  let waiting = 0;

  function say(words) {
    const line = document.createElement("span"); // a new one, so that the same words are heard again
    line.textContent = words;
    place.replaceChildren(line);
  }

  function inShort(shown) {
    const text = (part) => shown.querySelector(part)?.textContent.trim() ?? "";
    if (!shown.matches(".answer")) return [shown.firstChild.textContent];
    const silence = [".declined", ".silence", ".reason"];
    const answer = [".agreement", ".taken-back", "blockquote.quote", ".certainty .confidence", "a.best bdi", ".source time"];
    return (shown.matches(".silent") ? silence : answer).map(text);
  }

  function noticeAnswers() {
    for (const all of document.querySelectorAll("#chat [aria-live]:not([aria-live=off])")) {
      all.setAttribute("aria-live", "off"); // Gradio would have all of an answer read, with every button
    }
    const questions = document.querySelectorAll("#chat .question").length;
    const shown = [...document.querySelectorAll("#chat :is(.answer, .problem, .searching)")].at(-1);
    const state = `${questions} ${shown?.className ?? ""}`;
    if (state === told) return;
    told = state;
    clearTimeout(waiting);
    if (!shown || document.body.dataset.takingUp) return;
    if (shown.matches(".searching")) waiting = setTimeout(() => say("Searching"), LONG_MS);
    else say(inShort(shown).filter(Boolean).join(". "));
  }

  document.addEventListener("ibid:say", ({ detail: { words } }) => say(words));
  document.addEventListener("ibid:taken-up", () => {
    const asked = document.querySelectorAll("#chat .question").length;
    say(`${asked} ${asked === 1 ? "question was" : "questions were"} asked again`);
  });
  new MutationObserver(() => {
    if (!place.isConnected && document.body) document.body.append(place);
    noticeAnswers();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
