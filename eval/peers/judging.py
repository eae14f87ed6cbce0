"""What became of a question that a system answered: is the answer right, and does it stand where the system says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.dataset import Place
from eval.metrics import exact_match, token_f1
from eval.peers.tasks import Item, PeerTask
from eval.peers.wire import Found, Prediction, Reply
from eval.verdict import is_right
from rag import SourceError


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one question.

    `exact_match` and `f1` are those of the best answer, shown or not, 0 without one. `score` is -inf without one.
    `silent` is the system's own decision. `misplaced`: the answer does not stand where the system says; `unplaced`:
    it says nowhere. `right`: the answer is right, and its place is one where an acceptable answer stands.
    `gold_rank` counts from 1, infinite where no passage retrieved holds such a place.
    """

    answerable: bool
    exact_match: float
    f1: float
    answered: bool
    score: float
    silent: bool
    misplaced: bool
    unplaced: bool
    right: bool
    gold_rank: float
    ms: float


def judge_all(task: PeerTask, name: str, predictions: Sequence[Prediction]) -> tuple[Judged, ...]:
    """What became of each question of `task`, in its order. Raises `SourceError` when one has no prediction."""
    said = {one.id: one for one in predictions}
    if said.keys() != {item.id for item in task.items}:
        raise SourceError(f"{name} answered {len(said)} of {len(task.items)} questions. Run it again.")
    locate = Locator(task.texts)
    return tuple(judge(item, said[item.id], locate) for item in task.items)


def judge(item: Item, prediction: Prediction, locate: Locator) -> Judged:
    """What became of one question."""
    reply = prediction.reply
    answer = reply.answer
    place = _answer_place(reply, locate)
    ranks = (
        rank
        for rank, found in enumerate(reply.passages, start=1)
        if (where := locate.passage(found)) is not None and any(_covers(where, gold) for gold in item.places)
    )
    return Judged(
        answerable=bool(item.answers),
        exact_match=exact_match(answer, item.answers) if answer is not None else 0.0,
        f1=token_f1(answer, item.answers) if answer is not None else 0.0,
        answered=answer is not None,
        score=reply.score if answer is not None and reply.score is not None else -math.inf,
        silent=reply.silent or answer is None,
        misplaced=answer is not None and reply.source is not None and place is None,
        unplaced=answer is not None and reply.source is None,
        right=answer is not None and place is not None and is_right(answer, place, item.answers, item.places),
        gold_rank=next(ranks, math.inf),
        ms=prediction.ms,
    )


def _answer_place(reply: Reply, locate: Locator) -> Place | None:
    """Where the answer stands, by what the system says; None when it says nothing, or what does not hold."""
    if reply.answer is None or reply.source is None:
        return None
    if reply.exact:
        return locate.claimed(reply.source, reply.answer)
    return locate.passage(reply.source) if reply.answer in reply.source.text else None


class Locator:
    """Finds what systems tell in the articles' texts, by file name."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._squeezed: dict[str, tuple[str, list[int]]] = {}

    def claimed(self, found: Found, answer: str) -> Place | None:
        """The place that `found` claims, None unless `answer` stands exactly there."""
        text = self._texts.get(found.article, "")
        if found.start is None or found.end is None or not 0 <= found.start < found.end <= len(text):
            return None
        return Place(found.article, found.start, found.end) if text[found.start : found.end] == answer else None

    def passage(self, found: Found) -> Place | None:
        """Where a passage stands: as claimed if that holds, else wherever its text stands but for white space.

        So a system that loses its offsets is not said to have retrieved nothing. None when it stands nowhere.
        """
        if (place := self.claimed(found, found.text)) is not None:
            return place
        squeezed, offsets = self._squeeze(found.article)
        wanted = "".join(found.text.split())
        first = squeezed.find(wanted) if wanted else -1
        if first < 0:
            return None
        return Place(found.article, offsets[first], offsets[first + len(wanted) - 1] + 1)

    def _squeeze(self, article: str) -> tuple[str, list[int]]:
        """The text of an article without white space, and where each of its characters stands."""
        if article not in self._squeezed:
            kept = [(char, offset) for offset, char in enumerate(self._texts.get(article, "")) if not char.isspace()]
            self._squeezed[article] = "".join(char for char, _ in kept), [offset for _, offset in kept]
        return self._squeezed[article]


def _covers(passage: Place, gold: Place) -> bool:
    return passage.article == gold.article and passage.start <= gold.start and gold.end <= passage.end
