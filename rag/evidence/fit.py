"""Whether a sentence is built as the question asks: whom it asks about says it, the quotation tells who somebody is, or
the age of whom is asked.

A reader of facts is unsure of such answers, which are clauses rather than names and numbers; the sentence's grammar
tells what its scores do not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace

from rag.datatypes import Quotation, TextOf
from rag.evidence.attributed import is_told_of
from rag.evidence.doubts.ages import asks_age, is_age_as_asked
from rag.evidence.words import told
from rag.text.content import content_words, form_coverage

FIT_ODDS = 1.5  # log-odds that a sentence built as the question asks adds to the probability of being right
OF_ELSE_ODDS = -2.0  # and what one about something else takes from it
ABOUT_AT_LEAST = (
    0.5  # of the words that a question says something is said about, its sentence and headline have a share
)

SAYING = (
    r"(?:say|tell|promise|claim|announce|argue|warn|insist|admit|reply|respond|pledge|vow|deny|suggest|predict|explain"
    r"|allege|recommend|conclude|find|demand|add|threaten|confirm|call for|complain)"
)
ASKS_SAID = re.compile(
    r"\A\W*(?:(?:and|but|so) )?what (?:else )?(?:did|does|do|has|have|had) "
    rf"(?P<who>[^?]{{2,60}}?) (?P<verb>{SAYING})(?:ed|d|ned)?\b"
    r"(?P<about>[^?]*)",
    re.IGNORECASE,
)
ASKS_FINDINGS = re.compile(
    r"\A\W*(?:and )?what (?:are|were) the (?:[a-z]+ )?"
    r"(?P<verb>find|conclu|recommend)(?:ing|sion|ation)s of (?P<who>[^?]{2,60}?)(?P<about>\W*)\Z",
    re.IGNORECASE,
)
ASKS_TO_COME = re.compile(
    r"\A\W*(?:and )?what "
    r"(?:(?:will|would|is going to|is to) (?:happen to|become of)|(?:does|will|would) [^?]{3,60}? mean for) "
    r"(?P<whom>[^?]{2,80})",
    re.IGNORECASE,
)
TO_COME = re.compile(r"\b(?:will|would|shall|going to|to be|face|faces)\b")
TO_COME_CHARS = 20  # before a quotation, in which its verb may stand
ASKS_WHO_IS = re.compile(
    r"\A\W*(?i:and )?(?i:who|what)(?:['’]s| is| are| was| were) "
    r"(?P<name>(?:the )?[A-Z][\w’'&.-]*(?: [\w’'&.-]+){0,4})\W*\Z"
)
TITLE = re.compile(
    r"\W*(?:the )?(?:mr|mrs|ms|miss|dr|prof|professor|sir|lord|lady|dame|advocate|reverend|rev|father|sister|captain"
    r"|colonel|general|sergeant|justice|judge)\.?\W*",
    re.IGNORECASE,
)
FORMS = {"find": "f(?:i|ou)nd", "say": "sa(?:y|id)", "tell": "t(?:e|o)l"}  # of verbs whose beginning changes
# By which anything is said: whoever said it may have said just that. Who "denies" or "recommends" has to be told so.
ANY_SAYING = frozenset("say tell explain reply respond add claim argue insist admit announce warn suggest find".split())
NAME_BEFORE = re.compile(r"((?:[^\W\d_a-z][\w’'.-]*[ ,]+){1,4})\Z")
NAME_BEHIND = re.compile(r",? ((?:[^\W\d_a-z][\w’'.-]*[ ,.]*){1,4})")
_NAMES = r"(?:[^\W\d_a-z][\w’'.-]* ){0,3}"
_LINK = r"(?:,? (?:who|which)(?: (?:is|was|are|were))?| is| was| are| were|,(?: \d+,)?)"
_LEAD = r"(?: (?:an?|the|its|their|his|her|our|one of the|[\w’'-]+['’]s?)){0,2} ?"


def built_as_asked(question: str, quotations: Mapping[Quotation, float], text_of: TextOf) -> dict[Quotation, float]:
    """`quotations` with their probabilities, those whose sentence is built as `question` asks more probable, and what
    is said of something else less; the most probable first.
    """  # fmt: skip
    said = ASKS_SAID.match(question) or ASKS_FINDINGS.match(question)
    who, to_come = ASKS_WHO_IS.match(question), ASKS_TO_COME.match(question)
    if said is None and who is None and to_come is None and not asks_age(question):
        return dict(quotations)
    odds = dict.fromkeys(quotations, 0.0)
    if said is not None:
        odds = _odds_of_saying(said, quotations, text_of)
    elif who is not None:
        odds = {one: FIT_ODDS if _tells_who(one, who["name"]) else 0.0 for one in quotations}
    elif to_come is not None:
        odds = {one: FIT_ODDS if _tells_what_comes(one, to_come["whom"]) else 0.0 for one in quotations}
    else:
        odds = {one: FIT_ODDS if is_age_as_asked(question, one) else 0.0 for one in quotations}
    raised = {
        replace(one, confidence=_raised(one.confidence, odds[one])): _raised(probability, odds[one])
        for one, probability in quotations.items()
    }
    return dict(sorted(raised.items(), key=lambda pair: -pair[1]))


def _odds_of_saying(
    asked: re.Match[str], quotations: Mapping[Quotation, float], text_of: TextOf
) -> dict[Quotation, float]:
    """How much likelier it makes each quotation that its sentence says it is said by whom the question asks for, and is
    about what is asked; less likely, if its article is about nothing of that, and another is.
    """  # fmt: skip
    who, verb, about = asked.group("who", "verb", "about")
    share = {one: form_coverage(about, told(one)) for one in quotations}
    is_told = max(share.values(), default=0.0) >= ABOUT_AT_LEAST
    odds = {}
    for one in quotations:
        by_whom = _odds_of_speaker(one, who, verb.lower())
        if share[one] >= ABOUT_AT_LEAST:
            odds[one] = by_whom
        else:  # other words may say the same, if it is said by whom the question names
            may_be = by_whom and any(map(str.isupper, who))
            is_of_else = is_told and not may_be and not form_coverage(about, f"{told(one)} {text_of(one.article_id)}")
            odds[one] = OF_ELSE_ODDS if is_of_else else 0.0
    return odds


def _odds_of_speaker(quotation: Quotation, who: str, verb: str) -> float:
    """Twice as much where it has the question's own verb: "Hale promised" where it asks what Hale promised."""
    last = who.rsplit(maxsplit=1)[-1]
    form = FORMS.get(verb, verb[:-1])
    if re.search(rf"\b{re.escape(last)},? (?:\w+ ){{0,2}}{form}\w*\b", quotation.sentence, re.IGNORECASE):
        return FIT_ODDS if verb in ANY_SAYING else 2 * FIT_ODDS
    if verb not in ANY_SAYING or not (speakers := _speakers(quotation)):
        return 0.0
    is_named = last.lower() in speakers.lower() and form_coverage(who, told(quotation)) >= ABOUT_AT_LEAST
    return FIT_ODDS if is_named or is_told_of(who, speakers) else 0.0


