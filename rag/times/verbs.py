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
    " elects chooses signs continues restarts misses happens heads lapses joins docks addresses hears".split()
)
ANNOUNCING_PLURAL = frozenset(
    "begin start stop open close end expire run meet vote go travel hold host play face return arrive leave take"
    " visit reopen resume retire launch enter decide come sing elect sail depart sign head strike march hear"
    " debate continue expect".split()
)
# Those that are commonly nouns: "showed signs of life", "drivers on strike".
NOUNS_TOO = frozenset("signs heads addresses sign head strike march debate".split())
# What teams do in the plural, though their names are none: "Arsenal go to Chelsea"; and "Rovers, who play Leeds".
PLAYED = frozenset("play host face travel meet begin start open go visit return".split())
PLAYED_BEHIND_WHO = frozenset("play host face meet visit".split())
# Presents that are of the future only behind "from": "fares rise from 1 April". A headline's "toll rises" is past.
FROM_THEN_ON = frozenset(
    "rise rises fall falls increase increases drop drops climb climbs change changes apply applies cost costs pay pays"
    " get gets charge charges go goes need needs replace replaces raises lowers doubles".split()
)
WAS = frozenset(
    "was were had did wasn’t weren’t hadn’t didn’t wasn't weren't hadn't didn't said told began took came gave"
    " wrote saw fell rose spoke went knew became chose broke drove flew grew threw drew sank swore woke wore stole"
    " froze shook withdrew ran won lost sold stood understood got forbade overcame overtook oversaw overthrew"
    " underwent sang swam rode hid tore blew rang ate strode shrank sprang".split()
)
# Past tense, or a participle: "met" and "has met", but also "will be met".
WAS_OR_PARTICIPLE = frozenset(
    "met held left made paid put set hit cut sent built shot found kept led felt heard brought bought caught"
    " thought taught fought sought struck burst quit spent shut read let cost dealt bid beat cast split"
    " spread upheld withheld hurt broadcast lay forecast sat dug hung lit swept slept wept clung swung lent"
    " bent outbid".split()
)
# Past, but a participle behind "be": "will be sold", "could be won or lost".
SOLD = frozenset("sold told won lost".split())
# The present of many looks like the past: "if they beat Wales on Saturday".
UNCHANGED = frozenset("beat cut hit put set let quit hurt split cast spread bid burst".split())
NOT_PAST = frozenset(
    "need speed feed indeed hundred shed bleed exceed proceed succeed agreed-upon united armed unprecedented so-called"
    " embed breed seed weed red bed aged fred syed reed".split()
)
DETERMINERS = frozenset("the his her its their our my your of for in on no any a an this these another".split())
# Behind these a modal verb is none: "with a can of petrol", "read out the will".
ARTICLES = frozenset("a an the his her".split())
MODALS_TOO = frozenset("can will must might".split())
# What is known beforehand, so that "after Sunday’s vote, parliament will meet" may tell of next Sunday.
SCHEDULED = frozenset(
    "vote votes election elections ballot referendum poll polls meeting match game final derby hearing summit talks"
    " verdict deadline ceremony debate parade funeral trial session inauguration by-election by-elections runoff"
    " run-off".split()
)
# What more is arranged beforehand, so that it may be called "for Friday".
ARRANGED = SCHEDULED | frozenset(
    "strike strikes walkout stoppage rally march protest demonstration concert race test conference review"
    " audience".split()
)
# What nobody knows beforehand, so that "Sunday’s crash" was last Sunday, whatever is said to come of it.
HAPPENED = frozenset(
    "shooting shootings stabbing stabbings attack attacks crash crashes collision fire blaze explosion"
    " explosions blast bombing bombings killing killings murder earthquake quake landslide avalanche eruption"
    " derailment collapse disaster accident incident failure outage blackout leak robbery raid raids ambush"
    " kidnapping hijacking assassination assault riot riots violence massacre death deaths chaos mistake".split()
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
    r"(?:s|d|ed|ned|ted|ing|ning|ting)?|set|due|poised|keen|eager|invitation|intention|forecast|give|gave|given|giving"
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
    " risen shaken said told heard understood withdrawn sworn overrun overcome born".split()
)
# Participles that are also the present of many.
PRESENT_TOO = frozenset("run come become overcome".split())
MAY_HAVE = frozenset("may might must could would should wouldn’t wouldn't".split())
# What officials "would not" do when it was asked.
ANSWERING = frozenset("say comment confirm name discuss disclose deny identify elaborate specify".split())
# Words of those who report what others do.
SAID = frozenset("said told added warned announced".split())
SPEAKING = SAID | frozenset("says say that whether".split())
# Who "could hear the case", where others could hear shots; and what may be seen now, where else it "could see" a rise.
COURTS = frozenset("court courts judge judges jury tribunal committee panel parliament".split())
SIGHTS = frozenset("smoke flames fire fires flashes bodies".split())
# What follows a "to" that goes before a place, not a verb.
PLACES = frozenset(
    "court work parliament power reporters journalists war jail prison school hospital talks police death people"
    " voters lawmakers office church market markets supporters residents peace safety the a an his her its their"
    " this that these those all more about almost nearly as life murder manslaughter fraud him them me us you"
    " it everyone".split()
)
IS = frozenset("is are isn’t aren’t isn't aren't".split())
BE = frozenset("be been being get have".split())
# What goes on because of what was: "are investigating a crash on Monday" says nothing of next Monday.
INQUIRING = frozenset(
    "investigating appealing searching hunting examining questioning probing mourning reeling".split()
)
INQUIRED = frozenset("questioned treated investigated blamed sought searched examined".split())
# "Let four hostages go", "watched the ships sail": it was done.
LETTING = frozenset("let made watched saw".split())
NOBODY = frozenset("neither nobody none no-one no".split())
# What was so "until Friday" and is over: it lasted, or till then it was not.
LASTED = frozenset("lasted ran stayed remained waited continued raged".split())
DENIED = NOBODY | frozenset("not never wasn’t weren’t didn’t hadn’t wasn't weren't didn't hadn't".split())
EXPECTED = frozenset("expected planned due scheduled supposed meant likely possible".split())
# What was arranged in the past may be of the future: "announced a tour of Asia in August".
ARRANGING = frozenset("announced approved confirmed moved put delayed postponed called backed booked cancelled".split())
# Behind a verb like "jailed" these show that it tells no story: "a rally to free the men jailed for a raid".
PREPOSITIONS = frozenset("in on at of by for from to with during since after before over".split())
RELATIVE = frozenset("who whom whose which that".split())
# What stands before "-ing" where that is to come, apart from "we’re" and "I’m".
GOING = frozenset("is are am isn’t aren’t isn't aren't be he’s she’s it’s he's she's it's".split())
# What goes before a clause, and so before a name without an article that opens it.
JOINING = frozenset("when as before after if that and but while where because once until".split())
# A number behind these is their name and counts nothing: "Stage four takes the riders over three passes".
NUMBERED = frozenset("stage day week round game part phase chapter group".split())
