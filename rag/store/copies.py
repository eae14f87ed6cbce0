"""Which articles run the same text: fingerprints to find them by, and what two of them have in common. Pure.

A wire story runs in many papers under other headlines, cut from below, with its lead reworded. Two articles are copies
when much of one stands in the other in runs of words. The relation is symmetric and looks at nothing but the two
articles, so it does not matter in which order they come, or what else is in the library.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RUN_WORDS = 4  # words in a row that count as the same text
LEAST_SHARE = 0.3  # of one article's words
LEAST_WORDS = 20  # fewer in common are a phrase; an article of fewer has to stand in the other whole
WINDOW_RUNS = 31  # of so many runs in a row at least one is a fingerprint
# Names and numbers in a short gap between shared runs: in a form with blanks nearly all differ, in a copy few.
GAP_WORDS = 5
LEAST_SAME_NAMES = 0.4
FEW_NAMES = 3  # fewer changed ones say nothing

# A word, and before it whatever begins a sentence.
WORD = re.compile(r"((?:^|[.!?:\n“\"‘(])\W*)?(\w+)")

Hashes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """An article's words in order, as hashes of shape (words,), and its runs of four, of shape (words - 3,) or (1,).

    `named` marks names and numbers: words that begin with a digit, or with a capital inside a sentence. `sorted_runs`
    are the runs in ascending order, for looking them up: an article may be compared with dozens.
    """

    words: Hashes
    named: Mask
    runs: Hashes
    sorted_runs: Hashes


def read_wording(headline: str, text: str) -> Wording:
    """The wording of an article without its headline, for each paper has its own.

    Case, punctuation and white space do not count. An article of a few words keeps its headline, since what is left
    would say nothing.
    """
    found = WORD.findall(unicodedata.normalize("NFKC", _body(headline, text)))
    if len(found) < LEAST_WORDS:
        found = WORD.findall(unicodedata.normalize("NFKC", text))
    words = np.array([zlib.crc32(word.casefold().encode()) for _, word in found], dtype=np.uint64)
    named = np.array([word[0].isdigit() or (word[0].isupper() and not start) for start, word in found], dtype=np.bool_)
    runs = _runs(words)
    return Wording(words, named, runs, np.sort(runs))


def fingerprints(wording: Wording) -> list[int]:
    """Numbers of 32 bits, ascending, by which copies are found: the least hash of every 31 runs in a row.

    Two articles that share any 34 words in a row share a fingerprint (winnowing; Schleimer, Wilkerson & Aiken 2003).
    Without words there is none.
    """
    if not len(wording.words):
        return []
    least = _least_in_windows(wording.runs, min(WINDOW_RUNS, len(wording.runs)))
    return sorted({int(value) for value in least & np.uint64(0xFFFFFFFF)})


def compare_wordings(one: Wording, other: Wording, *, least_share: float = LEAST_SHARE) -> tuple[float, float] | None:
    """For copies the shares, from 0 to 1, of the words of each that stand in the other in runs of four; else None.

    The larger is at least `least_share`.
    """
    covered, back = _covered(one, other), _covered(other, one)
    if not (_is_copied(one, covered, other, least_share) or _is_copied(other, back, one, least_share)):
        return None
    return float(covered.mean()), float(back.mean())


def pick_stories(kin: Mapping[str, str], links: Iterable[tuple[str, str, float]]) -> dict[str, str]:
    """For each article the id of the story that it runs: that of one of the articles. No two stories are linked.

    `kin` holds the articles' ids, each with the id of an article that it is certainly one with, or its own; `links` are
    pairs of copies in both directions, with what they share. An article that runs two stories belongs to the one that
    it shares more with and does not make them one: the stories are an independent set of the graph, picked greedily,
    those with fewest links first.
    """
    neighbours: dict[str, dict[str, float]] = {one: {} for one in kin.values()}
    for left, right, share in links:
        one, other = kin[left], kin[right]
        if one != other:
            neighbours[one][other] = max(share, neighbours[one].get(other, 0.0))
    heads: set[str] = set()
    for one in sorted(neighbours, key=lambda one: (len(neighbours[one]), one)):
        if heads.isdisjoint(neighbours[one]):
            heads.add(one)
    nearest = {
        one: one if one in heads else max((share, other) for other, share in near.items() if other in heads)[1]
        for one, near in neighbours.items()
    }
    names = {kin[id_]: id_ for id_ in sorted(kin, reverse=True)}
    return {id_: names[nearest[one]] for id_, one in kin.items()}


def _body(headline: str, text: str) -> str:
    first, _, rest = text.lstrip().partition("\n")
    return rest if first.strip().lstrip("#").strip() == headline.strip() else text


def _runs(words: Hashes) -> Hashes:
    """A hash of every `RUN_WORDS` words in a row, of shape (max(1, words - 3),)."""
    padded = np.pad(words, (0, max(0, RUN_WORDS - len(words))))
    count = len(padded) - RUN_WORDS + 1
    runs = np.zeros(count, dtype=np.uint64)
    for at in range(RUN_WORDS):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + padded[at : at + count] + np.uint64(1)
    # MurmurHash3's finaliser, so that which hash is least says nothing about the words.
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        runs = (runs ^ (runs >> np.uint64(33))) * np.uint64(factor)
    return runs ^ (runs >> np.uint64(33))


def _least_in_windows(values: Hashes, window: int) -> Hashes:
    """The least of every `window` values in a row, of shape (values - window + 1,)."""
    width = 1
    while width < window:
        step = min(width, window - width)
        values = np.minimum(values[:-step], values[step:])
        width += step
    return values


def _covered(one: Wording, other: Wording) -> Mask:
    """Which words of `one` are part of a run that `other` has too, of shape (words,)."""
    near = np.minimum(np.searchsorted(other.sorted_runs, one.runs), len(other.sorted_runs) - 1)
    same = other.sorted_runs[near] == one.runs
    covered = np.zeros(len(same) + RUN_WORDS - 1, dtype=np.bool_)
    for at in range(RUN_WORDS):
        covered[at : at + len(same)] |= same
    return covered[: len(one.words)]


def _is_copied(one: Wording, covered: Mask, other: Wording, least_share: float) -> bool:
    """Whether enough of `one` stands in `other`, and it is not a form filled in anew."""
    shared, words = int(covered.sum()), len(covered)
    if shared < max(least_share * words, min(words, LEAST_WORDS), 1):
        return False
    same = int((one.named & covered).sum())
    changed = int((one.named & _short_gaps(covered) & ~np.isin(one.words, other.words)).sum())
    return changed < FEW_NAMES or same >= LEAST_SAME_NAMES * (same + changed)


def _short_gaps(covered: Mask) -> Mask:
    """The words between shared runs, where at most `GAP_WORDS` are, of shape (words,)."""
    edges = np.flatnonzero(np.diff(covered, prepend=True, append=True))
    gaps = np.zeros(len(covered), dtype=np.bool_)
    for start, end in edges.reshape(-1, 2):
        gaps[start:end] = end - start <= GAP_WORDS
    return gaps
