"""What the words around a date tell of it, whatever the verbs say: "until Friday", "Sunday’s crash"."""

from __future__ import annotations

import re

from rag.times.patterns import WEEKDAY_NAME
from rag.times.periods import Way
from rag.times.verbs import ARRANGED, HAPPENED, PREPOSITIONS, SCHEDULED

_HOUR = r"(?:noon|midday|midnight|[0-9][0-9.:]*\s?(?:[ap]\.?m\.?)?)"
_HAPPENED = rf"(?:{'|'.join(sorted(HAPPENED))})"
_CALLS = r"(?:call(?:s|ed)?|sets?|fix(?:es|ed)?|arrange[sd]?|plan(?:s|ned)?|announce[sd]?)"
_ARRANGED = rf"(?:{'|'.join(sorted(ARRANGED))})"
# "planned for Tuesday and Wednesday": the later days share what is told of the first.
JOINED = re.compile(rf"(?:(?:{WEEKDAY_NAME}, )+(?:{WEEKDAY_NAME},? (?:and|or) )?|{WEEKDAY_NAME} (?:and|or) )\Z")
# "ahead of Monday", "until 8pm on Sunday", "scheduled for Friday", "looking forward to Saturday".
AHEAD = re.compile(
    rf"(?:\b(?:ahead of|(?:until|till)(?: the end of| {_HOUR}(?: on)?)?|starting|beginning|next|coming|upcoming"
    r"|looking forward to)(?: the| an?)?"
    r"|(?<!originally )(?<!had been )\b(?:(?:scheduled|slated|planned|due|billed) (?:for|on|to)|set for)(?: the| an?)?)"
    r"\s*(?:early |late )?\Z",
    re.IGNORECASE,
)
# "since Monday", "since noon on Tuesday".
BEHIND = re.compile(rf"\bsince(?: the| {_HOUR}(?: on)?)?(?: early| late)?\s*\Z", re.IGNORECASE)
# "until Tuesday", "until 11pm on Tuesday": `tense` asks whether that is over.
UNTIL = re.compile(
    rf"\b(?:until|till)(?: the end of)?(?P<hour> {_HOUR})?(?: on)?(?: the)?(?: early| late)?\s*\Z", re.IGNORECASE
)
# "postponed to Tuesday", "brought forward to Friday", "put the case off to Monday".
MOVED = re.compile(
    r"\b(?:postponed|moved|rescheduled|delayed|deferred|brought forward"
    r"|(?:put|pushed|set)(?: [\w’'-]+){0,3} (?:back|off)) (?:to|for)\s*\Z"
)
# "the squad for Saturday’s match", "ruled out of Sunday’s derby", "snow is forecast for Friday".
READY_FOR = re.compile(
    r"\b(?:(?:squad|side|team|line-?up|tickets?|prepar(?:e|es|ing|ations)|ready|suspended|forecast|forecasts [^,;:]*)"
    r" for|ruled out (?:of|for))\s*\Z",
    re.IGNORECASE,
)
# "has called a general strike for Tuesday", "a rally, called for Friday".
CALLED_FOR = re.compile(
    rf"(?<!originally )(?<!had been )\b(?:{_CALLS}\b[^,;:]*\b{_ARRANGED}|{_ARRANGED},? called) for\s*\Z"
)
# "the bridge is closed on Sunday", "the results are published on Friday".
IS_FIXED = re.compile(
    r"\b(?:is|are)(?: (?:now|also|not|being))? (?:closed|shut|suspended|cancelled|lifted|off|banned|barred|announced"
    r"|published|awarded|played|elected|held|released|unveiled|crowned|chosen|forecast|sworn in)(?: (?:on|from))?\s*\Z"
)
# "unless a deal is signed on Friday", "until a successor is named on Monday".
IF_DONE = re.compile(
    r"\b(?:if|unless|until|when|once)\b[^,;]*\b(?:is|are)(?: not)? (?:\w+ed|paid|met|held|sold|made|sent)"
    r"(?: (?:on|by|before))?\s*\Z",
    re.IGNORECASE,
)
# "Friday is a public holiday", but not "Friday is thought to have been the day".
OPENING = re.compile(r"(?:\A|[“\"(])\s*\Z")
DAY_IS = re.compile(r" (?:is (?!when\b|known\b|said\b|thought\b|believed\b)|marks\b|sees\b|brings\b|looks set\b)")
# "From Monday, visitors need a permit": to come, where no verb tells.
OPENING_FROM = re.compile(r"(?:\A|[“\"(])\s*From\s*\Z")
# "300 lorries, up from 120 on Monday", "38 crowns, against 31 on Wednesday".
COMPARED = re.compile(
    r"[,(–—-]\s*(?:(?:up|down) from|(?:as )?against) [^\w\s]?[0-9][0-9.,]*(?: [\w%-]+)?(?: on)?\s*\Z", re.IGNORECASE
)
# "will be mayor after beating Lund in Sunday’s vote".
AFTER_WINNING = re.compile(r"\bafter (?:winning|beating|defeating|losing|scoring)\b[^,;]*\Z")
# "denies murdering him on 13 March", "faces trial for assault on 5 June", "our report of Tuesday’s vote".
DONE_ALREADY = re.compile(
    r"\b(?:(?:den(?:y|ies|ying)|admit(?:s|ting)?) (?:(?!being|having)\w+ing|(?:the |an? |any )?(?:\w+ )?"
    r"(?:murder|theft|assault|robbery|manslaughter|arson|fraud|rape|attack|charges? of))\b"
    r"|(?:faces?|facing|awaiting|await|stands?|standing|is|are|on) (?:trial|charges?) (?:for|over|of)"
    r"|(?:sues|suing) [^,;:]*\b(?:over|for|after))\b(?![^;:]*\b(?:will|would|until|before|due|set)\b)[^;:]*\Z"
    r"|\b(?:our|a|the|its|their|[\w’']+['’]s) (?:report|coverage|account|story|article) (?:of|on)(?: the)?\s*\Z",
    re.IGNORECASE,
)
# "would have shut in September": what had been planned, and comes no more.
WOULD_HAVE = re.compile(
    r"\bwould have (?:[a-z]+ly )?(?:shut|closed|opened|begun|started|ended|expired|taken effect|come into force"
    r"|gone (?:up|on sale)|risen)\b(?: [a-z]+){0,3}\s*\Z"
)
# "a shooting on Sunday", "how the fire on Tuesday spread", "The blast on Monday will cost the firm millions". Elsewhere
# "the fire" may be what is to be spoken of on Tuesday.
HAPPENED_ON = re.compile(
    rf"\b(?:an?|The|(?:how|why) the)(?: [\w-]+)? {_HAPPENED}"
    r"(?: of an? [\w-]+)?(?: (?:early |late )?on)?\s*\Z"
)
# "plan an attack on Sunday", "a fire on Friday would": nothing has happened yet.
FEARED = re.compile(
    r"\b(?:plans?|planned|planning|threat\w*|warn\w*|fear\w*|prevent\w*|avert\w*|avoid\w*|risks?|expect\w*"
    r"|in case of|if|possible|likely|stage|launch|carry out)\b",
    re.IGNORECASE,
)
WOULD = re.compile(r"[^,;:.]*\b(?:would|could|might|may)\b")
# "starting on the 5th": what leads to the date itself.
LEADING = re.compile(r"(?:\b(?:on|in|by|from|at)\s+)?(?:the\s+)?\Z")
POSSESSIVE = re.compile(r"[’']s?\s+(?P<thing>[\w-]+)")
# "’s computer failure": the day’s own words.
POSSESSED = re.compile(rf"[’']s?(?P<things>(?:\s+(?!(?:{'|'.join(sorted(PREPOSITIONS))}|and|that)\b)[\w-]+){{1,3}})")


