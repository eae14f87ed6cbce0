"""How much less likely a quotation is to answer than its reader thinks, by what its sentence and article tell of.

"Who is the captain of the Zorya?" is not answered by "the captain of the ferry Isla, Ruth Calder", "How deep is Lake
Wenger?" not by what follows on "Lake Ammer will open again"; nor by an article that comes to the Zorya later on only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rag.datatypes import Quotation, TextOf
from rag.evidence.confidence import less_sure
from rag.evidence.doubts.acts import is_of_other_act
from rag.evidence.doubts.ages import is_age_of_another, is_age_of_then, is_age_of_unnamed
from rag.evidence.doubts.contrary import is_of_contrary
from rag.evidence.doubts.counted import is_share_of_others, may_count_others
from rag.evidence.doubts.doers import is_done_by_another
from rag.evidence.doubts.kin import comes_first, is_of_kin
from rag.evidence.doubts.measured import is_from_other_event, is_of_other_measure, is_time_for_length
from rag.evidence.doubts.namesakes import LONGEST
from rag.evidence.doubts.numbered import (
    is_of_other_number,
    is_of_other_year,
    is_said_of_other_year,
    is_said_of_past_year,
)
from rag.evidence.doubts.offices import is_in_other_office
from rag.evidence.doubts.owners import is_of_none, is_of_subject_before, is_owned_by_another, owned_before
from rag.evidence.doubts.places import is_held_elsewhere, is_held_of_another
from rag.evidence.doubts.reasons import is_reason_of_else
from rag.evidence.doubts.roles import has_other_role
from rag.evidence.doubts.subjects import Place, distinct_words, names_asked
from rag.evidence.doubts.units import is_of_other_unit
from rag.text.runs import places_of

SURELY = 4.0  # log-odds that an answer loses if its sentence gives what is asked for to another
PERHAPS = 1.5  # and if it only may

# What the sentence tells, and what the article has to be known for; each is asked in turn until one is sure.
SURE_BY_SENTENCE = (
    is_of_other_measure,
    is_of_other_unit,
    has_other_role,
    is_age_of_another,
    is_age_of_then,
    is_from_other_event,
    is_of_contrary,
    is_share_of_others,
    is_of_other_number,
)
SURE_BY_ARTICLE = (
    is_in_other_office,
    is_time_for_length,
    is_held_elsewhere,
    is_done_by_another,
    is_age_of_unnamed,
    is_reason_of_else,
    is_of_other_year,
    is_said_of_other_year,
)


def doubt(question: str, quotation: Quotation, text: str) -> float:
    """What the log-odds of a quotation lose, at least 0: whose it is, its office, measure or event may be another's.

    `text` is that of its article. It is no reason to leave it out: an article may call one thing by two names.
    """
    if any(is_other(question, quotation) for is_other in SURE_BY_SENTENCE):
        return SURELY
    if any(is_other(question, quotation, text) for is_other in SURE_BY_ARTICLE):
        return SURELY
    doubted = _doubt_of_names(question, quotation, text)
    is_doubtful = (
        is_said_of_past_year(question, quotation)
        or is_of_other_act(question, quotation)
        or may_count_others(question, quotation, text)
    )
    return max(doubted, PERHAPS) if is_doubtful else doubted


def with_doubts(question: str, quotations: Mapping[Quotation, float], text_of: TextOf) -> dict[Quotation, float]:
    """`quotations` with their probabilities, both less where there is a doubt; the most probable first."""
    doubts = [doubt(question, one, text_of(one.article_id)) for one in quotations]
    found = {
        replace(one, confidence=less_sure(one.confidence, less)): less_sure(probability, less)
        for (one, probability), less in zip(quotations.items(), doubts, strict=True)
    }
    return dict(sorted(found.items(), key=lambda item: -item[1])) if any(doubts) else found


def _doubt_of_names(question: str, quotation: Quotation, text: str) -> float:
    names = names_asked(question)
    if not names or len(text) > LONGEST:
        return 0.0
    start, last = quotation.sentence_start, owned_before(names, quotation)
    place = Place(quotation.headline, text, quotation.start, quotation.end, start, last)
    if is_held_of_another(question, names, place) or is_of_subject_before(names, place):
        return SURELY
    if any(places_of(distinct_words(name.run.words, text), place.sentence) for name in names):
        return 0.0
    if is_owned_by_another(names, place) or is_of_kin(names, place):
        return SURELY
    if not is_headed(quotation.headline):
        return 0.0
    if comes_first(names, place, is_owned=last < quotation.sentence_end):
        return SURELY
    return PERHAPS if is_of_none(names, place) else 0.0


def is_headed(headline: str) -> bool:
    """Whether an article has a headline, and not the beginning of its text, which does not say what it is about."""
    return headline != "" and not headline.endswith("…")
