"""What a conversation has spoken of: the names and noun phrases of its questions and answers, with what they may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from rag.followups.clauses import Form, parse, statement
from rag.followups.phrases import counted, head_of, noun_phrases, verb_after_subject
from rag.text.grammar import (
    AUXILIARIES,
    DETERMINERS,
    FORMS_OF_BE,
    MAX_NOUN_PHRASE,
    OTHER_PRONOUNS,
    PLACE_PREPOSITIONS,
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

MAX_ANSWER_WORDS = 8
LEAST_CLAUSE_WORDS = 4
ARTICLE = re.compile(r"(?:the|a|an|its|his|her|their)\s", re.IGNORECASE)
NUMERAL = re.compile(r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|both)\s", re.IGNORECASE)
INDEFINITE = re.compile(r"\Aan?\s", re.IGNORECASE)
OUTER = " \t\r\n\"'“”‘’«».,;:!?()[]–—-"
SAYING = frozenset(
    "say said says write wrote writes post posted claim claimed think thought believe believed announce announced"
    " confirm confirmed report reported deny denied warn warned tell told declare declared suggest suggested".split()
)
TELLING = frozenset("tell told warn warned".split())
COPULA = re.compile(r"(?:who|what) (?:is|was|are|were) ", re.IGNORECASE)
DEMONYM = re.compile(r"(?:an|ish|ese|ch|eek|i)\Z")  # "Russian", which names nobody


class Role(IntEnum):
    """How much a turn is about a thing it mentions."""

    ASIDE = 0
    OBJECT = 1
    SUBJECT = 2
    ANSWER = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the conversation, worded so that it can stand in a question.

    `head` is its last noun in lower case, "" where there is none, and `asked` the noun of the question that it answers:
    "company" of "Which company …?". `age` counts turns back, 0 for the last. `stem` is the pronoun ("he" or "she") that
    is known to fit, "" when none is. `counted` marks what a question counts that has another subject, which "they" may
    be just as well: "hostages" of "How many hostages does Hamas hold?".
    """

    text: str
    sort: Sort
    role: Role
    age: int = 0
    head: str = ""
    plural: bool = False
    asked: str = ""
    stem: str = ""
    counted: bool = False

    @property
    def key(self) -> frozenset[str]:
        """The words that tell mentions of one thing from those of others."""
        return frozenset(word.bare for word in words_of(self.text) if is_content(word))


def mentions_of(question: str, answer: str, age: int) -> list[Mention]:
    """What a question, which stands alone, and its answer ("" for silence) speak of; the answer comes first."""
    words = words_of(question)
    found = list(_answer_mentions(words, answer))
    # "Who is the captain?": whoever answers is the captain, and no other.
    is_same = COPULA.match(question) is not None and any(one.role is Role.ANSWER for one in found)
    subject = next((at + 1 for at, word in enumerate(words) if word.lower in AUXILIARIES), 0)
    if clause := _said(question, words):
        found.append(Mention(clause, Sort.CLAUSE, Role.OBJECT))
    if clause := statement(question, answer):
        found.append(Mention(f"that {clause}", Sort.CLAUSE, Role.ASIDE))
    runs = name_runs(words)
    verb = verb_after_subject(words, runs)
    taken: set[int] = set()
    for first, last in noun_phrases(words, runs, verb):
        taken.update(range(first, last))
        head = head_of(words[first:last])
        sort = sort_of_noun(head)
        if sort is Sort.TIME or (is_same and first == subject):
            continue
        role = Role.SUBJECT if first == subject else Role.OBJECT
        found.append(Mention(_definite(_text(question, words, first, last)), sort, role, 0, head, is_plural(head)))
    for first, last in runs:
        before = words[first - 1].lower if first else ""
        is_modifier = last != verb and last < len(words) and is_content(words[last])
        is_modifier = is_modifier and words[last].lower not in FORMS_OF_BE and words[last - 1].lower[-2:] != "'s"
        if is_modifier and last - first == 1 and DEMONYM.search(words[last - 1].text):
            continue
        text = _text(question, words, first, last)
        sort = Sort.PLACE if before in PLACE_PREPOSITIONS - {"to", "from", "into"} else Sort.ANY
        is_subject = first == subject or (last == verb and first - 1 == subject)  # "did the Titanic sink"
        role = Role.ASIDE if first in taken else Role.SUBJECT if is_subject else Role.OBJECT
        text = f"the {text}" if before == "the" and not is_modifier else text
        found.append(Mention(text, sort, role, 0, words[last - 1].bare, " and " in text and before != "the"))
    if (thing := _bare_object(question)) is not None:
        found.append(thing)
    if (many := _counted(question, words)) is not None:
        found.append(many)
    return [replace(one, age=age) for one in found]


