"""Words that news uses for one another, and what standing abbreviations stand for: for searching alone.

Whether two answers say the same is another question; see `rag.text.values`.
"""

from __future__ import annotations

import re
from functools import cache

# Only in capitals, and all the words of one together: "who" asks, "us" are we, and "pm" is a time of day.
ABBREVIATIONS = {
    "UK": "britain, british, united kingdom",
    "US": "america, american, united states",
    "USA": "america, american, united states",
    "UAE": "united arab emirates",
    "EU": "european union",
    "UN": "united nations",
    "WHO": "world health organization, world health organisation",
    "WTO": "world trade organization, world trade organisation",
    "FAO": "food agriculture organization, food agriculture organisation",
    "IMF": "international monetary fund",
    "ECB": "european central bank",
    "IOC": "international olympic committee",
    "MSF": "medecins frontieres, doctors borders",
    "NHS": "national health service",
    "PM": "prime minister, premier",
    "MP": "member parliament, lawmaker, deputy",
    "MPs": "members parliament, lawmakers, deputies",
    "MEP": "member european parliament",
    "AG": "attorney general",
    "CEO": "chief executive, boss",
    "CFO": "chief financial officer, finance director",
    "HQ": "headquarters",
    "GDP": "gross domestic product, economy",
    "NGO": "charity, aid organisation, aid organization",
    "AI": "artificial intelligence",
}
# Each line are words, in any form that is cut to the same stem, of which one may stand where another was asked for.
ALIKE = """
uk britain british
us usa america american
eu european
un nations
premier pm
ceo boss executive
mp lawmaker deputy parliamentarian
kill killed die died dead death deadly toll fatality perish victim
injured injury hurt wounded wound
cop police policeman officer
thief burglar robber raider gang
steal stolen theft rob robbed robbery raid loot haul
arrest arrested detained custody
jail prison imprisoned sentence
sack sacked fire fired dismiss dismissed oust
resign resigned quit stepped
replace replaced succeed succeeded successor
buy bought acquire purchase takeover acquisition
merger takeover merge
wage pay salary
increase rise hike raise
decrease fall drop decline
redundant redundancy layoff job
worker employee staff workforce
strike walkout stoppage
firm company business
profit earnings
money cash funds
begin began start commence launch
end finish close
cancel cancelled scrap abandon
delay postpone postponed
forbid forbidden ban banned prohibit
permit allow permitted
back support favour favor
oppose opposed against
vote ballot poll
election poll
truce ceasefire
deal agreement accord pact treaty
talks negotiations
envoy ambassador
soldier troops
refugee displaced migrant
car vehicle
lorry truck
bus coach
plane aircraft jet
ship vessel boat
crash collision accident
blaze fire wildfire
earthquake quake tremor
flood flooded deluge inundated
storm gale hurricane
rain rainfall downpour
illness disease sick
doctor physician medic
hospital clinic
drug medicine
child children kid
pupil student schoolchildren
teenager teen
holidaymaker tourist visitor
resident inhabitant villager
rescue rescued saved
missing lost
stranded trapped stuck
evacuate evacuated evacuation
film movie
author writer novelist
book novel
singer musician
lawyer solicitor attorney barrister
court judge tribunal
fine penalty
investigate probe inquiry investigation
shop store
house home
price cost
tax levy duty
electricity power
hacker cyber
"""


def alike(word: str) -> tuple[str, ...]:
    """What may stand in an article for a `word` of a question, in small letters, words that go together with a blank
    between them; nothing for most words.
    """  # fmt: skip
    standing = ABBREVIATIONS.get(word)
    return tuple(standing.split(", ")) if standing is not None else _by_word().get(word.lower(), ())


def is_abbreviation(word: str) -> bool:
    """Whether a word as it is written stands for others, although small letters would make a common word of it."""
    return word in ABBREVIATIONS


@cache
def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for line in re.findall(r".+", ALIKE):
        words = line.split()
        for word in words:
            found.setdefault(word, {}).update(dict.fromkeys(other for other in words if other != word))
    return {word: tuple(others) for word, others in found.items()}
