// The article beside the conversation. Only HTML that the server rendered and escaped is ever inserted.
"use strict";

(() => {
  const INDEX = "#ibid";
  const PLACE = /^#ibid-([0-9a-f]+)(?:-(\d+)-(\d+)(?:-(\d+)-(\d+))?)?$/;
  const SOON_MS = 200; // what takes longer shows that it is under way
  const ASIDE = ".others, .nearest";
  const begun = window.location.hash; // as the page was opened
  const narrow = window.matchMedia("(max-width: 800px), (max-height: 560px)");
  let shown = null; // the hash that the panel shows
  let filled = null; // the panel's element that shows it
  let filling = null; // the one that was there when it was asked for
  let newestAnswer = null; // the id of the answer that was opened last
  let followed = null; // the link by which the reader came here
  let stepped = null; // the button that leads on from quotation to quotation, if that was taken
  let isAway = false; // whether an answer was opened while another view was shown
  let address = begun; // the hash of the conversation's address
  let ticket = 0;

  const panel = () => document.getElementById("panel");
  const current = () => {
    const links = [...document.querySelectorAll("#chat a.cite[aria-current]")];
    return links.includes(followed) ? followed : links.at(-1);
  };

  // The links of the answer that cites what is shown, each place once.
  function citations() {
    const answer = [...document.querySelectorAll("#chat .answer")].findLast((one) =>
      [...one.querySelectorAll("a.cite")].some((link) => link.hash === shown),
    );
    const shownIn = [...(answer?.querySelectorAll("a.cite") ?? [])].filter((link) => link.hash === shown);
    // What was only considered is no quotation of the answer, and has its own steps.
    const aside = shownIn.every((link) => link.closest(ASIDE)) ? shownIn[0]?.closest(ASIDE) : null;
    const links = answer ? [...answer.querySelectorAll("a.cite")].filter((link) => link.closest(ASIDE) === aside) : [];
    return links.filter((link, at) => links.findIndex((other) => other.hash === link.hash) === at);
  }

  function addressOf(hash) {
    const place = PLACE.exec(hash);
    if (!place) return "/panel/";
    const names = ["start", "end", "sentence_start", "sentence_end"];
    const query = new URLSearchParams();
    names.forEach((name, at) => place[at + 2] !== undefined && query.set(name, place[at + 2]));
    for (const link of citations()) {
      const other = PLACE.exec(link.hash);
      if (link.hash !== hash && other?.[1] === place[1]) query.append("also", `${other[2]}-${other[3]}`);
    }
    return `/panel/${place[1]}?${query}`;
  }

  async function open(hash, { byReader }) {
    const mine = (ticket += 1);
    shown = hash;
    filling = panel();
    const waiting = setTimeout(() => filling?.setAttribute("aria-busy", "true"), SOON_MS);
    let html;
    try {
      html = await (await fetch(addressOf(hash))).text();
    } catch {
      html = '<p class="problem">Ibid does not answer. Is it still running?</p>';
    }
    clearTimeout(waiting);
    if (mine !== ticket || !panel()) return; // something else was asked for meanwhile, or the page is drawn anew
    filled = panel();
    filled.removeAttribute("aria-busy");
    filled.innerHTML = html;
    filled.dataset.article = filled.querySelector(".text") ? (PLACE.exec(hash)?.[1] ?? "") : "";
    if (document.body.dataset.view === "ask") writeAddress();
    else isAway = true;
    markCurrent();
    showSteps();
    scrollToCited();
    if (!byReader) return;
    if (narrow.matches) panel().scrollIntoView({ block: "start" });
    // Who goes from one to the next can go on; everybody else reads on from the headline.
    const again = stepped && panel().querySelector(`.steps .${stepped}:enabled`);
    stepped = null;
    (again || panel().querySelector(".headline"))?.focus({ preventScroll: true });
  }

  // Not location.hash, which would add a step to the history that nobody took.
  function writeAddress() {
    const { pathname, search } = window.location;
    address = PLACE.test(shown) ? shown : "";
    window.history.replaceState(null, "", pathname + search + address);
  }

  // scrollIntoView would move the page as well as the panel. Twice: what is out of sight is laid out only as it nears.
  function scrollToCited() {
    const scroll = () => {
      const frame = panel();
      const cited = document.getElementById("cited");
      const at = cited ? frame.scrollTop + cited.getBoundingClientRect().top - frame.getBoundingClientRect().top : 0;
      // What is near the top is seen from there, with the headline whole.
      frame.scrollTop = at > frame.clientHeight / 2 ? at - frame.clientHeight / 3 : 0;
    };
    scroll();
    requestAnimationFrame(scroll);
  }

  function markCurrent() {
    for (const link of document.querySelectorAll("#chat a.cite")) {
      if (link.hash === shown) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  // Previous and next among the quotations of the answer, in whichever articles they stand.
  function showSteps() {
    const steps = panel().querySelector(".steps");
    const links = citations();
    const hashes = links.map((link) => link.hash);
    const at = hashes.indexOf(shown);
    if (!steps || at < 0 || hashes.length < 2) return;
    steps.hidden = false;
    const what = links[0].closest(ASIDE) ? "Considered" : "Quotation";
    steps.querySelector(".at").textContent = `${what} ${at + 1} of ${hashes.length}`;
    for (const [name, to] of [["previous", at - 1], ["next", at + 1]]) {
      const button = steps.querySelector(`.${name}`);
      button.disabled = hashes[to] === undefined;
      button.setAttribute("aria-describedby", "step");
      button.addEventListener("click", () => {
        stepped = name;
        window.location.hash = hashes[to];
      });
    }
  }

  function noticeChanges() {
    if (!panel()) return;
    panel().setAttribute("role", "region");
    panel().setAttribute("aria-label", "Article");
    const newest = [...document.querySelectorAll("#chat .answer")].at(-1);
    const id = newest ? newest.id : "";
    if (id !== newestAnswer) {
      const start = newestAnswer === null;
      newestAnswer = id;
      const linked = start && PLACE.test(begun) ? begun : INDEX;
      // What is taken up again after a reload takes nobody away from the article that was open.
      if (document.body.dataset.takingUp && !start) return;
      open(newest?.querySelector("a.best")?.hash ?? linked, { byReader: false });
    } else if (filled !== panel() && filling !== panel()) {
      open(shown, { byReader: false }); // Gradio drew it anew, as it does when the theme changes
    }
  }

  function goBack() {
    const link = current() ?? document.querySelector("#question textarea");
    link.closest("details")?.setAttribute("open", ""); // what is folded away takes no focus
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "center" });
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a.cite, a.back");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.matches(".cite")) followed = link;
    if (link.matches(".back")) goBack();
    else if (window.location.hash === link.hash) open(link.hash, { byReader: true });
    else window.location.hash = link.hash; // `ibid:view` opens it, as it does for the Back button
  });
  document.addEventListener("ibid:view", ({ detail: { view, hash } }) => {
    if (view !== "ask") return;
    const isBack = hash === "#ask" || (isAway && hash === address);
    isAway = false;
    if (isBack) {
      if (shown !== null) writeAddress(); // what the panel shows by now may be newer than the address
      return;
    }
    address = hash;
    const isPlace = PLACE.test(hash) || hash === INDEX || hash === "";
    if (isPlace && (hash || INDEX) !== shown) open(hash || INDEX, { byReader: newestAnswer !== null });
  });
  document.addEventListener("ibid:taken-up", () => {
    const newest = [...document.querySelectorAll("#chat .answer")].at(-1);
    open(PLACE.test(begun) ? begun : (newest?.querySelector("a.best")?.hash ?? INDEX), { byReader: false });
  });
  document.addEventListener("ibid:library", () => {
    if (!PLACE.test(shown)) open(INDEX, { byReader: false }); // the library's articles are others now
  });
  // The headline runs along at the top once it is out of sight. Scroll events do not bubble, hence the capture.
  document.addEventListener(
    "scroll",
    () => panel()?.classList.toggle("scrolled", panel().scrollTop > 100),
    { capture: true, passive: true },
  );
  new MutationObserver(noticeChanges).observe(document.documentElement, { childList: true, subtree: true });
})();
