"""What a conversation has spoken of: the names and noun phrases of its questions and answers, with what they may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.followups.answered import answer_mentions
from rag.followups.clauses import Form, parse, statement
from rag.followups.phrases import counted, head_of, noun_phrases, verb_after_subject
from rag.followups.spoken import SAYING, Mention, Role, definite, text_of
from rag.text.grammar import (
    AUXILIARIES,
    DETERMINERS,
    FORMS_OF_BE,
    MAX_NOUN_PHRASE,
    OTHER_PRONOUNS,
    PLACE_PREPOSITIONS,
    Sort,
    Word,
    is_content,
    is_plural,
    name_runs,
    sort_of_noun,
    words_of,
)

LEAST_CLAUSE_WORDS = 4
PRO_FORMS = frozenset("same other others latter former rest one ones first second third last".split())
RANKS = frozenset("first second third fourth fifth last next".split())  # "What came second?"
TELLING = frozenset("tell told warn warned".split())
COPULA = re.compile(r"(?:who|what) (?:is|was|are|were) ", re.IGNORECASE)
DEMONYM = re.compile(r"(?:an|ish|ese|ch|eek|i)\Z")  # "Russian", which names nobody


def mentions_of(question: str, answer: str, age: int) -> list[Mention]:
    """What a question, which stands alone, and its answer ("" for silence) speak of; the answer comes first."""
    words = words_of(question)
    found = list(answer_mentions(words, answer))
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
        if sort is Sort.TIME or head in PRO_FORMS or (is_same and first == subject):
            continue
        role = Role.SUBJECT if first == subject else Role.OBJECT
        found.append(Mention(definite(text_of(question, words, first, last)), sort, role, 0, head, is_plural(head)))
    for first, last in runs:
        before = words[first - 1].lower if first else ""
        is_modifier = last != verb and last < len(words) and is_content(words[last])
        is_modifier = is_modifier and words[last].lower not in FORMS_OF_BE and words[last - 1].lower[-2:] != "'s"
        if is_modifier and last - first == 1 and DEMONYM.search(words[last - 1].text):
            continue
        text = text_of(question, words, first, last)
        sort = Sort.PLACE if before in PLACE_PREPOSITIONS - {"to", "from", "into"} else Sort.ANY
        is_subject = first == subject or (last == verb and first - 1 == subject)  # "did the Titanic sink"
        is_subject = is_subject and words[last - 1].lower == words[last - 1].bare  # "did Ann's sister" is of the sister
        role = Role.ASIDE if first in taken else Role.SUBJECT if is_subject else Role.OBJECT
        text = f"the {text}" if before == "the" and not is_modifier else text
        found.append(Mention(text, sort, role, 0, words[last - 1].bare, " and " in text and before != "the"))
    if (thing := _bare_object(question)) is not None:
        found.append(thing)
    if (many := _counted(question, words)) is not None:
        found.append(many)
    return [replace(one, age=age) for one in found]


def _said(question: str, words: Sequence[Word]) -> str:
    """What a question says that somebody said: "that US leadership is vital" of "Who wrote that US leadership …?"."""
    for at, word in enumerate(words[1:-3], start=1):
        if word.lower == "that" and words[at - 1].lower in SAYING:
            return question[word.start : words[-1].end]
    if len(words) <= LEAST_CLAUSE_WORDS or words[0].lower != "who" or words[1].lower not in SAYING - TELLING:
        return ""
    begins_clause = words[2].is_capital or words[2].lower in DETERMINERS | OTHER_PRONOUNS
    return f"that {question[words[2].start : words[-1].end]}" if begins_clause else ""


def _bare_object(question: str) -> Mention | None:
    """The object without an article of a question about who did something: "Who rejected concessions to Putin?"."""
    clause = parse(question)
    if clause is None or clause.form is not Form.SUBJECT or clause.auxiliary:
        return None
    words = words_of(clause.rest)[1:]
    end = 0
    while end < len(words) and is_content(words[end]) and not words[end].is_capital:
        end += 1
    if not 0 < end <= MAX_NOUN_PHRASE or words[end - 1].lower in RANKS:
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
