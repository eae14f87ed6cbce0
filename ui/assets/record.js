// The conversation as a document: on `ibid:save` a Markdown file with each quotation and its citation as they stand behind
// the buttons that copy them, and with their proofs, which `ibid verify` checks in such a file.
"use strict";

(() => {
  const SPECIAL = /([\\`*_{}[\]<>#|~&$])/g; // what Markdown would read as markup
  const escape = (text) => text.replace(/\s+/g, " ").trim().replace(SPECIAL, "\\$1");
  const textOf = (element, part) => element?.querySelector(part)?.textContent.trim() ?? "";
  const behind = (copying, name) =>
    [...copying.querySelectorAll("button")].find((one) => one.textContent === name).nextElementSibling.textContent;
  const absolute = (hash) => new URL(hash, window.location.href).href;

  // A quotation: what is remarked of it, its sentence with the citation, how sure it is, and where else it stands.
  function describeQuotation(copying) {
    const group = copying.closest("li, .answer");
    const part = copying.closest(".part");
    const facts = [textOf(group, ".taken-back"), textOf(group, ".beside"), textOf(part, ".confidence") || textOf(group, ".certainty .confidence")];
    const also = [...(copying.previousElementSibling?.matches(".also") ? copying.previousElementSibling.querySelectorAll("li") : [])];
    return [
      behind(copying, "Markdown").trim(),
      `${facts.filter(Boolean).map(escape).join(" · ")} · [open in Ibid](<${absolute(behind(copying, "Link"))}>)`,
      ...(also.length ? [textOf(copying.previousElementSibling, ".count"), also.map((one) => `- ${escape(one.querySelector("a").textContent)}: ${escape(textOf(one, ".facts"))}`).join("\n")] : []),
    ];
  }

  function describeAnswer(answer) {
    const readAs = answer.querySelector(".understood input")?.defaultValue;
    const limits = [...answer.querySelectorAll(".chips bdi")].map((one) => one.textContent);
    const notes = [...answer.querySelectorAll(".note, .declined")].map((one) => one.firstChild.textContent.trim());
    const said = [textOf(answer, ".agreement"), textOf(answer, ".silence"), textOf(answer, ".reason")];
    return [
      readAs ? `Read as: ${escape(readAs)}` : "",
      limits.length ? `Limited to: ${limits.map(escape).join(", ")}` : "",
      ...notes.map(escape),
      ...said.map(escape),
      ...[...answer.querySelectorAll(".copying")].flatMap(describeQuotation),
      `[Ask this again](<${absolute(answer.querySelector(".foot a:not([hidden])").hash)}>)`,
    ];
  }

  function describe() {
    const parts = ["# Questions and answers", escape(`${new Date().toLocaleDateString("en-GB", { dateStyle: "long" })} · ${textOf(document, ".holdings")}`)];
    parts.push("Block quotations are words of the articles; the rest is Ibid’s. `ibid verify` with the name of this file checks each block quotation against the library.");
    for (const shown of document.querySelectorAll("#chat :is(.question, .answer, .problem)")) {
      if (shown.matches(".question")) parts.push(`## ${escape(shown.textContent)}`);
      else parts.push(...(shown.matches(".answer") ? describeAnswer(shown) : [escape(shown.textContent)]));
    }
    const proofs = [...document.querySelectorAll("#chat .copying")].map((copying) => behind(copying, "Proof"));
    if (proofs.length) parts.push("## Proofs", ...new Set(proofs.map((proof) => `\`\`\`json\n${proof}\n\`\`\``)));
    return `${parts.filter(Boolean).join("\n\n")}\n`;
  }

  document.addEventListener("ibid:save", () => {
    const link = document.createElement("a");
    const day = new Date();
    const name = [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((one) => String(one).padStart(2, "0")).join("-");
    link.href = URL.createObjectURL(new Blob([describe()], { type: "text/markdown" }));
    link.download = `ibid-${name}.md`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    document.dispatchEvent(new CustomEvent("ibid:say", { detail: { words: `Saved as ${link.download}` } }));
  });
})();
