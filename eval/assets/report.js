"use strict";
const form = document.querySelector(".filter");
const rows = [...document.querySelectorAll(".questions tbody tr[data-blame]")];
const texts = rows.map((row) => row.textContent.toLowerCase());
const count = document.querySelector(".count");

function filter() {
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const blame = form.elements.blame.value;
  let shown = 0;
  rows.forEach((row, number) => {
    const kinds = row.dataset.blame.split(" ");
    const fits = (!blame || kinds.includes(blame)) && words.every((word) => texts[number].includes(word));
    row.hidden = !fits;
    shown += fits;
  });
  count.textContent = `${shown} of ${rows.length} questions`;
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
