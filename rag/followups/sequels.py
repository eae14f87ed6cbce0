"""What came before or after what was asked: "And before that?", "And after him?"."""

from __future__ import annotations

import re

from rag.followups.adjuncts import times_in
from rag.followups.clauses import Form, parse
from rag.text.grammar import PREPOSITIONS, words_of

# "before that", and "after him" with the name in its place
SEQUEL = re.compile(r"(before|after) (?:(that|this|then)|(?:[A-Z][\w’'-]*(?: |\Z))+)", re.IGNORECASE)
NAMED = re.compile(r"(?:before|after) [A-Z]", re.ASCII)
PRESENT = {"was": "is", "were": "are"}
PAST = {"is": "was", "are": "were", "has": "had", "have": "had"}


def sequel(text: str, question: str, answer: str) -> str:
    """`question` asked of what was before or after, as `text` says; "" when `text` says no such thing.

    "before that" is before the time that the question names or else, if it asks who, before whoever is the answer.
    """
    if text.lower() in ("now", "today"):
        return _at_present(text, question)
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


def _at_present(text: str, question: str) -> str:
    """`question` asked of today: "Who is mayor now?" for "And now?" after "Who was mayor in 2020?"."""
    times = times_in(question)
    if not times:
        return ""
    start, end = times[-1]
    question = f"{question[:start]}{text.lower()}{question[end:]}"
    clause = parse(question)
    if clause is None or clause.auxiliary not in ("was", "were"):
        return question
    return " ".join(filter(None, (clause.phrase, PRESENT[clause.auxiliary], clause.rest))) + "?"
