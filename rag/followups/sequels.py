"""What came before or after what was asked: "And before that?", "And after him?"."""

from __future__ import annotations

import re

from rag.followups.adjuncts import YEAR, times_in
from rag.followups.clauses import Form, parse
from rag.text.grammar import PREPOSITIONS, words_of

# "before that", and "after him" with the name in its place
SEQUEL = re.compile(r"(before|after) (?:(that|this|then)|(?:[A-Z][\w’'-]*(?: |\Z))+)", re.IGNORECASE)
RELATIVE = re.compile(
    r"(?:in |during )?(?:the|a|one) (year|month|week|season|day|decade) (before|after|earlier|later)"
    r"(?: (?:that|this|then))?"
    r"|(?:in |during )?the (previous|preceding|following|next) (year|month|week|season|day|decade)",
    re.IGNORECASE,
)
BACKWARDS = frozenset("before earlier previous preceding".split())
NAMED = re.compile(r"(?:before|after) [A-Z]", re.ASCII)
PRESENT = {"was": "is", "were": "are"}
PAST = {"is": "was", "are": "were", "has": "had", "have": "had"}


def sequel(text: str, question: str, answer: str) -> str:
    """`question` asked of what was before or after, as `text` says; "" when `text` says no such thing.

    "before that" is before the time that the question names or else, if it asks who, before whoever is the answer.
    """
    if text.lower() in ("now", "today"):
        return _at_present(text, question)
    if relative := RELATIVE.fullmatch(text):
        return _at_next(relative, question)
    found = SEQUEL.fullmatch(text)
    if found is None or not (found[2] or NAMED.match(text)):
        return ""
    preposition, clause, times = found[1].lower(), parse(question), times_in(question)
    if found[2] and times:
        start, end = times[-1]
        words = words_of(question[start:end])
        time = question[start + words[len(words) > 1 and words[0].lower in PREPOSITIONS].start : end]
        return f"{question[:start]}{preposition} {time}{question[end:]}"
    if clause is None or clause.form is not Form.SUBJECT or not clause.phrase.lower().startswith("who"):
        return ""
    said = answer if found[2] else text[len(preposition) + 1 :]
    if not words_of(said):
        return ""
    rest = clause.rest
    if times:  # who came after somebody did so at another time
        rest = rest.replace(question[times[-1][0] : times[-1][1]], "").strip()
    helper = PAST.get(clause.auxiliary, clause.auxiliary) if preposition == "before" else clause.auxiliary
    return " ".join(filter(None, (clause.phrase, helper, rest, preposition, said))) + "?"


def _at_next(relative: re.Match[str], question: str) -> str:
    """`question` asked of the year before or after that which it names: "in 2023" for "the year before" "in 2024".

    What was before the last is "the season before last".
    """
    times, unit = times_in(question), (relative[1] or relative[4]).lower()
    if not times:
        return ""
    start, end = times[-1]
    time, is_before = question[start:end], (relative[2] or relative[3]).lower() in BACKWARDS
    if unit == "year" and (year := YEAR.search(time)):
        put = str(int(year[0]) + (-1 if is_before else 1))
        return f"{question[: start + year.start()]}{put}{question[start + year.end() :]}"
    if is_before and (last := re.fullmatch(rf"((?:\w+ )?)(?:the )?last {unit}", time, re.IGNORECASE)):
        return f"{question[:start]}{last[1]}the {unit} before last{question[end:]}"
    return ""


def _at_present(text: str, question: str) -> str:
    """`question` asked of today: "Who is mayor now?" for "And now?" after "Who was mayor in 2020?"."""
    times = times_in(question)
    if not times:
        return f"{question.rstrip('?!. ')} {text.lower()}?"
    start, end = times[-1]
    question = f"{question[:start]}{text.lower()}{question[end:]}"
    clause = parse(question)
    if clause is None or clause.auxiliary not in ("was", "were"):
        return question
    return " ".join(filter(None, (clause.phrase, PRESENT[clause.auxiliary], clause.rest))) + "?"
