"""Whether a quotation holds: against the stored article, and against the source file as it is now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.datatypes import Article, Format, Passage, Quotation, ResolvedDate, Source, Speaker, text_sha256
from rag.errors import SourceError
from rag.quoting import FindArticle
from rag.sources import ReadLimits, read_articles
from rag.sources.decoding import decode_text
from rag.sources.tables import row_holds
from rag.text.sentences import passage_sentences
from rag.text.speech import speaker_of
from rag.times.expressions import resolve_dates

FindPassages = Callable[[str], Sequence[Passage]]


@dataclass(frozen=True, slots=True)
class Check:
    """Whether one quotation of a proof holds; `problem` says why not, `note` what could not be checked.

    With `is_question` it is of the question in `text`, and no quotation: whether that was what was answered so.

    `is_stale` when it held once: the library had that article from that file, and the problem is what changed.
    `is_answer` of the quotation that was the answer; the others agreed, differed, or were candidates.
    """

    text: str
    headline: str
    problem: str | None
    note: str | None = None
    is_stale: bool = False
    is_answer: bool = False
    is_question: bool = False

    @property
    def holds(self) -> bool:
        """True when nothing is wrong with the quotation."""
        return self.problem is None


def check_quotation(
    quotation: Quotation,
    find_article: FindArticle,
    find_passages: FindPassages = lambda article_id: (),
    *,
    by_these_rules: bool = True,
) -> Check:
    """Hold a quotation against the stored article and, where it still exists, the source file.

    Its sentence has to be a whole one, of the article or of one of its passages. Without `by_these_rules` another
    version of Ibid gave it: where this one, whose rules are others, makes something else of the sentence, its dates and
    its speaker, that is only noted, if the words stand there.
    """
    article = find_article(quotation.article_id)
    problem = _problem(quotation, article)
    notes = []
    if (
        problem is None
        and article is not None
        and (otherwise := _annotation_problem(quotation, article, find_passages, complete=by_these_rules))
    ):
        if by_these_rules or not _stand_there(quotation, article):
            problem = otherwise
        else:
            notes.append(f"given by another version of Ibid; by this one, {otherwise}")
    if problem is None and article is not None and not quotation.outlet:
        here = (quotation.source, quotation.row)
        known = next((source.outlet for source in article.sources if (source.path, source.row) == here), "")
        notes += [f"the outlet, which it does not give, is {known!r}"] if known else []
    if problem is None and article is not None and _is_gone(Path(quotation.source)):
        others = ", ".join(places_of(quotation, article))
        where = f"the same text stands in {others}" if others else "checked against the library alone"
        notes.append(f"{quotation.source} is gone; {where}")
    return Check(quotation.text, quotation.headline, problem, "; ".join(notes) if notes else None)


def places_of(quotation: Quotation, article: Article) -> list[str]:
    """The files of the article, with the line in a table, that are there and say what is quoted at its place."""
    found = []
    for source in article.sources:
        at = replace(quotation, source=source.path, row=source.row, source_start=source.text_start + quotation.start)
        if not _is_gone(Path(source.path)) and _source_problem(at, article, source) is None:
            found.append(name_place(source.path, source.row))
    return found


def name_place(path: str, row: int) -> str:
    """A file, or a line of a table."""
    return f"line {row} of {path}" if row else path


def _problem(quotation: Quotation, article: Article | None) -> str | None:
    if article is None:
        return f"article {quotation.article_id} is not in the library: removed, or replaced when its file changed"
    if text_sha256(article.text) != article.sha256:
        return f"the stored text of article {article.id} is damaged: its SHA-256 is not the recorded one"
    if quotation.article_sha256 != article.sha256:
        return "the article's SHA-256 is another"
    for name, start, end, text in (
        ("quotation", quotation.start, quotation.end, quotation.text),
        ("sentence", quotation.sentence_start, quotation.sentence_end, quotation.sentence),
    ):
        if not 0 <= start < end <= len(article.text):
            return f"the {name}'s offsets {start} to {end} are not inside the article"
        if article.text[start:end] != text:
            return f"the {name} is not what the article says from {start} to {end}"
    if not quotation.sentence_start <= quotation.start < quotation.end <= quotation.sentence_end:
        return "the quotation is not inside its sentence"
    if quotation.headline != article.headline:
        return f"the headline is {article.headline!r}"
    if quotation.date not in {article.date, *(source.date for source in article.sources)}:
        return f"the date is {article.date}"
    of_file = [source for source in article.sources if source.path == quotation.source]
    source = next((source for source in of_file if source.row == quotation.row), None)
    if source is None:
        return f"{name_place(quotation.source, quotation.row)} is not a source of the article"
    return _place_problem(quotation, source) or _source_problem(quotation, article, source)


def _place_problem(quotation: Quotation, source: Source) -> str | None:
    for name, said, known in (
        ("page", quotation.page, source.page(quotation.start)),
        ("address", quotation.url, source.url),
        # One that became known since was not said wrong.
        ("outlet", quotation.outlet, source.outlet if quotation.outlet else ""),
    ):
        if said != known:
            return f"the {name} is {known!r}"
    if quotation.source_start != source.text_start + quotation.start:
        return f"the offset in the source file is {source.text_start + quotation.start}"
    return None


def _annotation_problem(
    quotation: Quotation, article: Article, find_passages: FindPassages, *, complete: bool
) -> str | None:
    """What the rules say otherwise of a quotation's sentence, dates and speaker; none may be missing if `complete`."""
    return (
        _sentence_problem(quotation, article, find_passages)
        or _dates_problem(quotation, article, complete)
        or _speaker_problem(quotation, article, complete)
    )


