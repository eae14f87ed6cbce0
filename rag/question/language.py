"""Whether a question is plainly in another language than English, by its script or its words of asking.

Only where it is plain: one English word of asking or linking, and it is taken for English with a foreign name in it
("Who wrote Les Misérables?"); a name alone ("Wat Arun", "Die Hard director") asks nothing.
"""

from __future__ import annotations

import re
import unicodedata

from rag.text.content import STOP_WORDS

WORD = re.compile(r"[^\W\d_]+")
# English words of asking or linking that other languages do not have too, as "was", "die", "on" and "no".
ENGLISH = STOP_WORDS - set("a an as at am all do has he her i in me my no of on or so such under was we will".split())
# Words that ask in German, French, Spanish, Italian, Portuguese, Dutch or Polish, without their accents.
ASKS = frozenset(
    "wer wann warum wieso weshalb wieviel welche welcher welches welchen welchem wohin woher wie wo"
    " qui qu quand pourquoi combien quel quelle quels quelles"
    " quien quienes cuando donde cual cuales cuanto cuanta cuantos cuantas"
    " chi quando perche quanto quanta quanti quante quale quali quem onde quantos quantas qual quais"
    " wanneer waar waarom hoeveel welke kto kiedy gdzie dlaczego".split()
)
# Words that ask in one of them and are English words or names too: with what only that language has behind them.
ALSO_ASKS = re.compile(
    r"\W*(?:[Ww]as (?:ist|sind|wird|wurde|passiert)\b|[Ww]as hat\b.* ge\w+(?:t|en)\W*\Z|[Ee]st-ce que?\b"
    r"|[Cc]omment (?:est|sont|ont|va|peut|fait|se|s['’])\b|[Pp]or que\b|[Oo]u (?:est|sont|se|a)\b"
    r"|[Qq]ue (?:dijo|dice|es|paso|pasa|hay|fait|dit|s['’]est|foi|disse)\b|[Cc]omo (?:se|es|esta|fue|foi|murio)\b"
    r"|[Cc](?:he c)?osa (?:ha|e|succede)\b|[Hh]oe (?:oud|lang|veel)\b|[Ww]at (?:zijn|heeft|zei)\b)"
)
LINKS = frozenset(
    "der das dem den des ein eine einen einer ist sind hat haben wurde wurden wird werden nicht mit von vom zum zur bei"
    " auf fur uber nach aus und oder viele viel es sich gibt gesagt passiert"
    " le la les l un une du de d qu que ce est sont ont ete dans sur avec pour par et il elle au aux se ne pas"
    " el los las una del en es son fue fueron ha han al con para por su sobre esta"
    " lo gli di della dei nel hanno sono stato da um uma os as ao foi na em"
    " het een van zijn er op heeft werd w z jest nie".split()
)


def is_foreign(question: str) -> bool:
    """Whether a question is plainly not in English."""
    folded = _without_accents(question)
    words = WORD.findall(folded)
    if any(word.lower() in ENGLISH for word in words):
        return False
    other = [word for word in words if not all(_is_latin(letter) for letter in word)]
    if other and not any(word.islower() for word in words if word not in other):
        return len(words) > 1 or not all(map(_has_case, other))  # one word with capitals may be a name
    if question.lstrip().startswith("¿"):
        return True
    at = next((at for at, word in enumerate(words[:2]) if word.lower() in ASKS), None)
    if at is None or len(words) == 1:
        return ALSO_ASKS.match(folded) is not None
    is_accented = any(char.isalpha() and not char.isascii() for char in question)
    return is_accented or any(word in LINKS for word in words[:at] + words[at + 1 :])


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _is_latin(letter: str) -> bool:
    return letter.isascii() or "LATIN" in unicodedata.name(letter, "")


def _has_case(word: str) -> bool:
    return word.lower() != word.upper()
