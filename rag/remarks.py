"""What is said beside an answer, or a silence, where the kind of question or what the articles tell calls for it."""

from __future__ import annotations

from dataclasses import replace

from rag.datatypes import Answer
from rag.evidence.factuality.accused import is_only_accused
from rag.evidence.factuality.holders import holds_no_more
from rag.evidence.factuality.premise import denial_in, denies
from rag.question.kinds import NOTES
from rag.quoting import FindArticle, quote

HOLDS_NO_MORE = "An article says that this holds no more."
ONLY_ACCUSED = "This sentence tells of an accusation, not that it was so."
DENIES = "The sentence denies what the question takes for granted."
SAYS_OTHERWISE = "The articles don't say. One denies what the question takes for granted."


def remarked(question: str, answer: Answer, find: FindArticle) -> Answer:
    """`answer` to `question` with the note that it calls for.

    Where nothing answers, but a sentence denies what the question takes for granted, that is shown as the nearest.
    """
    if answer.quotation is None:
        denial = denial_in(question, answer.hits)
        nearest = quote(*denial, 0.0, find) if denial is not None else None
        return answer if nearest is None else replace(answer, note=SAYS_OTHERWISE, nearest=nearest)
    if holds_no_more(question, answer.quotation, answer.candidates):
        return replace(answer, note=HOLDS_NO_MORE)
    if is_only_accused(question, answer.quotation):
        return replace(answer, note=ONLY_ACCUSED)
    if denies(question, answer.quotation.sentence, answer.quotation.headline):
        return replace(answer, note=DENIES)
    return replace(answer, note=NOTES.get(answer.asked, ""))
