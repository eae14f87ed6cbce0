"""What people type around a follow-up taken off: "No, I meant in 2024", "thanks, and where is it?"."""

from __future__ import annotations

import re

from rag.text.grammar import AUXILIARIES, WH_WORDS, words_of

CONTRACTED = re.compile(r"\b(who|what|where|when|how|why)(?:'|’)s\b(?! been\b)", re.IGNORECASE)
# "No, I meant in 2024", "sorry, this year", "I mean Hungary"; but "Sorry seems to be the hardest word"
CORRECTED = re.compile(
    r"\s*(?:(?:no|nope|sorry|actually|oops|oh|wait|well)\b[,.!]?\s+)*"
    r"(?:i (?:mean|meant)|make that|rather)\b[,:]?\s+(?=\S)"
    r"|\s*(?:no|nope|sorry|oops|wait)[,.!]\s+(?=\S)"
    r"|\s*not [^,?!.]+,\s+(?:but )?(?=\S)",
    re.IGNORECASE,
)
NOT_THAT = re.compile(r", (?:and )?not [^,?!.]+(?=[?!.\s]*\Z)", re.IGNORECASE)
THANKED = re.compile(
    r"\s*(?:(?:(?:ok|okay|thanks|thank you|thx|cheers|and|but|so)\b[,.!]?"
    r"|(?:great|good|fine|right|cool)[,.!])\s+)+(?=\S)",
    re.IGNORECASE,
)
POLITE = re.compile(r"thanks|thank you|thx|cheers|great|fine|good|right|cool", re.IGNORECASE)
ASIDE = re.compile(
    r"\A((?:the|a|an|his|her|its|their) [\w’'-]+(?: [\w’'-]+){0,3}|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}), (?=\w)"
)
PERSONAL = re.compile(r"\b(?:he|she|it|they)\b", re.IGNORECASE)


def plain(question: str) -> str:
    """`question` without thanks, corrections and contractions; what it puts before itself stands in its place.

    "And the mayor, did she read it?" is "Did the mayor read it?", and "No, I meant in 2024" is "And in 2024".
    """
    text = CONTRACTED.sub(r"\1 is", question)
    corrected = CORRECTED.match(text)
    if corrected is not None and len(words_of(text[corrected.end() :])) > 0:
        rest = NOT_THAT.sub("", text[corrected.end() :])
        return rest if _is_sentence(rest) else f"And {rest}"
    thanked = THANKED.match(text)
    opened = ""
    if thanked is not None:
        if POLITE.search(thanked[0]):
            text = f"And {text[thanked.end() :]}"
        opened = text[: THANKED.match(text).end()]  # type: ignore[union-attr]
    return opened + _in_its_place(text[len(opened) :])


def _is_sentence(text: str) -> bool:
    words = words_of(text)
    return bool(words) and (words[0].lower in WH_WORDS | AUXILIARIES or any(one.lower in AUXILIARIES for one in words))


def _in_its_place(text: str) -> str:
    """`text` with what stands before it, and a comma, put where a pronoun stands for it."""
    aside = ASIDE.match(text)
    if aside is None or not _is_sentence(text[aside.end() :].split(" ", maxsplit=1)[0]):
        return text
    rest = text[aside.end() :]
    found = PERSONAL.search(rest)
    return text if found is None else f"{rest[: found.start()]}{aside[1]}{rest[found.end() :]}"