def _answer_mentions(question: Sequence[Word], answer: str) -> Iterator[Mention]:
    """The answer, if it names somebody or something; else, as asides, the names in it."""
    answer = re.split(r"[,;\n]|\s[–—-]\s", answer.strip(OUTER))[0].strip(OUTER)
    words = words_of(answer)
    if not words:
        return
    if said := _said_by_answer(question, answer):
        yield Mention(said, Sort.CLAUSE, Role.ANSWER)
    sort, asked = _asked_for(question)
    if sort in (Sort.TIME, Sort.NUMBER):
        yield Mention(answer, sort, Role.ANSWER)
        return
    is_all_name = all(word.is_capital or word.lower in PREPOSITIONS | {"the", "and"} for word in words)
    runs = name_runs(words, first_may_be_name=is_all_name or (len(words) > 1 and words[1].is_capital))
    head = head_of(words)
    if len(words) <= MAX_ANSWER_WORDS and not any(word.lower in AUXILIARIES for word in words):
        if runs and is_all_name and len(runs) > 1 and " and " in answer:
            yield Mention(answer, sort, Role.ANSWER, head=head, plural=True, asked=asked)
            return
        is_common = _is_common(words, runs)
        if not is_common and (runs[0][1] == len(words) or sort is Sort.PERSON):
            # "Ukrainian President Volodymyr Zelenskyy": what stands before a name belongs to it
            last = runs[0][1]
            head = words[last - 1].bare
            text = _lower_article(answer[: words[last - 1].end])
            yield Mention(text, sort if sort is not Sort.CLAUSE else Sort.ANY, Role.ANSWER, head=head, asked=asked)
            return
        is_phrase = ARTICLE.match(answer) or len(words) > 1 or is_plural(head)
        if is_common and is_phrase and (ARTICLE.match(answer) or _may_be_noun(answer, sort)):
            known = sort_of_noun(head) if sort in (Sort.ANY, Sort.THING, Sort.CLAUSE) else sort
            if words[0].lower in PREPOSITIONS:  # "in the paint factory"
                text = re.sub(r"\ban?\s", "the ", _lowered(answer), count=1)
            else:
                has_none = NUMERAL.match(answer) or not (ARTICLE.match(answer) or is_plural(head))
                text = f"the {_lowered(answer)}" if has_none else _definite(answer)
            yield Mention(text, known, Role.ANSWER, head=head, plural=is_plural(head), asked=asked)
    for first, last in runs:
        yield Mention(_text(answer, words, first, last), Sort.ANY, Role.ASIDE, head=words[last - 1].bare)


def _is_common(words: Sequence[Word], runs: Sequence[tuple[int, int]]) -> bool:
    """Whether an answer names nobody, or only behind a preposition: "two landscapes by Yuki Tanaka"."""
    begins_common = words[0].text.islower() and words[0].lower not in PREPOSITIONS
    if runs and words[0].lower in ("the", "a", "an") and runs[-1][1] < len(words) and words[-1].text.islower():
        return True  # "a Greek tanker"
    return not runs or (begins_common and words[runs[0][0] - 1].lower in PREPOSITIONS)


def _may_be_noun(answer: str, sort: Sort) -> bool:
    return sort is not Sort.CLAUSE and not any(char.isdigit() for char in answer)


