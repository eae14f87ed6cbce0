"""From a question to its answer: understand, search, read, judge; and read a follow-up another way before giving up."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.answers import Judged, compose, is_doubted, judge, most_judged, weigh
from rag.comparer import Comparer, Relation
from rag.comparer.texts import side_of
from rag.datatypes import Answer, Asked, Hit, Quotation, Reading, Silence, Span, Timings, Turn
from rag.embedder import Embedder
from rag.evidence import comparing, groups
from rag.evidence.comparing import Compared
from rag.evidence.confidence import Calibration
from rag.evidence.holders import asks_for_holder
from rag.evidence.series import outermost
from rag.evidence.standing import Relate
from rag.evidence.states import asks_state
from rag.evidence.timing import is_of
from rag.fitting import may_answer
from rag.followups.story import query_of, spoken_of
from rag.followups.understanding import Version, understand
from rag.news import tell_news
from rag.question.kinds import DECLINED, NO_QUESTION, NOTES, kind_of
from rag.question.spelling import unknown_names
from rag.question.telling import news_topic
from rag.quoting import texts, whole_sentence
from rag.reader import Reader
from rag.reading import IsEnough, read_hits
from rag.remarks import remarked
from rag.retriever import retrieve
from rag.settings import Settings
from rag.store.catalogue import Catalogue
from rag.store.lexical import Lexical
from rag.store.vectors import Vectors
from rag.text.values import value_of
from rag.times.plan import Attempt, Limits, plan_attempts

SECOND_READING = 1.5  # of the threshold; what a follow-up means less likely has to be answered more surely
TEXTS_OF_TALK = 8
TEXTS_OF_STORY = 24
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
        """What the comparing model says of each pair; see `rag.evidence.standing.Relate`."""
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


@dataclass(frozen=True, slots=True)
class Judging:
    """What an answer is judged by: silence is kept under the probability `threshold`."""

    calibration: Calibration
    threshold: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What may answer a question, the most probable first, and how the others stand to the first; see `Compared`."""

    quotations: tuple[Quotation, ...]
    compared: tuple[Compared, ...]


def ask(desk: Desk, question: str, history: Sequence[Turn], limits: Limits, judging: Judging, scope: Scope) -> Answer:
    """The answer to `question`, asked after the turns of `history`, from articles within `limits` and `scope`.

    The dates of `scope` do not count; those of `limits`, and of the question, do.
    """

    def find_texts(query: str) -> list[str]:
        hits = search(desk, query, replace(scope, since=limits.since, until=limits.last, top_k=TEXTS_OF_TALK))
        return [f"{hit.headline}\n{hit.passage.text}" for hit in hits]

    if (asked := kind_of(question)) in DECLINED:
        return _decline(desk, question, asked, limits, judging, scope)
    turns = [turn for turn in history if kind_of(turn.question) not in NO_QUESTION]
    first, *others = understand(question, turns, find_texts)
    readings = [(first, judging, scope), *((version, _surer(judging), scope) for version in others)]
    if first.told and (only := _story(desk, first, replace(scope, since=limits.since, until=limits.last))):
        readings = [(first, judging, replace(scope, only=only)), *readings]
    (version, bar, within), *further = readings
    answer = _in_time(desk, version, limits, bar, within)
    for version, bar, within in further:
        if answer.quotation is not None:
            break
        other = _in_time(desk, version, limits, bar, within)
        timings = answer.timings + other.timings
        found = other.quotation is not None
        answer = replace(other if found else answer, threshold=judging.threshold, timings=timings)
    unknown = unknown_names(answer.understood, desk.lexical, desk.catalogue)
    return replace(answer, question=question, unknown=unknown)


def _story(desk: Desk, version: Version, scope: Scope) -> frozenset[str]:
    """The ids of the articles that the turns before a question speak of; none where they are no clear few."""
    hits = search(desk, query_of(version.told), replace(scope, top_k=TEXTS_OF_STORY))
    return spoken_of(
        version.text, version.told, filter(None, map(desk.catalogue.article, {hit.passage.article_id for hit in hits}))
    )


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


def _with_newer(desk: Desk, found: Reading, scope: Scope, fitting: Callable[[Sequence[Span]], list[Span]]) -> Reading:
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


def compare(desk: Desk, question: str, calibration: Calibration, relate: Relate | None = None) -> Comparison:
    """What the passages found for a question as it stands say to it, all of them read, not yet settled.

    By `relate`, the comparing model if None.
    """
    found = read(desk, question, Scope(), lambda understood, spans: False)
    stories = desk.catalogue.copies.stories({hit.passage.article_id for hit in found.hits})
    story_of = stories.__getitem__
    spans = [whole_sentence(span) for span in found.spans] if kind_of(question) is Asked.YES_NO else found.spans
    limit = most_judged(desk.settings.max_candidates)
    opposed, _ = weigh(question, spans, desk.catalogue.article, calibration, limit=limit, story_of=story_of)
    if not opposed:
        return Comparison((), ())
    related = comparing.compare(
        question,
        groups.group(list(opposed), story_of),
        story_of,
        relate if relate is not None else desk.relate,
        texts(desk.catalogue.article),
    )
    return Comparison(tuple(opposed), tuple(related))


def search(desk: Desk, query: str, scope: Scope) -> tuple[Hit, ...]:
    """The best passages for a query, none of them read."""
    return read(
        desk, query, replace(scope, beyond=False, on_found=lambda count: None), lambda understood, spans: True
    ).hits


