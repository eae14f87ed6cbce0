"""What questions are answered with, and which articles they are asked of: passages are found, and read."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.comparer import Comparer, Relation
from rag.comparer.texts import side_of
from rag.datatypes import Hit, Quotation, Reading, Span, Timings
from rag.embedder import Embedder
from rag.reader import Reader
from rag.reading import IsEnough, read_hits
from rag.retriever import retrieve
from rag.settings import Settings
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.store.vectors import Vectors

BEYOND = 3  # times as many passages are ranked as the answer is looked for in: others may say the same


@dataclass(frozen=True, slots=True)
class Desk:
    """What questions are answered with, at which settings."""

    catalogue: Catalogue
    lexical: Lexical
    vectors: Vectors
    embedder: Embedder
    reader: Reader
    comparer: Comparer
    settings: Settings

    def relate(self, question: str, pairs: Sequence[tuple[Quotation, Quotation]]) -> list[Relation]:
        """What the comparing model says of each pair; see `rag.evidence.agreement.standing.Relate`."""
        return self.comparer.compare(question, [(side_of(one), side_of(other)) for one, other in pairs])


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles are searched: dated from `since` to `until`, both inclusive, without those in `exclude`.

    `only` are the ids of all others that may be, None any; `top_k` passages may be read, None stands for the setting;
    with `beyond` a few more, further down the ranking, that may say what was found.
    `on_found` is told how many passages there are to read, once they are found.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    exclude: Collection[str] = ()
    only: Collection[str] | None = None
    top_k: int | None = None
    beyond: bool = True
    on_found: Callable[[int], None] = lambda count: None


def _any_answer(understood: str, spans: Sequence[Span]) -> bool:
    return True


def read(
    desk: Desk,
    question: str,
    scope: Scope,
    is_enough: IsEnough,
    may_answer: IsEnough = _any_answer,
) -> Reading:
    """What is retrieved and read for a question as it stands, until `is_enough` of it and the spans so far; a little
    more where nothing that was read `may_answer`, unless `scope` says how much.
    """  # fmt: skip
    clock = [time.perf_counter()]
    vector = desk.embedder.embed([question])[0]
    clock.append(time.perf_counter())
    top_k = scope.top_k if scope.top_k is not None else desk.settings.top_k
    found = retrieve(
        question,
        vector,
        desk.catalogue,
        desk.lexical,
        desk.vectors,
        candidates=desk.settings.candidates,
        top_k=BEYOND * top_k if scope.beyond else top_k,
        since=scope.since,
        until=scope.until,
        exclude=scope.exclude,
        only=scope.only,
    )
    clock.append(time.perf_counter())
    hits, beyond = found[:top_k], found[top_k:]
    scope.on_found(len(hits))
    if scope.top_k is not None:
        may_answer = _any_answer
    spans, read = read_hits(desk.reader, question, hits, is_enough, beyond, may_answer)
    clock.append(time.perf_counter())
    timings = Timings(*(1000 * (after - before) for before, after in pairwise(clock)))
    hits += [hit for hit in beyond if hit in read]
    return Reading(question, question, tuple(hits), tuple(spans), timings, tuple(hit.rank for hit in read))


def with_newer(desk: Desk, found: Reading, scope: Scope, fitting: Callable[[Sequence[Span]], list[Span]]) -> Reading:
    """`found`, and what is read in articles newer than that of its best span: only they may tell who leads today."""
    best = max(fitting(found.spans), key=lambda span: span.margin, default=None)
    if best is None or best.hit.date is None or best.hit.date >= (scope.until or dt.date.max):
        return found
    newer = read(desk, found.understood, replace(scope, since=best.hit.date + dt.timedelta(days=1)), lambda *_: False)
    known = {hit.passage for hit in found.hits if hit.rank in found.read}
    first = max((hit.rank for hit in found.hits), default=0)
    hits = [
        replace(hit, rank=first + hit.rank) for hit in newer.hits if hit.rank in newer.read and hit.passage not in known
    ]
    return replace(
        found,
        hits=(*found.hits, *hits),
        spans=(*found.spans, *(span for span in newer.spans if span.hit.passage not in known)),
        timings=found.timings + newer.timings,
        read=(*found.read, *(hit.rank for hit in hits)),
    )


def search(desk: Desk, query: str, scope: Scope) -> tuple[Hit, ...]:
    """The best passages for a query, none of them read."""
    return read(
        desk, query, replace(scope, beyond=False, on_found=lambda count: None), lambda understood, spans: True
    ).hits
