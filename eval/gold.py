"""Where the acceptable answers of a question stand in the articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from eval.dataset import Kind, Place, Question
from rag import SourceError


def gold_places(
    question: Question, texts: Mapping[str, str], annotated: Sequence[Place] | None = None
) -> tuple[Place, ...]:
    """The places, in order, at which a quotation or a passage counts as right for `question`.

    `texts` holds the articles' texts by file name. With `annotated`, the places are those. Otherwise they
    are: the first answer at `start` of `article`; every acceptable answer that overlaps it there (the same
    answer with other boundaries); and every acceptable answer wherever it stands, as whole words, in the
    articles of `also`. None for an unanswerable question. Raises `SourceError` naming the question when
    an article is not among `texts`, does not read so, or an article of `also` states no acceptable answer.
    """
    if question.kind is Kind.UNANSWERABLE:
        return ()
    if annotated is not None:
        for place in annotated:
            _check(place, question.answers, question, texts)
        return tuple(annotated)
    article, start = question.article, question.start
    if article is None or start is None:
        raise SourceError(f"question {question.id!r} has an answer, but not its place. Give `article` and `start`.")
    first = Place(article, start, start + len(question.answers[0]))
    _check(first, question.answers[:1], question, texts)
    places = {first}
    places.update(place for place in _occurrences(question, article, texts) if overlap(place, first))
    for name in question.also:
        found = set(_occurrences(question, name, texts))
        if not found:
            raise SourceError(f"question {question.id!r}: {name} states none of its answers. Take it out of `also`.")
        places |= found
    return tuple(sorted(places, key=lambda place: (place.article, place.start, place.end)))


def uncounted_places(question: Question, text: str) -> tuple[Place, ...]:
    """Where else in its `article`, whose text that is, the first answer's very words stand without counting, in order.

    Its other answers are left aside: a shorter one, "support" for "more support", stands all over an article.
    """
    article, start = question.article, question.start
    if article is None or start is None or article in question.also:
        return ()
    counted = gold_places(replace(question, also=()), {article: text})
    found = (Place(article, *span) for span in mentions(question.answers[0], text))
    return tuple(one for one in found if not any(overlap(one, other) for other in counted))


def overlap(one: Place, other: Place) -> bool:
    """Whether two places have a character in common."""
    return one.article == other.article and one.start < other.end and other.start < one.end


def disputed_places(question: Question, texts: Mapping[str, str]) -> tuple[Place, ...]:
    """Where the articles that take the sides of a dispute say so, in order; none of a question without `conflict`.

    Raises `SourceError` as `gold_places` does.
    """
    sides = zip(question.extra.conflict, question.extra.conflict_articles, strict=True)
    places = {
        Place(name, *where)
        for said, names in sides
        for name in names
        for answer in said
        for where in mentions(answer, _text(name, question, texts))
    }
    return tuple(sorted(places, key=lambda place: (place.article, place.start, place.end)))


def _check(place: Place, answers: Sequence[str], question: Question, texts: Mapping[str, str]) -> None:
    read = _text(place.article, question, texts)[place.start : place.end]
    if read not in answers:
        raise SourceError(
            f"question {question.id!r}: {place.article} reads {read!r} from {place.start} to {place.end}, "
            f"not {answers[0]!r}. Correct the offset."
        )


def _occurrences(question: Question, name: str, texts: Mapping[str, str]) -> Iterator[Place]:
    text = _text(name, question, texts)
    for answer in question.answers:
        yield from (Place(name, start, end) for start, end in mentions(answer, text))


def mentions(answer: str, text: str) -> Iterator[tuple[int, int]]:
    """Where `answer` stands in `text` as whole words, half-open: "24" is not found in "2024"."""
    if answer not in text:  # far quicker than the pattern, and mostly so
        return
    before, after = word_edges(answer)
    for match in re.finditer(f"(?={before}({re.escape(answer)}){after})", text):
        yield match.span(1)


def word_edges(answer: str) -> tuple[str, str]:
    """Patterns that hold before and after `answer` where it stands as whole words."""
    before = r"(?<!\w)" if re.match(r"\w", answer) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", answer) else ""
    # Nor is "3" in "3.5", or "200" in "1,200".
    before += r"(?<!\d[.,])" if re.match(r"\d", answer) else ""
    after += r"(?![.,]\d)" if re.search(r"\d\Z", answer) else ""
    return before, after


def _text(name: str, question: Question, texts: Mapping[str, str]) -> str:
    if name not in texts:
        raise SourceError(f"question {question.id!r} is about {name}, which is not among the articles. Add it.")
    return texts[name]
