"""Examples as groups of windows: a question with its paragraph, with passages that mislead, or with those alone."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from transformers import PreTrainedTokenizerFast

from rag.reader.train.examples import Lure, TrainingExample
from rag.reader.train.negatives import Negatives
from rag.reader.train.variants import as_typed, names_in, near_miss
from rag.reader.windows import MAX_QUESTION_TOKENS
from rag.text.sentences import Range

LIKELY = 5  # lures of a question that are put before the reader
SECOND_SHARE = 0.4  # groups with lures that have two
NOWHERE: Range = (0, 0)


@dataclass(frozen=True, slots=True)
class Mix:
    """What a run trains on. Shares are of the groups, each from 0 to 1.

    `passes`: how often a set is gone through, by its name; 1 for those not named. `negative_share`: groups with a
    hard negative beside the paragraph. `absent_share`: groups with the hard negative alone. `silent_share` and
    `silent_alone_share`: the same where it is a silent article of the story. `lured_share` and `lured_alone_share`:
    the same where a reader is known to be lured. `near_miss_share`: groups whose question was altered so that nothing
    answers it. `bare_share`, `keyword_share`: see `as_typed`.
    `consensus`: the answer is the one that agrees most with the others, else any annotator's; in a story, any of the
    places that answer.
    """

    passes: Mapping[str, float] = field(default_factory=dict)
    negative_share: float = 0.3
    absent_share: float = 0.12
    silent_share: float = 0.34
    silent_alone_share: float = 0.22
    lured_share: float = 0.62
    lured_alone_share: float = 0.16
    near_miss_share: float = 0.06
    bare_share: float = 0.2
    keyword_share: float = 0.05
    consensus: bool = True
    max_tokens: int = 256
    short_context_tokens: Mapping[str, int] = field(default_factory=lambda: {"qamr": 72})
    without_negatives: frozenset[str] = frozenset({"qamr", "timeqa-human"})


@dataclass(frozen=True, slots=True)
class TrainingWindow:
    """Token ids, where the passage begins in them, and the answer's first and last token; -1 where there is none.

    `spared` are the first and last tokens of what is neither right nor wrong.
    """

    ids: npt.NDArray[np.int32]
    passage: int
    first: int
    last: int
    spared: tuple[tuple[int, int], ...] = ()

    def __len__(self) -> int:
        return len(self.ids)


Group = tuple[TrainingWindow, ...]


class Company(StrEnum):
    """What is put before the reader with a question, or in place of its paragraph."""

    NONE = "none"
    BESIDE = "a hard negative beside the paragraph"
    ALONE = "the hard negative alone"
    NEAR_MISS = "an altered question"


def draw(examples: Sequence[TrainingExample], mix: Mix, rng: random.Random) -> list[TrainingExample]:
    """The examples of one run in random order, each as often as its set is gone through."""
    drawn = []
    for example in examples:
        passes = mix.passes.get(example.source, 1.0)
        times = int(passes) + (rng.random() < passes % 1)
        drawn += [example] * times
    rng.shuffle(drawn)
    return drawn


def company(number: int, example: TrainingExample, mix: Mix, seed: int) -> Company:
    """What the draw's group `number` is made with."""
    share = random.Random(f"{seed} {number}").random()
    if share < mix.near_miss_share:
        return Company.NEAR_MISS if example.answers else Company.NONE
    if example.source in mix.without_negatives:
        return Company.NONE
    alone, beside = mix.absent_share, mix.negative_share
    if example.lures:
        alone, beside = mix.lured_alone_share, mix.lured_share
    elif example.silent:
        alone, beside = mix.silent_alone_share, mix.silent_share
    if share < mix.near_miss_share + alone:
        return Company.ALONE
    return Company.BESIDE if share < mix.near_miss_share + alone + beside else Company.NONE


