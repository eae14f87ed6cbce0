"""What saying looks like in a sentence: who may speak, the verbs of saying, and what of the sentence they speak."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.text.names import CAPITAL, INITIALS, MONTHS, NAME, WEEKDAYS, WORD

END = r"(?![\w’'&-])"
AUXILIARY = r"(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|may|might|must|should)"
DAY = rf"(?:{'|'.join(name.title() for name in (*WEEKDAYS, *MONTHS))}){END}"
ONLY_A_DAY = re.compile(
    rf"(?:\d+ )?(?:{'|'.join((*WEEKDAYS, *MONTHS))})(?: \d+)?"
)  # nobody, in "a story in October said"

# Verbs that whatever follows them is said with: "warned of 12 floods", "announced a loss of $5m".
SAID = (
    r"(?:said|says|told|explained|explains|argued|argues|warned|warns|insisted|insists|replied|announced|announces"
    r"|joked|claimed|claims|stated|commented|tweeted|believes|thinks|remarked|suggested|suggests|testified"
    r"|reckoned|reckons|estimated|predicted|predicts|reported|disclosed|alleged|alleges)"
)
# Verbs that do something else too: "wrote 12 novels", "recalled 5,000 cars", "added 12 jobs", "found 12 bodies".
ALSO_SAID = (
    r"(?:added|adds|asked|wrote|writes|answered|noted|notes|declared|recalled|recalls|admitted|admits|posted|maintained"
    r"|maintains|confirmed|confirms|revealed|reveals|conceded|acknowledged|stressed|ruled|found|concluded|whispered"
    r"|shouted|quipped|showed|shows|reports|states|estimates)"
)
# "The company spoke of 280", "the firm put the figure at 35".
NUMERAL = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundreds|thousands|dozens|no)"
COUNTS = (
    r"(?:(?:spoke|speaks) of|(?:put|puts) (?:it|that|(?:the|its|their) [^\W\d_]+(?: of [^\W\d_]+)?) at"
    rf"|counted(?= (?:about |some |at least |nearly |only |just )?(?:\d|{NUMERAL}\b)))"
)
# "The bomb claimed at least 12 lives": nothing is said.
MANY = (
    r"(?:the|its|his|her|their|no|more|fewer|less|than|at|least|up|to|as|many|some|about|around|nearly|almost|over"
    r"|hundreds|thousands|dozens|hundred|thousand|million|dozen|of|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|another|further|first|full|sole|human|civilian|young|\d[\d,.]*)"
)
VERB = (
    rf"(?:{COUNTS}|{SAID}(?<!claimed)(?<!claims)"
    rf"|claim(?:ed|s)(?! (?:{MANY} ){{0,6}}(?:lives?|victims?|responsibility)\b)|{ALSO_SAID})"
)
# "Has repeatedly said", "has been saying for years", "was quoted as saying"; "would say" is not yet said.
SPOKE = (
    rf"(?:(?:has |have |had |would later )?(?:(?:also|later|then|once|since|\w+ly) )?{VERB}"
    r"|(?:has|have|had) (?:since |long |repeatedly )?told"
    r"|(?:(?<=s )|(?<=olice )|(?<=edia ))(?:say|believe|warn|insist|argue|reckon|estimate|show)"
    r"|would later say|(?:has|have|had) (?:long )?been (?:saying|telling|warning|arguing|insisting)"
    r"|(?:was|were|is|has been) (?:also |later )?quoted (?:by [^,“”\"]{1,40} )?as saying)"
)
# No saying: "said nothing about the deaths", "said goodbye to 40 guests", "said no"; "asked whether it is so".
SAYS_NOTHING = (
    r"(?! (?:whether|if|nothing|little|goodbye|farewell|sorry|no to|yes to|thank you)\b)"
    r"(?!(?<=told) (?:to|that)\b)"  # who is told
    r"(?! about (?!\d|half|a (?:third|quarter)|one\b|" + NUMERAL + r"\b))"
)
# After a verb that does something else too, only this is said: "wrote in a memo that", "admitted he", "added: “".
CLAUSE = re.compile(
    r"(?: (?:on|in|to|at|from|for|last|earlier)\b[^,.;:“”\"]{1,50}?)?(?: that\b|: | [“\"])"
    r"| (?:he|she|it|they|we|there|I|you|nobody)\b| no (?:one|decision)\b"
)
ALSO_SAID_LAST = re.compile(rf"\b(?:{ALSO_SAID}|show)\Z")
DOCUMENT = re.compile(
    r"\b(?:report|study|survey|poll|audit|inquiry|review|analysis|research|figures|data|documents|records|census"
    r"|statistics)\b",
    re.IGNORECASE,
)
FOUND = re.compile(r"\b(?:found|showed|shows|show|revealed|concluded|confirmed)\Z")

LOWER = (
    r"(?!(?:that|which|who|whom|when|where|and|but|as|to|by|after|before|because|while"
    r"|he|she|they|it|we|I|you|there"  # "In an email he wrote": no noun
    rf"|{AUXILIARY}"
    rf"|{SAID}|(?:{ALSO_SAID}(?<!notes)(?<!reports)(?<!shows)(?<!states)(?<!estimates)))\b)"
    rf"(?!{CAPITAL})[^\W\d_][\w’'-]*"
)
DETERMINER = r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne|[Aa]nother)"
SEVERAL = (
    r"(?:[Ss]ome|[Mm]ost|[Mm]any|[Ss]everal|[Bb]oth|[Oo]ther|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight"
    r"|[Nn]ine|[Tt]en|[Dd]ozens of|[Ss]cores of)"
)
# A name told after its verb may break off: "said a spokesman for the" of "... for the ministry on Monday".
NOT_IN_PHRASE = (
    r"(?:in|on|at|to|from|of|for|by|with|without|about|against|after|before|since|until|during|under|over|between|among"
    r"|through|into|near|outside|inside|towards?|behind|per|despite|within|via|around|the|an?|this|these|those|his|her"
    r"|its|their|our|some|any|every|each|no|or|if|whether|because|while|although|though|than|so|how|why|what|not|also"
    r"|still|only|just|even|too|again|already|now|then|there|here|yet|else|late|early|earlier|later|last|next"
    r"|yesterday|today|tonight|tomorrow|afterwards|adding|speaking|referring|standing|holding|familiar|close|put|sent"
    r"|seen|shown|given|held|made|kept|laid|drawn|who|he|she|it|they|we|i"
    rf"|{AUXILIARY}|\w+ed)"
)
NOUN = rf"(?!{NOT_IN_PHRASE}(?![\w’'-]))(?!(?!famil|all|assembl|suppl|rall)\w+ly(?![\w’'-])){LOWER}"
GROUP = (
    r"(?:police|officials|prosecutors|witnesses|experts|scientists|residents|organi[sz]ers|authorities|doctors|rescuers"
    r"|investigators|campaigners|activists|lawyers|analysts|economists|researchers|firefighters|ministers|unions"
    r"|employers|critics|officers|sources|leaders|neighbou?rs|relatives|forecasters|engineers|locals|passengers|media"
    r"|figures|documents|records)"
)
TITLE = r"(?:(?:St|Dr|Mr|Mrs|Ms|Gen|Sen|Rep|Gov|Sgt|Lt|Col|Capt|Prof|Rev|Hon|Det)\. )"
FULL = rf"{TITLE}?{NAME}(?: & {NAME})*(?: (?:Jr|Sr)\.)?"
TOGETHER = rf"(?:[Bb]oth )?(?:[Tt]he )?{FULL} and (?:the )?{FULL}"  # or one name: "the Rail and Signal Union"
CLAUSE_BEGINS = r"(?:(?<![^\n])|(?<=[,;:“”\"—–] )|(?<=[“\"])|(?<=\bthat )|(?<=\bbut ))"
NO_ADJECTIVE = r"(?:No|Few|Not|Only|In|On|At|From|After|By|Since|Before)"
PHRASE = rf"(?:{DETERMINER} )?(?:(?:\d[\d,]*|{NOUN}) ){{0,3}}(?:(?!{DAY}){FULL}(?: {NOUN})??|{NOUN})"
RELATED = (
    r" (?:by|of|for|from|at|in|with|close to|near|familiar with|within|on"
    r"|(?:published|released|issued|seen|conducted|commissioned|obtained|reviewed) (?:in|by|on|for))"
)
# "Simona Karel", "the prosecutor Tamsin Oke", "the town", "local residents"; or a pronoun, which names nobody.
NOMINAL = (
    rf"(?:{CLAUSE_BEGINS}{TOGETHER}"
    rf"|{DETERMINER} (?:{LOWER} ){{0,3}}(?:(?<=ed on )|(?!{DAY})){FULL}(?:(?: {NOUN}){{1,2}}(?: (?!{DAY}){FULL})?)?"
    rf"|{DETERMINER} (?:{LOWER} ){{0,2}}{LOWER}"
    rf"|{CLAUSE_BEGINS}(?:{SEVERAL} )?(?:(?:{NOUN}|(?!{NO_ADJECTIVE} ){FULL}) )?{GROUP}"
    rf"|{SEVERAL} (?:{NOUN} )?(?:{NOUN}(?<=s)|people|men|women)"
    rf"|{CLAUSE_BEGINS}{NAME}(?<=[’']s)(?: {NOUN}){{1,3}}(?: {FULL})?|{FULL}|{GROUP})"
)
WHO = rf"(?:{NOMINAL}|he|she|they|it|I|we)"
UP_TO_MARK = rf"(?:{INITIALS}|(?<=\d)[,.](?=\d)|(?!{INITIALS})[^,.;:!?()“”\"]){{1,60}}(?<!\s)(?=\s*[,.;:!?()](?!\d)|\Z)"
OF_WHOM = rf" (?:by|of|from|in|at|for) {UP_TO_MARK}"  # "the data by the US Department of State"
BRACKETS = r"(?: \([^()]{1,30}\))"
APPOSITION = r"(?:, [^,“”\"]{1,60},)"
# "Mara Oduya, 45, a father of two from Leeds, said": no more than this, lest "At noon, a man, 45, said" name the noon.
LONG_APPOSITION = r"(?:(?:, (?![A-Z“\"])[^,“”\";]{1,60}){2,3},)"
FULL_NAME = rf"{CAPITAL}[\w’'-]+ (?:{CAPITAL}\. )?{CAPITAL}[\w’'-]+"
ON_DAY = rf"(?: (?:late |early |earlier )?on {DAY})"
_SPEAKS = (
    rf"(?<![\w’'&-])(?:"
    rf"(?<![^\n])(?P<name>(?!(?:Last|Next|This|In|On|At|By|Since|After) ){FULL_NAME}){LONG_APPOSITION}"
    rf"|(?P<who>{WHO}(?:{RELATED} {PHRASE}|(?<=ed) on {DAY}){{0,2}}?)"
    rf"{BRACKETS}?(?P<apposed>{APPOSITION})?(?:(?<!ed){ON_DAY})?"
    rf") (?P<verb>{SPOKE}){END}{SAYS_NOTHING}"
)
ROLE = rf"(?:(?:\d+-year-old|{NOUN}) ){{1,4}}{FULL}(?=\s*[,.;:”\"]|\Z)"  # "former teacher Ines Moreau"
PLURAL = rf"(?:{NOUN} )?{NOUN}(?<=s)(?=[,.;”\"]|\Z)"
MEASURE = (
    r"(?:(?:the|their|its|his|her) )?(?:number|amount|size|age|weight|height|length|level|degree|kind|type|plan"
    r"|schedule|means|needs?|ability|rank|taste|season|custom|tradition)\b"
)
SOURCE = (  # "two people familiar with the matter"
    rf"(?:(?:\d[\d,]*|{SEVERAL}|{NOUN}) ){{0,3}}(?:(?!{DAY}){FULL}(?: {NOUN})?|{NOUN})"
    rf"(?:{OF_WHOM}|(?:{RELATED} {PHRASE}){{0,2}})"
)
_NO = "|(?P<{}>(?!))"  # a group that never is; every pattern has all of them
_SPOKEN_BY = (  # what each is not without, and the pattern
    (
        re.compile(rf"[”’\"'?!] {VERB}|, (?:{SAID}|wrote|writes|added|adds|recalled|reports)"),
        rf"(?:(?<=[”’\"'?!] )(?!told ){VERB}|(?<=, )(?!told )(?:{SAID}|wrote|writes|added|adds|recalled|reports))"
        rf" (?P<who>{FULL}(?<=[’']s)(?: {NOUN}){{1,3}}|{WHO}(?: {GROUP})?|{ROLE}|{PLURAL}){END}",
    ),
    (
        re.compile("[Aa]ccording to "),
        rf"(?P<source>[Aa]ccording to) (?!{MEASURE})"
        rf"(?P<whose>{NOMINAL}(?:{OF_WHOM}| (?:close to|familiar with) {PHRASE}|(?<=ed) on {DAY})?|{SOURCE}|{WHO})"
        rf"{END}",
    ),
    (re.compile("as saying"), rf"\b(?P<quoted>quot(?:ed|es|ing)) (?P<whom>{WHO}) as saying{END}"),
    (
        re.compile("(?:told|informed|warned) by "),
        rf"\b(?P<heard>told|informed|warned) by (?P<teller>{WHO}|{ROLE}|{PHRASE}) that{END}",
    ),
)
_GROUPS = ("who", "source", "whose", "quoted", "whom", "heard", "teller")
OF = r" (?:for|of|from|with|at|about|against|behind|near|inside|outside|under)"
IN_FULL = re.compile(
    rf"{OF} (?:{DETERMINER} )?(?:{NOUN} ){{0,3}}(?:(?!{DAY}){NAME}|{NOUN})"
    rf"(?: (?:of|for) (?:{DETERMINER} )?(?:{NOUN} ){{0,3}}(?:(?!{DAY}){NAME}|{NOUN}))?"
)
AS_SOURCE = re.compile(OF_WHOM)
PREPOSITION = rf"(?:{OF}| (?:in|on|over|after|before|since|during|until|without))"
FROM_PREPOSITION = re.compile(rf"{PREPOSITION}(?![\w’'-])")
BREAKS_OFF = re.compile(rf"{PREPOSITION}(?: {DETERMINER})?\Z")
ENDS_WITH_DAY = re.compile(rf" (?:in|on|since|until) {DAY}\Z")  # "said the captain on Monday"
# "Karel, 55, said the ferry had sunk": the ferry does not speak.
IS_SUBJECT = re.compile(rf" {AUXILIARY}(?![\w’'-])")
# "…, said Karel on Monday" and not "…, said profits would fall": what follows goes on about something else.
SAYS_NO_MORE_BY = re.compile(
    r"\s*[,.;:!?)(—–”\"]|\s*\Z| (?:in|on|at|to|after|before|during|from|of|for|with|as|when|while|late|early|earlier"
    r"|later|yesterday|today|last|this|and|but|who|via)\b"
)
# Not the whole of who speaks: "people with knowledge of the plan said".
IS_PART = re.compile(
    r"(?:\b(?:of|for|with|in|at|by|from|to|about|on|and|or|than|against|under|near|through|over|into|between|among"
    r"|like|including|during|without|around)|&|\b[A-Z][a-z]{0,3}\.) \Z"
)
# What is said here is not what they say: "neither Karel nor Dorn said", "no officials said", "if Karel said it".
NO_ASSERTION = re.compile(
    r"\b(?:[Nn]either [^,.;]*|nor |(?:[Nn]o|[Ff]ew|[Nn]ot even|[Nn]ot all|[Oo]nly if|[Ii]f|[Uu]nless|[Ww]hether"
    r"|[Ww]hat|[Ww]hatever|[Ee]verything|[Aa]nything|[Nn]othing|[Ss]omething|[Mm]uch of what)(?: that)? )\Z"
)
# "The wall, which Karel said was safe, fell": what he says ends with the clause.
SUBORDINATE = re.compile(
    r"(?:, (?:who|whom|which|where)|(?:\A|[,;] )(?:[Tt]he \w+ )?(?:[Ww]hen|[Aa]fter|[Bb]efore|[Ww]hile|[Bb]ecause"
    r"|[Ss]ince|[Aa]lthough|[Tt]hough|[Uu]ntil|[Oo]nce|[Ww]hereas)) \Z"
)
# "The man who police say killed two women was 43": without a comma, where the next verb is the sentence's own.
RESTRICTIVE = re.compile(r"(?<!,)(?:\A| )(?:who|whom|which|where) \Z")
MAIN_VERB = re.compile(rf"(?<=\w) {AUXILIARY}(?![\w’'-])")
OF_THE_MAN = re.compile(r"(?:[Tt]he|[Aa]n?) [^\W\d_]+ police\Z")  # "the man police say killed two women"
NAMES_FIRST = re.compile(rf"(?<![^\n])(?!{NO_ADJECTIVE} |{DAY}){FULL_NAME}, \Z")  # "Tom Dray, a friend, … said"
SPEAKS_NOT_BEHIND = (IS_PART, NO_ASSERTION, NAMES_FIRST)
# What may follow a verb of saying that speaks what stands before it: "It sank, Karel told the court on Monday."
SPEAKS_NO_MORE = re.compile(
    rf"(?! [^,.;“”\"]*\bthat\b)(?:(?<=told) (?:(?:{DETERMINER} )?(?:{NOUN} ){{0,3}}(?:{FULL}|{NOUN})|me|us|him|her|them"
    rf"|you))?(?:\s*(?:[.;!?)(—–”\"]|,(?! [“\"‘])|\Z)"
    r"| (?:in|on|at|to|after|before|during|from|by|with|as|when|while|late|early|earlier|later|yesterday|today|last"
    rf"|this|again|afterwards|recently|adding|citing|quoting|speaking|and|but|via|through|outside|{DAY})\b)"
)
# "“It sank,” Karel said, adding that nobody died": beside a quotation nothing else is said.
GOES_ON = re.compile(
    r", (?:but |and )?(?:also )?(?:adding|saying|noting|explaining|insisting|arguing|warning|claiming|stressing)\b"
    r"|\b(?:and|but) that\b"
)
# "Northmere’s chief executive, Oliver Trench": a name behind what somebody is belongs to it. Not so behind a place,
# which may be that of a town: "police in Salem, New Hampshire".
NAME_BEHIND = re.compile(
    rf", {TITLE}?(?!(?:New|North|South|East|West|{DAY}) )(?={WORD} [^,.;]){NAME}(?=,(?! and\b)|[.;]|\Z)"
)
IS_ROLE = re.compile(rf"(?:\A|(?<= ))(?!{CAPITAL})[^\W\d_][\w’'-]*\Z| (?:for|of) (?:the )?{FULL}\Z")
# Between commas: more on whoever is named before. ", when he left," is not.
IS_APPOSITION = re.compile(r", (?:\d|who|whose|an? |the |[A-Z])")
NOBODY = frozenset(WEEKDAYS) | frozenset(
    "he she they it i we you who that this these those there one what which and but not nobody none few neither earlier"
    " later yesterday today tonight meanwhile however then when".split()
)
NONE_OF_THEM = frozenset(["no", "few", "neither", "none", "nobody"])
# Words that a clause begins with, which would pass for part of a name: "But Karel said", "On Monday Karel said".
OPENS = re.compile(
    r"(?:And|But|Yet|So|Then|Meanwhile|Still|Later|However|Yesterday|Today|Tonight|Earlier|As|Now|Afterwards|Instead) "
)
OPENS_WITH_DAY = re.compile(rf"(?:On|In|By|Until|Since) {DAY} ")
UNSAID = re.compile(
    r"(?:When|If|Before|After|While|Unless|Until|Although|In|On|At|From|By|Since|Because|What|Everything|Whatever|Why"
    r"|How|Whether|Where|Had|Once) "
)
TURNS = re.compile(rf";|\b(?:{COUNTS}|reckons|reckoned|estimates|estimated)\b")

# What nothing is said without: the two patterns below are long, and most sentences have none of it.
MAY_SPEAK = re.compile(
    rf"{VERB}|told|say|believe|warn|insist|argu|reckon|estimate|show|quot|telling|wrote|writes|[Aa]ccording|informed"
)


@lru_cache(maxsize=1)
def speaks() -> re.Pattern[str]:
    """Somebody, and behind them a verb of saying. Half a second to compile, so not before it is needed."""
    return re.compile(_SPEAKS)


@lru_cache(maxsize=len(_SPOKEN_BY))
def _spoken_by(written: str) -> re.Pattern[str]:
    return re.compile(written + "".join(_NO.format(name) for name in _GROUPS if f"(?P<{name}>" not in written))


def spoken_by(sentence: str) -> list[re.Match[str]]:
    """Where a verb of saying, or "according to", has somebody behind it, in order; none overlaps another."""
    found = [
        one
        for needs, written in _SPOKEN_BY
        if needs.search(sentence) is not None
        for one in _spoken_by(written).finditer(sentence)
    ]
    kept: list[re.Match[str]] = []
    for one in sorted(found, key=lambda match: match.start()):
        if not kept or one.start() >= kept[-1].end():
            kept.append(one)
    return kept
