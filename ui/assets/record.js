// The conversation as a document: on `ibid:save` a Markdown file with each quotation and its citation as they stand behind
// the buttons that copy them, and with their proofs, which `ibid verify` checks in such a file.
"use strict";

(() => {
  const SPECIAL = /([\\`*_{}[\]<>#|~&$])/g; // what Markdown would read as markup
  const ABOUT =
    "Block quotations are words of the articles; the rest is Ibid’s. `ibid verify` with the name of this file checks each " +
    "block quotation against the library, and that it stands under the question it was given for, and nothing else in it.";
  const escape = (text) => text.replace(/\s+/g, " ").trim().replace(SPECIAL, "\\$1");
  const textOf = (element, part) => element?.querySelector(part)?.textContent.trim() ?? "";
  const absolute = (hash) => new URL(hash, window.location.href).href;

  // The text that a button copies.
  function behind(copying, name) {
    const button = [...copying.querySelectorAll("button")].find((one) => one.textContent === name);
    return button.nextElementSibling.textContent;
  }

  // A quotation: its sentence with the citation, what is remarked of it, how sure it is, and where else it stands.
  function describeQuotation(copying) {
    const group = copying.closest("li, .answer");
    const sure = textOf(copying.closest(".part"), ".confidence") || textOf(group, ".certainty .confidence");
    const remarks = [textOf(group, ".taken-back"), textOf(group, ".beside"), sure].filter(Boolean).map(escape);
    const link = `[open in Ibid](<${absolute(behind(copying, "Link"))}>)`;
    return [behind(copying, "Markdown").trim(), [...remarks, link].join(" · "), ...describeAlso(copying.previousElementSibling)];
  }

  function describeAlso(also) {
    if (!also?.matches(".also")) return [];
    const items = [...also.querySelectorAll("li")];
    return [
      textOf(also, ".count"),
      items.map((one) => `- ${escape(textOf(one, "a.cite"))}: ${escape(factsOf(one))}`).join("\n"),
    ];
  }

  // On the page the marks around what is said are the style sheet's.
  function factsOf(item) {
    const facts = item.querySelector(".facts").cloneNode(true);
    for (const said of facts.querySelectorAll("q")) said.replaceWith(`“${said.textContent}”`);
    return facts.textContent;
  }

  function describeAnswer(answer) {
    const readAs = answer.querySelector(".understood input")?.defaultValue ?? "";
    const limits = [...answer.querySelectorAll(".chips bdi")].map((one) => escape(one.textContent));
    const notes = [...answer.querySelectorAll(".note, .declined")].map((one) => escape(one.firstChild.textContent));
    return [
      readAs && `Read as: ${escape(readAs)}`,
      limits.length ? `Limited to: ${limits.join(", ")}` : "",
      ...notes,
      ...[".agreement", ".silence", ".reason"].map((part) => escape(textOf(answer, part))),
      ...[...answer.querySelectorAll(".copying")].flatMap(describeQuotation),
      `[Ask this again](<${absolute(answer.querySelector(".foot a:not([hidden])").hash)}>)`,
    ];
  }

  function describe() {
    const today = new Date().toLocaleDateString("en-GB", { dateStyle: "long" });
    const parts = ["# Questions and answers", escape(`${today} · ${textOf(document, ".holdings")}`), ABOUT];
    for (const shown of document.querySelectorAll("#chat :is(.question, .answer, .problem)")) {
      if (shown.matches(".question")) parts.push(`## ${escape(shown.textContent)}`);
      else parts.push(...(shown.matches(".answer") ? describeAnswer(shown) : [escape(shown.firstChild.textContent)]));
    }
    const proofs = new Set([...document.querySelectorAll("#chat .copying")].map((one) => behind(one, "Proof")));
    if (proofs.size) parts.push("## Proofs", ...[...proofs].map((proof) => `\`\`\`json\n${proof}\n\`\`\``));
    return `${parts.filter(Boolean).join("\n\n")}\n`;
  }

  function today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((one) => String(one).padStart(2, "0")).join("-");
  }

  // All sides of one answer, without the link that asks again.
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("#chat button.whole");
    if (!button) return;
    const answer = button.closest(".answer");
    const shown = [...document.querySelectorAll("#chat :is(.question, .answer)")];
    const asked = shown[shown.indexOf(answer) - 1];
    const text = [`## ${escape(asked.textContent)}`, ...describeAnswer(answer).slice(0, -1)].filter(Boolean).join("\n\n");
    document.dispatchEvent(new CustomEvent("ibid:copy", { detail: { text: `${text}\n`, place: button } }));
  });
  document.addEventListener("ibid:save", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([describe()], { type: "text/markdown" }));
    link.download = `ibid-${today()}.md`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    document.dispatchEvent(new CustomEvent("ibid:say", { detail: { words: `Saved as ${link.download}` } }));
  });
})();
