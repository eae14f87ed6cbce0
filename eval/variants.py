"""A made set of copies, and of what only looks like copies, from articles that share no text. Pure.

What papers do with a wire story, without a language model: put their own headline on it, cut it from below, reword the
lead, drop sentences, bring numbers up to date, add paragraphs of their own, run two stories as one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

SENTENCE_END = re.compile(r"(?<=[.!?])(?:[\"”’]*)\s+")
WORD = re.compile(r"\w+")
NAME = re.compile(r"(?<=[\w,;] )[A-Z]\w*")  # within a sentence
LEAST_PARAGRAPHS = 4
KNOWN_RUN_WORDS = 5
MOST_KNOWN = 0.1


class Kind(StrEnum):
    """How an article of the made set came about."""

    ORIGINAL = "original"
    HEADLINE = "new headline"
    CUT = "cut from below, to a fifth at the shortest"
    AGENCY = "lead reworded, numbers moved, sentences dropped"
    LOCAL = "the same, cut to half, with paragraphs of its own"
    MERGED = "two stories in one"
    QUOTING = "same event, one paragraph of the other"
    FORM = "same sentences, other names and numbers"


@dataclass(frozen=True, slots=True)
class Base:
    """An article to make variants of. Those of one `event` are about one thing."""

    event: str
    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """An article of the set. `stories` are the stories whose text it runs, two for a merged one.

    `origin` is the story that it was made for: of a quoting article the one it quotes, of a form the one it copies.
    """

    kind: Kind
    event: str
    origin: int
    stories: frozenset[int]
    text: str


def usable_bases(bases: Iterable[Base]) -> list[Base]:
    """Those of four paragraphs and more, of whose runs of five words those before have at most a tenth."""
    kept: list[Base] = []
    known: set[tuple[str, ...]] = set()
    for base in bases:
        words = WORD.findall(" ".join(base.paragraphs).casefold())
        runs = {tuple(words[at : at + KNOWN_RUN_WORDS]) for at in range(len(words) - KNOWN_RUN_WORDS + 1)}
        if len(base.paragraphs) >= LEAST_PARAGRAPHS and len(runs & known) <= MOST_KNOWN * len(runs):
            kept.append(base)
            known |= runs
    return kept


def make_set(bases: Sequence[Base], *, seed: int) -> Iterator[Made]:
    """Originals and variants of usable `bases`; the same for the same seed.

    Every story gets a copy of each kind and is quoted by another of its event, if there is one; every second one is
    merged with one of another event, and its form is filled in anew.
    """
    for number, base in enumerate(bases):
        dice = random.Random(f"{seed} {number}")
        own, headline = list(base.paragraphs), f"{dice.choice(bases).headline}, our readers hear"
        others = [at for at, other in enumerate(bases) if other.event != base.event]
        neighbours = [at for at, other in enumerate(bases) if other.event == base.event and at != number]

        def made(kind: Kind, title: str, body: Sequence[str], *stories: int, n: int = number, b: Base = base) -> Made:
            return Made(kind, b.event, n, frozenset(stories), "\n\n".join([title, *body]) + "\n")

        yield made(Kind.ORIGINAL, base.headline, own, number)
        yield made(Kind.HEADLINE, headline, own, number)
        yield made(Kind.CUT, base.headline, _cut(own, dice, least=0.2), number)
        yield made(Kind.AGENCY, headline, _edit(own, dice), number)
        if neighbours:
            at = dice.choice(neighbours)
            body = list(bases[at].paragraphs)
            body.insert(dice.randrange(1, len(body)), dice.choice(own[len(own) // 2 :]))
            yield made(Kind.QUOTING, bases[at].headline, body, at)
        if not others:
            continue
        stranger = bases[dice.choice(others)]
        added = [_reword(paragraph, dice, 0.5) for paragraph in stranger.paragraphs[: max(1, len(own) // 4)]]
        yield made(Kind.LOCAL, headline, [*_edit(_cut(own, dice, least=0.5), dice), *added], number)
        if number % 2 == 0:
            at = dice.choice(others)
            parts = _cut(own, dice, least=0.5), _cut(list(bases[at].paragraphs), dice, least=0.5)
            yield made(Kind.MERGED, f"{base.headline}; {bases[at].headline}", [*parts[0], *parts[1]], number, at)
            yield made(Kind.FORM, base.headline, _fill_in(own, stranger, dice), -number - 1)


def _cut(paragraphs: list[str], dice: random.Random, *, least: float) -> list[str]:
    """Without its last paragraphs; at least the share `least` stays, and one goes."""
    count = len(paragraphs)
    return paragraphs[: dice.randint(max(1, round(least * count)), count - 1)]


def _edit(paragraphs: list[str], dice: random.Random) -> list[str]:
    """As an agency's next version: a new lead, other numbers, up to three in ten sentences and some words changed."""
    rate, dropped = dice.uniform(0.02, 0.08), dice.uniform(0, 0.3)
    edited = [_reword(paragraphs[0], dice, 0.4)]
    for paragraph in paragraphs[1:]:
        sentences = [one for one in SENTENCE_END.split(paragraph) if dice.random() >= dropped]
        edited.append(_reword(" ".join(sentences), dice, rate))
    return [paragraph for paragraph in edited if paragraph]


def _reword(paragraph: str, dice: random.Random, rate: float) -> str:
    """With every number moved, and of the other words the share `rate` dropped, moved or exchanged."""
    words: list[str] = []
    for word in paragraph.split():
        change = dice.random() / rate if rate else 1.0
        if any(letter.isdigit() for letter in word):
            words.append(re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), word))
        elif change >= 1:
            words.append(word)
        elif change >= 2 / 3:
            words.insert(-1, word)
        elif change >= 1 / 3:
            words.append(word[::-1])  # a word that the story does not have
    return " ".join(words)


def _fill_in(paragraphs: list[str], stranger: Base, dice: random.Random) -> list[str]:
    """With the names of another article, and other numbers: a report of another match, another quarter's figures."""
    names = NAME.findall(" ".join(stranger.paragraphs)) or ["Nobody"]
    return [
        re.sub(r"\d", lambda _: str(dice.randrange(10)), NAME.sub(lambda _: dice.choice(names), paragraph))
        for paragraph in paragraphs
    ]
