"""The words of English news by which `tense` tells what was from what is to come."""

from __future__ import annotations

import re

WILL = frozenset(
    "will won’t won't shall would wouldn’t wouldn't must should may might could can cannot can’t can't going"
    " upcoming forthcoming scheduled slated due expects plans hopes intends aims expected".split()
)
# Third persons of the present that announce, when no article or adjective makes nouns of them.
ANNOUNCING = frozenset(
    "begins starts stops opens closes ends expires runs meets votes goes travels holds hosts plays faces returns"
    " arrives leaves takes visits reopens resumes becomes retires launches kicks enters convenes decides comes turns"
    " sings airs stands rules speaks delivers presents performs sails departs concludes publishes releases"
    " elects".split()
)
ANNOUNCING_PLURAL = frozenset(
    "begin start stop open close end expire run meet vote go travel hold host play face return arrive leave take"
    " visit reopen resume retire launch enter decide come sing elect sail depart".split()
)
# Presents that are of the future only behind "from": "fares rise from 1 April". A headline's "toll rises" is past.
FROM_THEN_ON = frozenset(
    "rise rises fall falls increase increases drop drops climb climbs change changes apply applies cost costs pay pays"
    " get gets charge charges go goes".split()
)
WAS = frozenset(
    "was were had did wasn’t weren’t hadn’t didn’t wasn't weren't hadn't didn't said told began took came gave"
    " wrote saw fell rose spoke went knew became chose broke drove flew grew threw drew sank swore woke wore stole"
    " froze shook withdrew ran won lost sold stood understood got".split()
)
# Past tense, or a participle: "met" and "has met", but also "will be met".
WAS_OR_PARTICIPLE = frozenset(
    "met held left made paid put set hit cut sent built shot found kept led felt heard brought bought caught"
    " thought taught fought sought struck burst quit spent shut read let cost dealt bid".split()
)
NOT_PAST = frozenset(
    "need speed feed indeed hundred shed bleed exceed proceed succeed agreed-upon united armed unprecedented so-called"
    " embed breed seed weed red bed aged fred syed reed".split()
)
DETERMINERS = frozenset("the his her its their our my your of for in on no any its".split())
# What is known beforehand, so that "after Sunday’s vote, parliament will meet" may tell of next Sunday.
SCHEDULED = frozenset(
    "vote votes election elections ballot referendum poll polls meeting match game final derby hearing summit talks"
    " verdict deadline ceremony debate parade funeral trial session inauguration by-election by-elections runoff"
    " run-off".split()
)
# After these "to do" tells of what was done, or was not.
DONE = frozenset(
    "failed refused managed forced began continued started able had declined opted helped tried used ceased seemed"
    " appeared proved needed led moved rushed came went tended".split()
)
# After these, within a few words, what "to do" tells of is to come, though they stand in the past themselves.
PLANNING = re.compile(
    r"(?:agree|vow|promise?|plan|hope?|expect|ask|tell|told|order|urge?|warn|decide?|offer|want|wish|pledge?|intend"
    r"|prepare?|invite?|threaten|instruct|advise?|demand|require?|oblige?|summon|bail|remand|resolve?|arrange?|propose?"
    r"|suppose?|schedule?|need|wait|persuade?|commit|gear|call|encourage?|recommend|clear)"
    r"(?:s|d|ed|ned|ted|ing|ning|ting)?|set|due|poised|keen|eager|invitation|intention|give|gave|given|giving"
)
PLANNED_WITHIN = 7  # words
# The same for what stands right before "to".
PLANNING_TO = frozenset(
    "is are isn’t aren’t isn't aren't was were has have not likely unlikely ready about willing whether chance deadline"
    " time opportunity right approval permission".split()
)
# What people "were told to" do and did at once: "were ordered to leave their homes on Monday" is past.
ORDERED = frozenset("told ordered asked urged warned advised instructed forced".split())
AT_ONCE = frozenset("leave evacuate flee abandon escape shelter seek boil pay".split())
FIXTURES = frozenset("face play".split())  # "the squad named to face France on Saturday"
WISHING = frozenset("want wants hope need needs expect plan aim intend".split())
# Behind "could", "may" and the like with "have": told of what was, or may have been.
PARTICIPLES = WAS_OR_PARTICIPLE | frozenset(
    "been had done gone seen taken given known shown written spoken broken chosen driven eaten fallen stolen grown"
    " thrown drawn flown begun become come run won lost sold stood sunk sung worn torn beaten frozen forgotten hidden"
    " risen shaken said told heard understood withdrawn sworn overrun overcome".split()
)
MAY_HAVE = frozenset("may might must could would should wouldn’t wouldn't".split())
# What officials "would not" do when it was asked.
ANSWERING = frozenset("say comment confirm name discuss disclose identify elaborate specify".split())
# Words of those who report what others do.
SPEAKING = frozenset("said says say told added warned announced that whether".split())
# Who "could hear the case", where others could hear shots; and what may be seen now, where else it "could see" a rise.
COURTS = frozenset("court courts judge judges jury tribunal committee panel parliament".split())
SIGHTS = frozenset("smoke flames fire fires flashes bodies".split())
# What follows a "to" that goes before a place, not a verb.
PLACES = frozenset(
    "court work parliament power reporters journalists war jail prison school hospital talks police death people"
    " voters lawmakers office church market markets supporters residents peace safety the a an his her its their"
    " this that these those all more about almost nearly as life murder manslaughter fraud".split()
)
IS = frozenset("is are isn’t aren’t isn't aren't".split())
BE = frozenset("be been being get have".split())