def _sentence_problem(quotation: Quotation, article: Article, find_passages: FindPassages) -> str | None:
    """Why the sentence is no whole one: what stands before or behind can turn it round."""
    passages = [(0, article.text), *((one.start, one.text) for one in find_passages(article.id))]
    ranges = [(start, start + len(text)) for start, text in passages]
    ranges += [(start + first, start + last) for start, text in passages for first, last in passage_sentences(text)]
    if quotation.sentence_start not in {first for first, _ in ranges}:
        return "the sentence begins earlier in the article"
    if quotation.sentence_end not in {last for _, last in ranges}:
        return "the sentence goes on in the article"
    return None


def _stand_there(quotation: Quotation, article: Article) -> bool:
    """Whether the dates and the speaker of a quotation are words of the article, where it says they are."""
    noted: list[ResolvedDate | Speaker] = [*quotation.dates]
    if quotation.speaker is not None:
        noted.append(quotation.speaker)
    return all(0 <= one.start < one.end and article.text[one.start : one.end] == one.text for one in noted)


def _dates_problem(quotation: Quotation, article: Article, complete: bool) -> str | None:
    resolved = resolve_dates(article.text, article.date, quotation.sentence_start, quotation.sentence_end)
    for date in quotation.dates:
        if date not in resolved:
            return f"{date.text!r} at {date.start} of the article does not mean {date.first} to {date.last}"
    missing = [date.text for date in resolved if date not in quotation.dates]
    return f"what {missing[0]!r} means is left out" if complete and missing else None


def _speaker_problem(quotation: Quotation, article: Article, complete: bool) -> str | None:
    sentence = quotation.sentence_start, quotation.sentence_end
    speaker = speaker_of(article.text, sentence, quotation.start, quotation.end)
    if quotation.speaker == speaker:
        return None
    if quotation.speaker is not None:
        return f"the article does not say that {quotation.speaker.text!r} says so"
    return f"that {speaker.text!r} says so is left out" if complete and speaker is not None else None


def _source_problem(quotation: Quotation, article: Article, source: Source) -> str | None:
    """What the source file as it is now says against the quotation: nothing if it is gone."""
    path = Path(quotation.source)
    if _is_gone(path):
        return None
    if source.kind is not Format.TEXT:
        return _extracted_problem(path, article, source)
    try:
        raw, _ = decode_text(path.read_bytes(), quotation.source)
    except (OSError, SourceError):
        return f"the source file {quotation.source} can no longer be read as text"
    end = quotation.source_start + len(quotation.text)
    if raw[quotation.source_start : end] != quotation.text:
        return f"the source file {quotation.source} has changed: it no longer says so at {quotation.source_start}"
    return None


def _is_gone(path: Path) -> bool:
    """Whether there is no such file; one whose folder may not be entered is not known to be gone."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _extracted_problem(path: Path, article: Article, source: Source) -> str | None:
    """Whether the file is as it was, or still yields the article when it is taken out of it anew."""
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == source.file_sha256:
            return None
        if source.kind in (Format.CSV, Format.JSONL):
            held = row_holds(data, str(path), source.kind, source.row, article.text)
        else:
            found = read_articles(path, ReadLimits(len(data)))
            held = any(one.sha256 == article.sha256 for one in found if isinstance(one, Article))
    except (OSError, SourceError):
        return f"the source file {path} can no longer be read"
    if held:
        return None
    where = f" at line {source.row}" if source.row else ""
    return f"the source file {path} has changed: it no longer holds this text{where}"
