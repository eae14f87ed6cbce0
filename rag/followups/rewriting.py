"""Follow-up questions written out, as far as that can be done soundly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.datatypes import Turn
from rag.followups.binding import STEMS, Case, Pronoun, pronouns_of
from rag.followups.clauses import statement
from rag.followups.evidence import is_place, names_of, pronoun_for
from rag.followups.fragments import complete, fragment_of
from rag.followups.members import name_member
from rag.followups.mentions import mentions_of
from rag.followups.nominals import name_nominals
from rag.followups.pronouns import fill
from rag.followups.sequels import RELATIVE
from rag.followups.spoken import Mention, Role
from rag.followups.story import of_story
from rag.followups.typed import plain
from rag.text.grammar import AUXILIARIES, WH_WORDS, Sort, is_content, name_runs, without_opener, words_of

FEW_WORDS = 4  # content words of a question that names nobody, up to which it may be about what was said before

# "And he?", "What about her?"
ALONE = re.compile(r"\s*(?:(?:and|but)\s+)?(?:(?:what|how) about\s+)?(?:he|she|him|her|they|them)\W*", re.IGNORECASE)
# "Did she?", "Has it?", "Whose idea was it?"
ELLIPTIC = re.compile(
    rf"\s*(?:(?:and|but|so)\s+)?(?:(?:{'|'.join(sorted(AUXILIARIES))})\s+(?:he|she|it|they)(?: really)?"
    r"|(?:whose|which|what) [a-z]+ (?:is|was) it)\W*",
    re.IGNORECASE,
)
DEGREE = re.compile(r"\s*(?:(?:and|but|so)\s+)?how (old|big|large|tall|high|deep|heavy|wide|small)\W*", re.IGNORECASE)
DOUBTED = re.compile(
    r"(?:(?:and|but|so)\s+)?(?:is|was) (?:that|this|it(?= (?:true|confirmed))) (?:really |now )?"
    r"(true|confirmed|certain|sure|known|so)\W*",
    re.IGNORECASE,
)


def rewrite(question: str, turns: Sequence[Turn], texts: Sequence[str] = ()) -> str | None:
    """`question` written out after `turns`, oldest first, whose questions are; None if it stands alone.

    Empty when it leans on them and cannot be written out. `texts` are of articles that the conversation may be about.
    """
    if not turns:
        return None
    asked = plain(question)
    question = name_member(asked, turns)
    has_member = question != asked
    if has_member and not any(word.lower in AUXILIARIES | WH_WORDS for word in words_of(question)):
        if without_opener(question).strip(" ?.!") in turns[-1].answer:
            return ""  # what of one of the answers, is not said
        question = f"And {without_opener(question)}"  # "The second one?"
    if doubted := DOUBTED.fullmatch(question.strip()):
        said = statement(turns[-1].question, turns[-1].answer)
        return f"Is it {doubted[1]} that {said}?" if said else ""
    if ELLIPTIC.fullmatch(question):
        return ""  # what is left out is done by whom the turn tells
    if degree := DEGREE.fullmatch(question):
        return _how_much_of_it(degree[1].lower(), turns, texts)
    if ALONE.fullmatch(question):
        return _of_somebody(question, turns, texts)
    fragment = fragment_of(question)
    if fragment is not None:
        pairs = [(turn.question, turn.answer) for turn in turns]
        own = pronouns_of(fragment.text) if not (fragment.is_wh or RELATIVE.fullmatch(fragment.text)) else []
        if own:
            fragment = replace(fragment, text=fill(fragment.text, own, _mentions(turns, texts)) or fragment.text)
        fragment = replace(fragment, is_place=_is_name(fragment.text) and is_place(fragment.text, texts))
        return as_question(complete(fragment, pairs))
    opened = without_opener(question)
    mentions = _mentions(turns, texts)
    named = name_nominals(opened, mentions, texts)
    if pronouns := pronouns_of(named):
        free = mentions if named == opened else [one for one in mentions if one.text not in named]
        return as_question(fill(named, pronouns, free))
    return as_question(named) if named != opened or has_member else None


def _of_somebody(question: str, turns: Sequence[Turn], texts: Sequence[str]) -> str:
    """The last question asked of whom a pronoun alone is: "And he?", "What about her?"."""
    word = words_of(question)[-1]
    asked, mentions = turns[-1].question, _mentions(turns, texts)
    others = [one for one in mentions if one.text not in asked]
    named = fill(word.text, [Pronoun(STEMS[word.lower], Case.OBJECT, 0, len(word.text))], others)
    people = [one.text for one in mentions if one.text in asked and (one.stem or one.sort is Sort.PERSON)]
    return as_question(asked.replace(people[0], named, 1)) if named and people else ""


def _how_much_of_it(degree: str, turns: Sequence[Turn], texts: Sequence[str]) -> str:
    """What "How old?" asks: of whoever was the answer, or of what was spoken of."""
    for pronoun in ("he", "she", "it") if degree == "old" else ("it",):
        question = f"How {degree} is {pronoun}?"
        mentions = [one for one in _mentions(turns, texts) if not one.plural]
        if pronoun != "it":
            mentions = [one for one in mentions if one.role is Role.ANSWER and one.sort is Sort.PERSON and not one.age]
        if made := fill(question, pronouns_of(question), mentions):
            return made
    return ""


def may_lean(question: str) -> bool:
    """Whether a question without a pronoun may yet be about what was said before: it is short and names nobody."""
    words = words_of(question)
    if name_runs(words, first_may_be_name=bool(words) and is_content(words[0])):
        return False
    content = [word for word in words if is_content(word)]
    return 0 < len(content) <= FEW_WORDS and not any(char.isdigit() for char in question)


def _is_name(text: str) -> bool:
    words = words_of(text)
    return name_runs(words, first_may_be_name=True) == [(0, len(words))]


def as_question(text: str) -> str:
    """`text` with a capital and a question mark, if it has none; "" stays so."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith(("?", ".", "!")) else f"{text}?"


def _mentions(turns: Sequence[Turn], texts: Sequence[str]) -> list[Mention]:
    """All that was spoken of, the latest turns first, each thing once."""
    found: list[Mention] = []
    for age, turn in enumerate(reversed(turns)):
        for one in mentions_of(turn.question, turn.answer, age):
            if not any(one.key == other.key for other in found):
                is_person = one.sort in (Sort.PERSON, Sort.ANY) and not one.plural
                found.append(_as_named(one, turns, texts) if is_person else one)
    return found


def _as_named(one: Mention, turns: Sequence[Turn], texts: Sequence[str]) -> Mention:
    """Who may be a person, with "he" or "she" if articles speak so, and by name if those of the story tell it."""
    if one.sort is Sort.PERSON and one.text == f"the {one.head}":
        names = names_of(one.head, of_story(turns, texts))
        if len(names) == 1:
            name = names.pop()
            return replace(one, text=name, stem=pronoun_for(name, texts))
        stems = {pronoun_for(name, texts) for name in names_of(one.head, texts)}
        return replace(one, stem=stems.pop() if len(stems) == 1 else "")
    if one.text.isupper() or (one.sort is Sort.ANY and is_place(one.text, texts)):
        return one  # "US", "Tarn": what an article says there of "him" is of somebody else
    return replace(one, stem=pronoun_for(one.text, texts))