class GroupMaker:
    """Makes the group of each drawn example. Texts are cut into tokens once."""

    def __init__(
        self, tokenizer: PreTrainedTokenizerFast, examples: Sequence[TrainingExample], negatives: Negatives, mix: Mix
    ) -> None:
        self._tokenizer = tokenizer
        self._negatives = negatives
        self._mix = mix
        self._names = names_in([example.question for example in examples])
        self._known: dict[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]] = {}
        self._between = _between(tokenizer)

    def group(self, number: int, example: TrainingExample, seed: int) -> Group:
        """The group `number` of a run: the same for the same seed."""
        rng = random.Random(f"{seed} {number} group")
        mix, what = self._mix, company(number, example, self._mix, seed)
        question, gold = example.question, example.gold
        if example.answers and (not mix.consensus or example.story):
            gold = rng.choice(example.answers)
        if (
            what is Company.NEAR_MISS
            and (altered := near_miss(question, example.context, self._names, rng)) is not None
        ):
            question, gold = altered, None
        typed = as_typed(question, rng, bare_share=mix.bare_share, keyword_share=mix.keyword_share)
        question_ids = self._tokens(typed)[0][:MAX_QUESTION_TOKENS]
        negatives = self._lures(example, rng) if what in (Company.BESIDE, Company.ALONE) else []
        group = []
        if what is not Company.ALONE or not negatives:
            most = mix.short_context_tokens.get(example.source, mix.max_tokens)
            spared = example.answers if gold is not None else ()
            group.append(self._window(question_ids, example.context, gold, most, rng, example.headline, spared))
        for lure in negatives:
            about = None if lure.at == NOWHERE else lure.at
            group.append(
                self._window(question_ids, lure.text, None, mix.max_tokens, rng, lure.headline, lure.right, about)
            )
        return tuple(group)

    def _lures(self, example: TrainingExample, rng: random.Random) -> list[Lure]:
        """What does not answer `example`, to be put beside it: the likeliest of its lures, or any silent text."""
        if example.lures:
            likely = example.lures[:LIKELY]
            first = min(rng.randrange(len(likely)), rng.randrange(len(likely)))
            others = [lure for lure in likely if lure.text != likely[first].text]
            return [likely[first], *(others[:1] if rng.random() < SECOND_SHARE else [])]
        negatives = example.silent or self._negatives.get(example.key, ())
        if not negatives:
            return []
        text = rng.choice(negatives)
        return [Lure(text, NOWHERE, text.partition("\n")[0] if example.silent else "")]

    def _window(
        self,
        question: npt.NDArray[np.int32],
        text: str,
        gold: Range | None,
        most: int,
        rng: random.Random,
        headline: str = "",
        spared: Sequence[Range] = (),
        about: Range | None = None,
    ) -> TrainingWindow:
        """One window over `text`, at random around `gold` or what it is `about`; what begins further down has the
        headline before it.

        What of `spared` is in it, the headline before it included, and has no token with `gold` in common, is marked.
        """
        ids, offsets = self._tokens(text)
        lead = self._tokens(headline)[0] if headline else ids[:0]
        # [CLS] question [SEP] headline, passage [SEP]; some tokenizers put two [SEP] between the two
        room = max(8, most - len(question) - len(lead) - 2 - len(self._between))
        first = last = -1
        if (inside := gold or about) is not None and (found := _tokens_of(inside, offsets)) is not None:
            first, last = found[0], min(found[1], found[0] + room - 1)
        begin = 0
        if len(ids) > room:
            lowest, highest = (
                (max(0, last - room + 1), min(first, len(ids) - room)) if first >= 0 else (0, len(ids) - room)
            )
            begin = rng.randint(min(lowest, highest), max(lowest, highest))
        cls, sep = self._tokenizer.cls_token_id, self._tokenizer.sep_token_id
        if begin < len(lead):  # the headline, or part of it, is in the window already
            lead = lead[:0]
        passage = len(question) + 1 + len(self._between)
        row = np.concatenate([[cls], question, self._between, lead, ids[begin : begin + room], [sep]]).astype(np.int32)
        if gold is None:
            first = last = -1
        at, end = passage + len(lead) - begin, len(row) - 2
        marked = set()
        for found in (_tokens_of(one, offsets) for one in spared):
            if found is None or (first >= 0 and found[0] <= last and first <= found[1]):
                continue
            if found[1] >= begin and at + found[0] <= end:
                marked.add((max(at + found[0], passage + len(lead)), min(at + found[1], end)))
            if found[1] < len(lead):
                marked.add((passage + found[0], passage + found[1]))
        spans = (at + first, at + last) if first >= 0 else (-1, -1)
        return TrainingWindow(row, passage, *spans, tuple(sorted(marked)))

    def _tokens(self, text: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        if text not in self._known:
            encoded = self._tokenizer(
                text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
            )
            offsets = np.array(encoded["offset_mapping"], dtype=np.int32).reshape(-1, 2)
            self._known[text] = (np.array(encoded["input_ids"], dtype=np.int32), offsets)
        return self._known[text]


def _tokens_of(span: Range, offsets: npt.NDArray[np.int32]) -> tuple[int, int] | None:
    """The first and last of the tokens that have a character of `span`."""
    inside = np.flatnonzero((offsets[:, 1] > span[0]) & (offsets[:, 0] < span[1]))
    return (int(inside[0]), int(inside[-1])) if len(inside) else None


def _between(tokenizer: PreTrainedTokenizerFast) -> list[int]:
    """The tokens that `tokenizer` puts between the texts of a pair."""
    pair = tokenizer.backend_tokenizer.encode("a", "b")
    of = pair.sequence_ids
    return [token for at, token in enumerate(pair.ids) if of.index(0) < at < of.index(1) and of[at] is None]