def way_around(before: str, after: str) -> Way | None:
    """What the words around a date tell, `before` and `after` it; None where they leave it to the verbs."""
    if IF_DONE.search(before) or IS_FIXED.search(before) or MOVED.search(before):
        return Way.FUTURE
    opening = LEADING.sub("", before)
    if AHEAD.search(before) or AHEAD.search(opening):
        return Way.FUTURE
    if any(pattern.search(left) for pattern in (BEHIND, COMPARED) for left in (before, opening)):
        return Way.PAST
    if AFTER_WINNING.search(before) or DONE_ALREADY.search(before) or _has_happened(before, after):
        return Way.PAST
    if WOULD_HAVE.search(before):
        return Way.FUTURE
    if (READY_FOR.search(before) or CALLED_FOR.search(before)) and _is_arranged(after):
        return Way.FUTURE
    return Way.FUTURE if OPENING.search(before) and DAY_IS.match(after) else None


def _things_of(after: str) -> frozenset[str]:
    """The words that a date owns, of the text `after` it: those of "’s computer failure was"."""
    found = POSSESSED.match(after)
    return frozenset(found["things"].lower().split()) if found else frozenset()


def _is_arranged(after: str) -> bool:
    return POSSESSIVE.match(after) is None or bool(ARRANGED & _things_of(after))


def _has_happened(before: str, after: str) -> bool:
    """Whether the date is that of a crash, an attack or the like, which nobody could foresee."""
    things = _things_of(after)
    if things:
        return bool(HAPPENED & things) and not SCHEDULED & things and "drill" not in things
    happened = HAPPENED_ON.search(before)
    return bool(happened) and not FEARED.search(before) and not WOULD.match(after)
