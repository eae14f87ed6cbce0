"""Whether a sentence denies what a question takes for granted: "Why did she resign?", where she would not resign."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.datatypes import Hit
from rag.evidence.factuality.denied import NOT_DONE, SAME_LETTERS
from rag.evidence.words import names_in
from rag.text.content import STOP_WORDS, content_words
from rag.text.sentences import passage_sentences

TAKES_FOR_GRANTED = re.compile(
    r"\A\W*(?:(?:and|but|so) )?(?:why|when|how come|how|where) (?:did|does|do|has|have|had|was|were|is|are) "
    r"(?P<rest>[^?]+)",
    re.IGNORECASE,
)
NEGATED = re.compile(r"\b(?:not|never|no)\b|n[’']t\b", re.IGNORECASE)
# Words that are no verbs of the question: behind an article they are nouns, "the vote".
NOUN = re.compile(r"\b(?:an?|the|its|his|her|their|this|that) [\w’'-]+", re.IGNORECASE)
WORD = re.compile(r"\b[a-z]{3,}\b")
NAMED_WITHIN = 2  # sentences before one with a pronoun
PRONOUN = re.compile(r"\b(?:he|she|it|they)\b", re.IGNORECASE)


def denies(question: str, sentence: str, before: str = "") -> bool:
    """Whether `sentence` says of whom `question` names that they did not do what it asks why, when or how they did.

    A pronoun stands for whom the text `before` names.
    """
    asked = TAKES_FOR_GRANTED.match(question)
    if asked is None or NEGATED.search(question):
        return False
    verbs = {word[:SAME_LETTERS] for word in WORD.findall(NOUN.sub("", asked["rest"])) if word not in STOP_WORDS}
    if not any(found["verb"][:SAME_LETTERS] in verbs for found in NOT_DONE.finditer(sentence)):
        return False
    whom = names_in(question) or content_words(" ".join(NOUN.findall(asked["rest"])))
    return bool(whom & content_words(f"{before} {sentence}" if PRONOUN.search(sentence) else sentence))


def denial_in(question: str, hits: Sequence[Hit]) -> tuple[Hit, int, int] | None:
    """The first sentence of `hits` that denies what `question` takes for granted, and its place in its article."""
    if TAKES_FOR_GRANTED.match(question) is None:
        return None
    for hit in hits:
        text = hit.passage.text
        sentences = passage_sentences(text)
        for number, (first, last) in enumerate(sentences):
            opens = sentences[max(0, number - NAMED_WITHIN)][0]
            if denies(question, text[first:last], text[opens:first]):
                return hit, hit.passage.start + first, hit.passage.start + last
    return None