def _speakers(quotation: Quotation) -> str:
    """Who says what is quoted, with the name beside: "their chairman, Lord Hale"; "" where that is not told."""
    speaker = quotation.speaker
    if speaker is None:
        return ""
    start, end = speaker.start - quotation.sentence_start, speaker.end - quotation.sentence_start
    before, after = (
        NAME_BEFORE.search(quotation.sentence[: max(0, start)]),
        NAME_BEHIND.match(quotation.sentence, max(0, end)),
    )
    return " ".join(one for one in (before and before[1], speaker.text, after and after[1]) if one)


def _tells_who(quotation: Quotation, name: str) -> bool:
    """Whether what is quoted stands beside the name, as in "its chairman, Jo Hale", "Jo Hale, who leads the union"."""
    last = re.escape(name.rsplit(maxsplit=1)[-1])
    start = quotation.start - quotation.sentence_start
    before, after = quotation.sentence[:start], quotation.sentence[start + len(quotation.text) :]
    if TITLE.fullmatch(quotation.text) or not content_words(quotation.text) - content_words(name):
        return False
    return (
        re.match(rf",? {_NAMES}{last}\b(?!['’]s?\b)", after) is not None
        or re.search(rf"\b{last}{_LINK}{_LEAD}\Z", before) is not None
    )


def _tells_what_comes(quotation: Quotation, whom: str) -> bool:
    """Whether the sentence has whom the question asks about, and what is quoted says what will be."""
    before = quotation.sentence[: max(0, quotation.start - quotation.sentence_start)]
    is_to_come = TO_COME.search(quotation.text) or TO_COME.search(before[-TO_COME_CHARS:])
    return is_to_come is not None and form_coverage(whom, quotation.sentence) >= ABOUT_AT_LEAST


def _raised(probability: float, odds: float) -> float:
    bounded = max(1e-6, min(1 - 1e-6, probability))
    return 1 / (1 + math.exp(-math.log(bounded / (1 - bounded)) - odds)) if odds else probability
