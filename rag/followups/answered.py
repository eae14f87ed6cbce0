"""What the answers of a conversation speak of: somebody, something, or only what is done or said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.followups.members import members_of
from rag.followups.phrases import head_of
from rag.followups.spoken import ARTICLE, OUTER, SAYING, Mention, Role, definite, lower_article, lowered, text_of
from rag.text.grammar import (
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

MAX_ANSWER_WORDS = 8
NUMERAL = re.compile(r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|both)\s", re.IGNORECASE)
QUANTIFIERS = frozenset("all none some most half many few several nothing nobody everyone everything".split())


def answer_mentions(question: Sequence[Word], answer: str) -> Iterator[Mention]:
    """The answer, if it names somebody or something; else, as asides, the names in it."""
    if len(members := members_of(answer)) > 2 or (members and ";" in answer):
        yield from _several(members, *_asked_for(question))
        return
    answer = re.split(r"[,;\n]|\s[–—-]\s", answer.strip(OUTER))[0].strip(OUTER)
    words = words_of(answer)
    if not words or words[0].lower in QUANTIFIERS or _is_action(words) or _is_predicate(question, words):
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
            text = lower_article(answer[: words[last - 1].end])
            yield Mention(text, sort if sort is not Sort.CLAUSE else Sort.ANY, Role.ANSWER, head=head, asked=asked)
            return
        is_phrase = ARTICLE.match(answer) or len(words) > 1 or is_plural(head)
        if not is_phrase and asked and sort is Sort.THING and words[0].text.isalpha():  # "Which metal …?" "copper"
            yield Mention(answer, sort, Role.ANSWER, head=head, asked=asked)
            return
        if is_common and is_phrase and (ARTICLE.match(answer) or _may_be_noun(answer, sort)):
            known = sort_of_noun(head) if sort in (Sort.ANY, Sort.THING, Sort.CLAUSE) else sort
            if words[0].lower in PREPOSITIONS:  # "in the paint factory"
                text = re.sub(r"\ban?\s", "the ", lowered(answer), count=1)
            else:
                has_none = NUMERAL.match(answer) or not (ARTICLE.match(answer) or is_plural(head))
                text = f"the {lowered(answer)}" if has_none else definite(answer)
            yield Mention(text, known, Role.ANSWER, head=head, plural=is_plural(head), asked=asked)
    for first, last in runs:
        yield Mention(text_of(answer, words, first, last), Sort.ANY, Role.ASIDE, head=words[last - 1].bare)


def _several(members: Sequence[str], sort: Sort, asked: str) -> Iterator[Mention]:
    """All that a list names, and each of it."""
    text = f"{', '.join(members[:-1])} and {members[-1]}"
    yield Mention(text, sort, Role.ANSWER, head=words_of(text)[-1].bare, plural=True, asked=asked)
    for one in members:
        yield Mention(one, sort, Role.OBJECT, head=words_of(one)[-1].bare, asked=asked)


def _is_action(words: Sequence[Word]) -> bool:
    """Whether an answer is something done, and no thing: "to measure methane", "playing with lives"."""
    is_infinitive = words[0].lower == "to" and len(words) > 1 and words[1].text.islower() and is_content(words[1])
    is_gerund = words[0].text.islower() and words[0].lower.endswith("ing") and sort_of_noun(words[0].bare) is Sort.THING
    return is_infinitive or (is_gerund and len(words) > 1 and words[1].lower in PREPOSITIONS - {"of"} | DETERMINERS)


def _is_predicate(question: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether an answer only says what somebody is whom the question names: "a nurse" of "What does Ann Lee do?"."""
    if any(word.is_capital for word in words) and not words[0].text.islower():
        return False
    lowered = [word.lower for word in question]
    is_of_name = len(question) > 2 and question[2].is_capital
    if lowered[:1] == ["who"] and lowered[1:2] and lowered[1] in FORMS_OF_BE:
        return is_of_name
    return lowered[:2] in (["what", "does"], ["what", "did"]) and is_of_name and "do" in lowered[3:]


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


def _said_by_answer(question: Sequence[Word], answer: str) -> str:
    """An answer to what somebody said, as a clause: "that it was safe" of "It was safe"; "" where it is none."""
    words = words_of(answer)
    is_of_saying = question[:1] and question[0].lower == "what" and any(one.lower in SAYING for one in question)
    if not is_of_saying or not any(word.lower in AUXILIARIES for word in words[1:]):
        return ""
    if words[0].lower == "that":
        return answer
    return f"that {lowered(answer) if words[0].lower in OTHER_PRONOUNS | DETERMINERS else answer}"