def _decline(desk: Desk, question: str, asked: Asked, limits: Limits, judging: Judging, scope: Scope) -> Answer:
    """Silence, with what to ask instead, and the passage nearest to what is a question at all."""
    (attempt,) = plan_attempts(question, replace(limits, any_date=True), desk.catalogue.dates())
    within = replace(scope, since=attempt.since, until=attempt.until)
    hits = () if asked in NO_QUESTION else search(desk, question, within)
    find, threshold = desk.catalogue.article, judging.threshold
    answer = compose(question, question, [], hits, find, judging.calibration, threshold=threshold, max_candidates=0)
    return replace(answer, silence=Silence.DECLINED, asked=asked, note=NOTES[asked], time=attempt.time)


def _in_time(desk: Desk, version: Version, limits: Limits, judging: Judging, scope: Scope) -> Answer:
    """The answer from the articles of the time that the question names; from others too where none of these answers."""
    spent = Timings()
    attempts = plan_attempts(version.text, limits, desk.catalogue.dates())
    for attempt in attempts:
        asked = replace(version, text=attempt.question)
        within = replace(scope, since=attempt.since, until=attempt.until)
        bar = _surer(judging) if attempt.is_bare else judging
        found = _in_order(desk, asked, within, bar, attempt)
        spent += found.timings
        answer = replace(found, understood=version.text, time=attempt.time, threshold=judging.threshold)
        if found.quotation is not None:
            break
    return replace(answer, timings=spent)


def _in_order(desk: Desk, version: Version, scope: Scope, judging: Judging, attempt: Attempt) -> Answer:
    """The answer in one attempt; of what is reported again and again the newest, or the oldest, if it asks for that."""
    if (news := _news(desk, version.text, scope, judging)) is not None:
        return news
    found = _answer(desk, version, scope, judging, attempt)
    if attempt.time is None or not (attempt.time.newest or attempt.time.oldest):
        return found
    newest = attempt.time.newest

    def ask_beyond(day: dt.date) -> Answer:
        after, before = (day + dt.timedelta(days=days) for days in (1, -1))
        beyond = replace(scope, since=after) if newest else replace(scope, until=before)
        return _answer(desk, version, beyond, judging, attempt)

    return outermost(version.text, found, ask_beyond, texts(desk.catalogue.article))


def _news(desk: Desk, question: str, scope: Scope, judging: Judging) -> Answer | None:
    """What is new, if a question asks for that and an article is about it."""
    if not (topic := news_topic(question)):
        return None
    started = time.perf_counter()
    hits = search(desk, topic, replace(scope, top_k=BEYOND * desk.settings.top_k))
    told = tell_news(topic, question, hits, desk.catalogue.article, judging.threshold)
    if told is None:
        return None
    return replace(told, timings=Timings(answer=1000 * (time.perf_counter() - started)))


def _surer(judging: Judging) -> Judging:
    """What an answer to less than the whole question is judged by."""
    bar = judging.threshold  # a high one is not put out of reach
    return replace(judging, threshold=min(SECOND_READING * bar, (1 + bar) / 2))


def _answer(desk: Desk, version: Version, scope: Scope, judging: Judging, attempt: Attempt) -> Answer:
    settings = desk.settings
    said = [value_of(one) for one in version.known]
    asked, about, time_asked = kind_of(version.text), attempt.about, attempt.time
    newest_first = time_asked is not None and time_asked.newest
    oldest_first = time_asked is not None and time_asked.oldest
    is_of_now = asked is Asked.YES_NO and asks_state(version.text)

    def fitting(spans: Sequence[Span]) -> list[Span]:
        find = desk.catalogue.article
        of_it = [span for span in spans if about is None or is_of(find(span.article_id), span, about)]
        return may_answer(version.text, of_it, said, find)

    def likeliest(understood: str, spans: Sequence[Span]) -> Judged | None:
        stories = desk.catalogue.copies.stories({span.article_id for span in spans})
        limit = most_judged(settings.max_candidates)
        judged = judge(understood, fitting(spans), judging.calibration, limit=limit, story_of=stories.__getitem__)
        return judged[0] if judged else None

    def is_enough(understood: str, spans: Sequence[Span]) -> bool:
        if settings.enough_confidence == 1 or newest_first or oldest_first or is_of_now:
            return False
        best = likeliest(understood, spans)
        if best is None or best.probability < max(settings.enough_confidence, judging.threshold):
            return False
        return not is_doubted(understood, best, desk.catalogue.article)

    def is_over_bar(understood: str, spans: Sequence[Span]) -> bool:
        best = likeliest(understood, spans)
        return best is not None and best.probability >= judging.threshold

    found = read(desk, version.text, scope, is_enough, is_over_bar)
    if asks_for_holder(version.text):
        found = _with_newer(desk, found, scope, fitting)
    started = time.perf_counter()
    stories = desk.catalogue.copies.stories({hit.passage.article_id for hit in found.hits})
    answer = compose(
        version.text,
        found.understood,
        fitting(found.spans),
        found.hits,
        desk.catalogue.article,
        judging.calibration,
        threshold=judging.threshold,
        max_candidates=settings.max_candidates,
        newest_first=newest_first,
        oldest_first=oldest_first,
        story_of=stories.__getitem__,
        relate=desk.relate,
    )
    timings = replace(found.timings, answer=1000 * (time.perf_counter() - started))
    answer = replace(answer, asked=asked, read=found.read, timings=timings)
    return remarked(version.text, answer, desk.catalogue.article)
