// What its reader selects in the article that is open: told by `ibid:selected` {place}, null for nothing, and offered to be
// copied with its citation. Offsets count code points of the article's text, which `.text` holds to the character.
"use strict";

(() => {
  const STILL_MS = 300; // a selection that has not changed for so long is what was meant
  let waiting = 0;
  let ticket = 0;

  const panel = () => document.getElementById("panel");
  const codePoints = (text) => [...text].length;

  function placeOf(selection) {
    const text = panel()?.querySelector(".text");
    const id = panel()?.dataset.article;
    if (!text || !id || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(text)) return null;
    const inside = document.createRange();
    inside.selectNodeContents(text);
    const before = inside.cloneRange();
    if (range.compareBoundaryPoints(Range.START_TO_START, inside) > 0) inside.setStart(range.startContainer, range.startOffset);
    if (range.compareBoundaryPoints(Range.END_TO_END, inside) < 0) inside.setEnd(range.endContainer, range.endOffset);
    before.setEnd(inside.startContainer, inside.startOffset);
    const chosen = inside.toString();
    const answer = chosen.trim();
    if (!answer) return null;
    const start = codePoints(before.toString()) + codePoints(chosen.slice(0, chosen.indexOf(answer)));
    return { article_id: id, start, end: start + codePoints(answer), answer };
  }

  // While a right answer is being looked for, what is selected is that.
  const isJudging = () => document.getElementById("judging")?.open;

  async function offer(place) {
    const mine = (ticket += 1);
    const old = panel()?.querySelector(".selected");
    if (!place || isJudging()) return old?.remove();
    const query = new URLSearchParams({ article: place.article_id, start: place.start, end: place.end });
    try {
      const reply = await fetch(`/panel/copying?${query}`);
      const html = reply.ok ? await reply.text() : "";
      if (mine !== ticket || panel()?.dataset.article !== place.article_id) return;
      panel().querySelector(".selected")?.remove();
      panel().insertAdjacentHTML("beforeend", html);
    } catch {
      // the panel says that Ibid does not answer when something is opened
    }
  }

  document.addEventListener("selectionchange", () => {
    const focused = document.activeElement;
    if (focused?.closest?.(".selected")) return; // its buttons are being pressed
    const place = placeOf(document.getSelection());
    document.dispatchEvent(new CustomEvent("ibid:selected", { detail: { place } }));
    clearTimeout(waiting);
    waiting = setTimeout(() => offer(place), STILL_MS);
  });
  // A press on a button would take the selection away, and the buttons with it.
  document.addEventListener("mousedown", (event) => event.target.closest?.("#panel .selected") && event.preventDefault());
})();
