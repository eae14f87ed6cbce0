"""How well copies of one story are told: `python -m eval.copies [PATH…]` makes a set of them and measures.

PATH is a folder of articles, or SQuAD JSON, plain or gzipped, whose paragraphs become articles; without one the seeds
and the invented articles are used. The first half, parted by event, shows what each least share of common words would
do; the other is added to a library, whose links are counted. The same paths and seed make the same set.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from eval.copyset import halves, load_bases
from eval.variants import Kind, Made, make_set, usable_bases
from rag import Library, RagError, SourceError, compare_wordings, load_settings, read_wording

ROOT = Path(__file__).parent.parent
DEFAULT_PATHS = (ROOT / "seeds", ROOT / "eval" / "articles")
SHARES = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
DRAWS = 1000
Pair = tuple[int, int]


class BlankEmbedder:
    """All texts are alike: the links between copies do not look at vectors."""

    name = fingerprint = "blank"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of shape (texts, 2)."""
        return np.full((len(texts), 2), 0.5**0.5, dtype=np.float32)

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Tokens of five characters."""
        return [(at, min(at + 5, len(text))) for at in range(0, len(text), 5)]


def true_pairs(made: Sequence[Made]) -> set[Pair]:
    """The pairs that run text of one story, by their places in `made`, the smaller first."""
    members: dict[int, list[int]] = {}
    for at, one in enumerate(made):
        for story in one.stories:
            members.setdefault(story, []).append(at)
    return {pair for places in members.values() for pair in combinations(places, 2)}


def lookalikes(made: Sequence[Made]) -> set[Pair]:
    """The pairs of one event, or of a story and its form or what quotes it, that run no text of one story."""
    groups: dict[str | int, list[int]] = {}
    for at, one in enumerate(made):
        groups.setdefault(one.event, []).append(at)
        groups.setdefault(one.origin, []).append(at)
    return {pair for places in groups.values() for pair in combinations(places, 2)} - true_pairs(made)


def rates(linked: set[Pair], true: set[Pair]) -> tuple[float, float]:
    """Precision and recall of the links; 1 where there is nothing to be wrong about."""
    right = len(linked & true)
    return right / len(linked) if linked else 1.0, right / len(true) if true else 1.0


def print_shares(made: Sequence[Made], console: Console) -> None:
    """What each least share would link, of the true pairs and of those that look alike."""
    wordings = [read_wording(one.text.partition("\n")[0], one.text) for one in made]
    true = true_pairs(made)
    shares = {
        (one, other): max(found)
        for one, other in true | lookalikes(made)
        if (found := compare_wordings(wordings[one], wordings[other], least_share=min(SHARES))) is not None
    }
    table = Table("least share", "precision", "recall", box=None, pad_edge=False, title_justify="left")
    for share in SHARES:
        precision, recall = rates({pair for pair, found in shares.items() if found >= share}, true)
        table.add_row(f"{share:.2f}", f"{100 * precision:.1f}", f"{100 * recall:.1f}")
    console.print(f"chosen on: {len(made)} articles, {len(true)} pairs of copies")
    console.print(table)


def print_links(made: Sequence[Made], links: set[Pair], stories: Sequence[tuple[int, int]], console: Console) -> None:
    """What was linked, by the kinds of the pairs, and how many independent articles were counted."""
    true = true_pairs(made)
    table = Table("copies of a story", "pairs", "linked", box=None, pad_edge=False)
    for kind, pairs in _by_kind(made, true):
        table.add_row(kind, str(len(pairs)), f"{100 * len(pairs & links) / len(pairs):.1f} %")
    for kind, pairs in _by_kind(made, lookalikes(made)):
        table.add_row(f"not copies: {kind}", str(len(pairs)), f"{100 * len(pairs & links) / len(pairs):.1f} %")
    strangers = len(links - true - lookalikes(made))
    everything = len(made) * (len(made) - 1) // 2 - len(true) - len(lookalikes(made))
    table.add_row("not copies: all others", str(everything), f"{strangers} pairs")
    console.print(f"reported on: {len(made)} articles")
    console.print(table)
    precision, recall = rates(links, true)
    console.print(f"precision {100 * precision:.1f} %, recall {100 * recall:.1f} %")
    right, over = (
        100 * sum(tests) / len(stories) for tests in zip(*((a == b, a > b) for a, b in stories), strict=True)
    )
    console.print(
        f"independent articles among up to 8: {right:.1f} % counted right, {over:.1f} % too many, "
        f"{100 - right - over:.1f} % too few"
    )


def find_links(made: Sequence[Made], library: Library, folder: Path) -> tuple[dict[int, str], set[Pair]]:
    """Add the articles to a library; returns their ids by place, those of distinct texts, and the links."""
    for at, one in enumerate(made):
        (folder / f"{at:06}.txt").write_text(one.text, encoding="utf-8")
    library.add([folder])
    places = {summary.id: min(int(Path(path).stem) for path in summary.sources) for summary in library.articles()}
    links = {(at, places[copy.id]) for id_, at in places.items() for copy in library.copies(id_)}
    return {at: id_ for id_, at in places.items()}, {pair for pair in links if pair[0] < pair[1]}


def count_stories(
    made: Sequence[Made], ids: Mapping[int, str], library: Library, dice: random.Random
) -> Iterator[Pair]:
    """For sets of up to eight articles of up to four stories how many independent ones are counted, and there are."""
    true = true_pairs(made)
    runs = {story: [at for at in ids if story in made[at].stories] for at in ids for story in made[at].stories}
    for _ in range(DRAWS):
        picked = {at for story in dice.sample(sorted(runs), min(4, len(runs))) for at in dice.choices(runs[story], k=2)}
        places = sorted(dice.sample(sorted(picked), dice.randint(min(2, len(picked)), len(picked))))
        counted = len(set(library.stories([ids[at] for at in places]).values()))
        yield counted, _independent(places, true)


def merged_apart(made: Sequence[Made], ids: Mapping[int, str], library: Library) -> tuple[int, int]:
    """Of how many articles that merge two stories the originals stay two stories, and how many there are."""
    original = {one.origin: ids[at] for at, one in enumerate(made) if one.kind is Kind.ORIGINAL and at in ids}
    merged = [at for at, one in enumerate(made) if one.kind is Kind.MERGED and at in ids]
    apart = sum(
        len(set(library.stories([ids[at], *(original[story] for story in made[at].stories)]).values())) == 2
        for at in merged
    )
    return apart, len(merged)


def main() -> None:
    """Parse the command line, make, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m eval.copies", description=__doc__)
    parser.add_argument(
        "paths", nargs="*", type=Path, help="folders of articles, SQuAD JSON [the seeds, eval/articles]"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the made set [1]")
    given = parser.parse_args()
    try:
        _measure(given.paths if given.paths else [path for path in DEFAULT_PATHS if path.exists()], given.seed)
    except RagError as error:
        sys.exit(f"copies: {error}")


def _measure(paths: Sequence[Path], seed: int) -> None:
    console, settings = Console(highlight=False, soft_wrap=True), load_settings()
    bases = usable_bases(load_bases(paths, settings))
    chosen, reported = halves(bases, seed=seed)
    if not chosen or not reported:
        raise SourceError(f"{len(bases)} articles of four paragraphs and more; two are needed. Give more.")
    print_shares(list(make_set(chosen, seed=seed)), console)
    made = list(make_set(reported, seed=seed))
    with tempfile.TemporaryDirectory(prefix="ibid-copies-") as scratch:
        folder = Path(scratch) / "articles"
        folder.mkdir()
        with Library.open(Path(scratch) / "library", settings, create=True, embedder=BlankEmbedder()) as library:
            began = time.process_time()
            ids, links = find_links(made, library, folder)
            spent_ms = 1000 * (time.process_time() - began) / len(made)
            stories = list(count_stories(made, ids, library, random.Random(seed)))
            apart, merged = merged_apart(made, ids, library)
    print_links(made, links, stories, console)
    if merged:
        console.print(f"two stories stay two beside their merger: {apart} of {merged}")
    console.print(f"{spent_ms:.1f} ms of processor time an article for everything but embedding")


def _by_kind(made: Sequence[Made], pairs: set[Pair]) -> Iterator[tuple[str, set[Pair]]]:
    """Pairs by the kind of either article that is told last in `Kind`; the more was changed, the later."""
    order = list(Kind)
    groups: dict[Kind, set[Pair]] = {}
    for pair in pairs:
        groups.setdefault(max((made[at].kind for at in pair), key=order.index), set()).add(pair)
    yield from ((str(kind), groups[kind]) for kind in order if kind in groups)


def _independent(places: Sequence[int], true: set[Pair]) -> int:
    """The size of the largest set of `places` of which no two are a true pair."""
    if not places:
        return 0
    first, rest = places[0], places[1:]
    apart = [at for at in rest if (first, at) not in true]
    return max(1 + _independent(apart, true), _independent(rest, true) if len(apart) < len(rest) else 0)


if __name__ == "__main__":
    main()
