"""An earlier question taken apart, so that a fragment can be asked of it: "Why?" after "Who rejected the offer?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.followups.phrases import verb_after_subject
from rag.text.grammar import (
    ADVERBS,
    AUXILIARIES,
    DETERMINERS,
    FORMS_OF_BE,
    OTHER_PRONOUNS,
    PREPOSITIONS,
    WH_WORDS,
    Sort,
    Word,
    is_content,
    is_plural,
    looks_past,
    name_runs,
    sort_of_noun,
    words_of,
)

DO = frozenset("do does did don't doesn't didn't dont doesnt didnt".split())
ADVERBIAL = frozenset("when where why how".split())
DEGREES = frozenset("old big large high tall deep heavy far wide".split())
WHICH_ONES = re.compile(r"which(?: ones?)?|what ones", re.IGNORECASE)
NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen both".split()
)
MEASURES = DEGREES | frozenset("long small wide thick fast tiny".split())
HAVING = {"is": "does", "are": "do", "was": "did", "were": "did"}
MAX_INSERTED_WORDS = 9
MAX_ADVERBIAL_WORDS = 5
OUTER = ' \t\r\n"“”«».,;:!?'


DENIED = {
    **{word: f"{word}n't" for word in "is are was were do does did has have had would could should".split()},
    "will": "won't",
    "can": "can't",
}


class Form(StrEnum):
    """What the question phrase of a question is to its verb."""

    ADVERBIAL = "adverbial"  # When will Ann vote?
    SUBJECT = "subject"  # Who was convicted? Who won?
    OBJECT = "object"  # What did Ann lose?
    YES_NO = "yes_no"  # Did Ann lose?
    OTHER = "other"  # How old is Ann?


@dataclass(frozen=True, slots=True)
class Clause:
    """A question in pieces: its `phrase` ("How many people"), the auxiliary or "", and the `rest` without its mark."""

    form: Form
    phrase: str
    auxiliary: str
    rest: str


def parse(question: str) -> Clause | None:
    """The pieces of a question; None when it is none that this understands."""
    text = question.strip().rstrip("?!. ").strip()
    words = words_of(text)
    if len(words) < 2:
        return None
    if words[0].lower in AUXILIARIES:
        return Clause(Form.YES_NO, "", words[0].lower, text[words[1].start :])
    wh = next((at for at, word in enumerate(words[:4]) if word.lower in WH_WORDS), None)
    if wh is None or any(is_content(word) and word.lower != "according" for word in words[:wh]):
        return None
    auxiliary = next((at for at in range(wh + 1, len(words)) if words[at].lower in AUXILIARIES), None)
    verb = _verb_after_phrase(words, wh)
    if auxiliary is None or (verb is not None and verb < auxiliary):
        if verb is None:
            return None
        return Clause(Form.SUBJECT, text[: words[verb - 1].end], "", text[words[verb].start :])
    if auxiliary + 1 >= len(words):
        return None
    phrase, rest = text[: words[auxiliary - 1].end], text[words[auxiliary + 1].start :]
    return Clause(_form(words, wh, auxiliary), phrase, words[auxiliary].lower, rest)


def _form(words: Sequence[Word], wh: int, auxiliary: int) -> Form:
    word, helper, following = words[wh].lower, words[auxiliary].lower, words[auxiliary + 1]
    degree = words[wh + 1].lower if word == "how" and auxiliary > wh + 1 else ""
    if degree in DEGREES:
        return Form.OTHER
    if wh > 0 or (word in ADVERBIAL and degree not in ("many", "much")):
        return Form.ADVERBIAL
    has_subject = following.lower in DETERMINERS | OTHER_PRONOUNS or following.is_capital
    if helper in DO:
        return Form.OBJECT
    if helper in FORMS_OF_BE:
        progressive = has_subject and any(one.lower.endswith("ing") for one in words[auxiliary + 2 :])
        return Form.OBJECT if progressive else Form.SUBJECT
    return Form.OBJECT if has_subject else Form.SUBJECT


def _verb_after_phrase(words: Sequence[Word], wh: int) -> int | None:
    """The place of the verb of a question whose phrase is its subject: 1 in "Who won the vote?"."""
    word = words[wh].lower
    if word in ("who", "what") and wh + 1 < len(words) and words[wh + 1].lower not in AUXILIARIES | ADVERBS:
        return wh + 1 if word == "who" or looks_past(words[wh + 1]) else None
    for at in range(wh + 2, min(wh + 7, len(words))):
        if words[at].lower in AUXILIARIES:
            return None
        follows = [one.lower in AUXILIARIES for one in words[at + 1 : at + 3]]
        is_attribute = follows == [False, True] and is_plural(words[at + 1].bare)  # "How many cracked bolts were"
        if looks_past(words[at]) and words[at].lower not in PREPOSITIONS and not is_attribute:
            return at
    return None


def ask_of(phrase: str, question: str, answer: str) -> str | None:
    """The question phrase `phrase` asked of what `question` and `answer` say; None when that cannot be worded.

    "Why" of "Who rejected concessions?" / "Zelenskyy" is "Why was it that Zelenskyy rejected concessions?".
    """
    clause = parse(question)
    phrase = phrase[:1].upper() + phrase[1:]
    if clause is not None and _counts(phrase) and _measures(clause):  # "How many stops?" after "How long is line 6?"
        return f"{phrase} {HAVING[clause.auxiliary]} {clause.rest} have?"
    if clause is None or clause.form is Form.OTHER:
        return None
    if which := _which_ones(phrase, clause):
        return which
    if phrase.lower() == "why not":
        return f"Why {DENIED[clause.auxiliary]} {clause.rest}?" if clause.auxiliary in DENIED else None
    if clause.form in (Form.ADVERBIAL, Form.YES_NO):
        return " ".join(filter(None, (phrase, clause.auxiliary, clause.rest, _adverbial(clause, answer)))) + "?"
    if _counts(phrase) and _counts(clause.phrase):  # "How many tanks?" after "How many soldiers has Russia lost?"
        return " ".join(filter(None, (phrase, clause.auxiliary, clause.rest))) + "?"
    inserted = _inserted(clause, answer)
    if inserted is None or (_counts(phrase) and clause.form is Form.SUBJECT and not clause.auxiliary):
        return None
    if clause.form is Form.SUBJECT:
        if clause.auxiliary:
            return f"{phrase} {clause.auxiliary} {inserted} {clause.rest}?"
        return f"{phrase} was it that {inserted} {clause.rest}?"
    return f"{phrase} {clause.auxiliary} {_with_object(clause.rest, inserted)}?"


def statement(question: str, answer: str) -> str:
    """What a question and its answer say, "" when it cannot be worded: "Ann started the fire"."""
    clause = parse(question)
    inserted = _inserted(clause, answer) if clause is not None and clause.form in (Form.SUBJECT, Form.OBJECT) else None
    if clause is None or inserted is None:
        return ""
    if clause.form is Form.OBJECT:
        words = words_of(f"Did {clause.rest}")
        verb = verb_after_subject(words, name_runs(words))
        if not verb or clause.auxiliary in FORMS_OF_BE:
            return ""
        start = words[verb].start - len("Did ")
        return f"{clause.rest[:start]}{clause.auxiliary} {_with_object(clause.rest, inserted)[start:]}"
    return " ".join(filter(None, (inserted, clause.auxiliary, clause.rest)))


def _which_ones(phrase: str, clause: Clause) -> str:
    """The question which they are that `clause` counts: "Which paintings were stolen?" for "Which ones?"."""
    nouns = re.fullmatch(r"how many (.+)", clause.phrase, re.IGNORECASE)
    if nouns is None or not WHICH_ONES.fullmatch(phrase):
        return ""
    return " ".join(filter(None, ("Which", nouns[1], clause.auxiliary, clause.rest))) + "?"


def _counts(phrase: str) -> bool:
    """Whether a question phrase asks how many or how much of something, days and the like left aside."""
    words = words_of(phrase)
    if len(words) < 3 or words[0].lower != "how" or words[1].lower not in ("many", "much"):
        return False
    return all(map(is_content, words[2:])) and sort_of_noun(words[-1].bare) is not Sort.TIME


def _measures(clause: Clause) -> bool:
    """Whether a question asks how long, how old or the like something is."""
    words = words_of(clause.phrase)
    return len(words) == 2 and words[0].lower == "how" and clause.auxiliary in HAVING and words[1].lower in MEASURES


def _adverbial(clause: Clause, answer: str) -> str:
    """`answer` as it says where or when: "2022" of "Since what year" is "since 2022". "" when it may say neither."""
    text = re.sub(r"\s+", " ", answer).strip(OUTER)
    words, asked = words_of(text), words_of(clause.phrase)
    if not words or not asked or len(words) > MAX_ADVERBIAL_WORDS or asked[0].lower in ("why", "how"):
        return ""
    if words[0].lower in PREPOSITIONS:
        return text[:1].lower() + text[1:]
    if asked[0].lower in PREPOSITIONS:
        return f"{asked[0].lower} {text}"
    return f"in {text}" if asked[0].lower == "where" and words[0].is_capital else ""


def _inserted(clause: Clause, answer: str) -> str | None:
    """`answer` as it can stand where the question phrase stood: "14" of "How many boats" is "14 boats"."""
    text = re.sub(r"\s+", " ", answer).strip(OUTER)
    words = words_of(text)
    if not words or len(words) > MAX_INSERTED_WORDS:
        return None
    nouns = re.match(r"how (many|much)\s+(.+)", clause.phrase, re.IGNORECASE)
    is_number = nouns is not None and words[-1].lower in NUMBERS
    if not (is_number or words[0].lower in DETERMINERS or is_plural(words[-1].bare) or any(map(_is_named, words))):
        return None  # "disconnected" names nothing
    if nouns is not None and not {word.bare for word in words_of(nouns[2])} & {word.bare for word in words_of(text)}:
        between = " in" if re.search("[$€£]", text) else " of" if nouns[1] == "much" and len(words) > 1 else ""
        text = f"{text}{between} {nouns[2]}"
    return text


def _is_named(word: Word) -> bool:
    return word.is_capital or any(char.isdigit() for char in word.text)


def _with_object(rest: str, inserted: str) -> str:
    """`rest`, a subject and a verb with what follows, with the object after the verb."""
    words = words_of(rest)
    whole = words_of(f"Did {rest}")
    if verb := verb_after_subject(whole, name_runs(whole)):
        return _behind_verb(rest, words, verb - 1, inserted)
    at = 0
    if words[0].lower in DETERMINERS:
        at = 1
    while at + 1 < len(words) and (words[at + 1].is_capital or words[at + 1].lower == "of" or words[at].lower == "of"):
        at += 1
    return _behind_verb(rest, words, at + 1, inserted)


def _behind_verb(rest: str, words: Sequence[Word], at: int, inserted: str) -> str:
    """`rest` with what is `inserted` behind the verb at `at` and its particle."""
    if at >= len(words) or not is_content(words[at]):
        return f"{rest} {inserted}"
    particle = at + 1 < len(words) and words[at + 1].lower in PREPOSITIONS
    if particle and (at + 2 >= len(words) or words[at + 2].lower in PREPOSITIONS):
        at += 1
    end = words[at].end
    return f"{rest[:end]} {inserted}{rest[end:]}"
