"""From a question to its answer: understand, search, read, judge; and read a follow-up another way before giving up."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answers import compose
from rag.datatypes import Answer, Asked, Quotation, Silence, Span, Timings, Turn
from rag.desk import BEYOND, Desk, Scope, read, search, with_newer
from rag.evidence.agreement import comparing, groups
from rag.evidence.agreement.comparing import Compared
from rag.evidence.agreement.pairs import Relate
from rag.evidence.confidence import Calibration
from rag.evidence.factuality.holders import asks_for_holder
from rag.evidence.series import outermost
from rag.evidence.states import asks_state
from rag.evidence.timing import is_of
from rag.fitting import may_answer
from rag.followups.story import query_of, spoken_of
from rag.followups.understanding import Version, understand
from rag.news import tell_news
from rag.question.casing import as_written
from rag.question.kinds import DECLINED, NO_QUESTION, NOTES, kind_of
from rag.question.spelling import unknown_names
from rag.question.telling import news_topic
from rag.quoting import texts, whole_sentence
from rag.remarks import remarked
from rag.text.values import value_of
from rag.times.plan import Attempt, Limits, plan_attempts
from rag.weighing import Judged, is_doubted, judge, most_judged, weigh

SECOND_READING = 1.5  # of the threshold; what a follow-up means less likely has to be answered more surely
TEXTS_OF_TALK = 8
TEXTS_OF_STORY = 24


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

    def likeliest(understood: str, spans: Sequence[Span]) -> tuple[str, Judged | None]:
        """The question with the capitals of what was read, and the best span by it."""
        stories = desk.catalogue.copies.stories({span.article_id for span in spans})
        limit = most_judged(settings.max_candidates)
        cased = as_written(understood, {span.hit.passage.text for span in spans})
        judged = judge(cased, fitting(spans), judging.calibration, limit=limit, story_of=stories.__getitem__)
        return cased, judged[0] if judged else None

    def is_enough(understood: str, spans: Sequence[Span]) -> bool:
        if settings.enough_confidence == 1 or newest_first or oldest_first or is_of_now:
            return False
        cased, best = likeliest(understood, spans)
        if best is None or best.probability < max(settings.enough_confidence, judging.threshold):
            return False
        return not is_doubted(cased, best, desk.catalogue.article)

    def is_over_bar(understood: str, spans: Sequence[Span]) -> bool:
        _, best = likeliest(understood, spans)
        return best is not None and best.probability >= judging.threshold

    found = read(desk, version.text, scope, is_enough, is_over_bar)
    if asks_for_holder(version.text):
        found = with_newer(desk, found, scope, fitting)
    started = time.perf_counter()
    stories = desk.catalogue.copies.stories({hit.passage.article_id for hit in found.hits})
    answer = compose(
        version.text,
        as_written(found.understood, (hit.passage.text for hit in found.hits)),
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