def _asked_for(question: Sequence[Word]) -> tuple[Sort, str]:
    """What kind of answer a question asks for, and the noun that says so: "company" of "Which company …?"."""
    at = next((place for place, word in enumerate(question) if word.lower in WH_WORDS), None)
    if at is None:
        return Sort.ANY, ""
    plain = {"who": Sort.PERSON, "whom": Sort.PERSON, "where": Sort.PLACE, "when": Sort.TIME, "how": Sort.NUMBER}
    if (word := question[at].lower) in plain or word == "why":
        return plain.get(word, Sort.CLAUSE), ""
    nouns = []
    for place in range(at + 1, min(at + 4, len(question))):
        if not is_content(question[place]) or looks_past(question[place]):
            break
        nouns.append(question[place].bare)
    if not nouns:
        return Sort.ANY, ""
    sorts = {noun: sort_of_noun(noun) for noun in nouns}
    telling = next((noun for noun in nouns if sorts[noun] is not Sort.THING), nouns[0])
    return sorts[telling], telling


def _said(question: str, words: Sequence[Word]) -> str:
    """What a question says that somebody said: "that US leadership is vital" of "Who wrote that US leadership …?"."""
    for at, word in enumerate(words[1:-3], start=1):
        if word.lower == "that" and words[at - 1].lower in SAYING:
            return question[word.start : words[-1].end]
    if len(words) <= LEAST_CLAUSE_WORDS or words[0].lower != "who" or words[1].lower not in SAYING - TELLING:
        return ""
    begins_clause = words[2].is_capital or words[2].lower in DETERMINERS | OTHER_PRONOUNS
    return f"that {question[words[2].start : words[-1].end]}" if begins_clause else ""


def _said_by_answer(question: Sequence[Word], answer: str) -> str:
    """An answer to what somebody said, as a clause: "that it was safe" of "It was safe"; "" where it is none."""
    words = words_of(answer)
    is_of_saying = question[:1] and question[0].lower == "what" and any(one.lower in SAYING for one in question)
    if not is_of_saying or not any(word.lower in AUXILIARIES for word in words[1:]):
        return ""
    if words[0].lower == "that":
        return answer
    return f"that {_lowered(answer) if words[0].lower in OTHER_PRONOUNS | DETERMINERS else answer}"


def _bare_object(question: str) -> Mention | None:
    """The object without an article of a question about who did something: "Who rejected concessions to Putin?"."""
    clause = parse(question)
    if clause is None or clause.form is not Form.SUBJECT or clause.auxiliary:
        return None
    words = words_of(clause.rest)[1:]
    end = 0
    while end < len(words) and is_content(words[end]) and not words[end].is_capital:
        end += 1
    if not 0 < end <= MAX_NOUN_PHRASE:
        return None
    head = words[end - 1].bare
    if end < len(words) <= end + 3 and words[end].lower in ("to", "of", "for", "with", "against"):
        end = len(words)
    text = clause.rest[words[0].start : words[end - 1].end]
    return Mention(text, Sort.THING, Role.OBJECT, head=head, plural=is_plural(head))


def _counted(question: str, words: Sequence[Word]) -> Mention | None:
    """What a question counts: "the men" of "How many men robbed the bank?"."""
    end, noun = counted(question)
    if not noun:
        return None
    sort = Sort.PERSON if sort_of_noun(words[end - 1].bare) is Sort.PERSON else Sort.THING
    clause = parse(question)
    is_object = clause is not None and clause.form is Form.OBJECT
    role = Role.OBJECT if is_object else Role.SUBJECT
    return Mention(f"the {noun}", sort, role, 0, words[end - 1].bare, plural=True, counted=is_object)


def _text(text: str, words: Sequence[Word], first: int, last: int) -> str:
    return re.sub(r"[’']s?\Z", "", text[words[first].start : words[last - 1].end])


def _definite(text: str) -> str:
    return INDEFINITE.sub("the ", _lower_article(text))


def _lower_article(text: str) -> str:
    return _lowered(text) if ARTICLE.match(text) else text


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
