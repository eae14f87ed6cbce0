"""The base forms that a verb may have: "sue" of "sued" and "suing", "beat" of "beaten"."""

from __future__ import annotations

from functools import lru_cache

# A base, its past and its participle, where these are not built with "-ed".
IRREGULAR = """
beat beat beaten, become became, begin began begun, bite bit bitten, blow blew blown, break broke broken, bring brought
build built, buy bought, cast cast, catch caught, choose chose chosen, cut cut, draw drew drawn, drive drove driven
eat ate eaten, feed fed, fight fought, find found, fly flew flown, forget forgot forgotten, forgive forgave forgiven
get got gotten, give gave given, grow grew grown, hear heard, hide hid hidden, hit hit, hold held, hurt hurt, keep kept
know knew known, lay laid, lead led, leave left, lend lent, let let, lose lost, make made, meet met, outbid outbid
overtake overtook overtaken, overthrow overthrew overthrown, pay paid, put put, quit quit, read read, ride rode ridden
run ran, say said, see saw seen, seek sought, sell sold, send sent, set set, shoot shot, show showed shown
sing sang sung, sink sank sunk
speak spoke spoken, spend spent, steal stole stolen, strike struck, swear swore sworn, take took taken
teach taught, tear tore torn, tell told, think thought, throw threw thrown, understand understood
undertake undertook undertaken, win won, wind wound, withdraw withdrew withdrawn, write wrote written
"""
VERBS = tuple(tuple(verb.split()) for verb in IRREGULAR.strip().replace("\n", ", ").split(", "))
BASE_OF = {form: frozenset(verb[0] for verb in VERBS if form in verb) for verb in VERBS for form in verb}
PASTS = frozenset(form for verb in VERBS for form in verb[1:])
VOWELS = frozenset("aeiou")


@lru_cache(maxsize=4096)
def bases_of(word: str) -> frozenset[str]:
    """What a word in small letters may be a form of, itself among it; with some that are no words: "accus"."""
    found = {word} | BASE_OF.get(word, frozenset())
    for ending in ("ed", "ing", "es", "s"):
        if not word.endswith(ending) or len(word) < len(ending) + 2:
            continue
        stem = word.removesuffix(ending)
        found.add(stem)
        if ending in ("ed", "ing"):
            found.add(f"{stem}e")
            if stem[-1] == stem[-2:-1] and stem[-1] not in VOWELS:
                found.add(stem[:-1])
        if stem.endswith("i") and ending in ("ed", "es"):
            found.add(f"{stem[:-1]}y")
    return frozenset(found)


def may_be_participle(word: str) -> bool:
    """Whether a word in small letters may be the participle of a verb: "sued", "beaten"."""
    return word in PASTS or (word.endswith("ed") and not word.endswith("eed"))
