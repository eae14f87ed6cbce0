"""What is known of the likeliest answer and each of the others: which pairs are compared, and by what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.datatypes import Group, Quotation, StoryOf, TextOf
from rag.evidence.agreement.pairs import Relate, pair_features
from rag.evidence.emptiness import SAYS_SOMETHING
from rag.text.content import content_words
from rag.text.values import value_of

LIKELY = 0.05  # probability from which a quotation counts for what it says, whatever else its sentence is about
COMPARED_AT_LEAST = 0.02  # and from which what says something else is compared with the best
MOST_COMPARED = 10
MOST_FELLOWS = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """Another quotation than the most probable one, and what is known of the two; see `pair_features`."""

    other: Quotation
    features: Mapping[str, float]


def compare(
    question: str,
    groups: Sequence[Group],
    story_of: StoryOf,
    relate: Relate,
    text_of: TextOf = lambda article_id: "",
) -> list[Compared]:
    """What is known of the best quotation of `groups` and others that may agree with it or contradict it.

    These are the others of its group, however unlikely, and then the best of each other group, the likeliest first.
    """
    best, *fellows = groups[0].quotations
    others = [one.quotations[0] for one in groups[1:] if one.quotations[0].confidence >= COMPARED_AT_LEAST]
    others = [one for one in others if _says_something(one)]
    chosen = [*fellows, *sorted(others, key=lambda one: -one.confidence)][:MOST_COMPARED]
    relations = relate(question, [(best, one) for one in chosen]) if chosen else []
    return [
        Compared(one, pair_features(question, best, one, relation, story_of, text_of, _fellows(groups, one)))
        for one, relation in zip(chosen, relations, strict=True)
    ]


def _fellows(groups: Sequence[Group], one: Quotation) -> list[tuple[Quotation, Quotation]]:
    """The pairs of what is likely to say the same as the best quotation with `one`, the best of another group, and of
    the best with what is likely to say the same as `one`.
    """  # fmt: skip
    best, *mine = groups[0].quotations
    theirs = next((group.quotations[1:] for group in groups[1:] if group.quotations[0] is one), ())
    if one in mine:
        return []
    likely = [[other for other in told if other.confidence >= LIKELY][:MOST_FELLOWS] for told in (mine, theirs)]
    return [*((other, one) for other in likely[0]), *((best, other) for other in likely[1])]


def _says_something(one: Quotation) -> bool:
    """Whether a quotation is more than "them" or "the": those stand for something else in their sentence."""
    says = bool(content_words(one.text)) or SAYS_SOMETHING.search(one.text) is not None  # "May" is a stop word too
    return says or value_of(one.text).amount is not None
