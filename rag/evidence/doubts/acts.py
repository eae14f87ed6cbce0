"""Whether a sentence has no word of the act whose doer is asked for: to "Who shot the wolf?" it says who filmed it.

Of acts only that news tell by few words. Who "runs", "found" or "wrote" a thing is told by too many: its boss, who saw
it, a title.
"""

from __future__ import annotations

import re

from rag.datatypes import Quotation
from rag.text.bases import bases_of

# Whoever is held for it did it perhaps.
HELD = "suspect|accus|charg|arrest|convict|jail|sentenc|admit|confess|blam|guilt|culprit|responsib|attack|crim|plead"
# What is asked for, and how the words begin by which it is told.
ACTS = tuple(
    (frozenset(verbs.split()), re.compile(rf"\b(?:{words})", re.IGNORECASE))
    for verbs, words in (
        (
            "steal rob loot burgle",
            f"st[eo]le|stol|theft|thie|rob|burgl|loot|raid|heist|haul|snatch|took|tak|made off|{HELD}",
        ),
        ("shoot", f"sho[ot]|gun|fir(?:e|ing)|bullet|rifle|pistol|kill|murder|hunt|{HELD}"),
        (
            "kill murder stab strangle poison",
            f"kill|murder|stab|strangl|poison|sho[ot]|slay|slain|assassin|knif|d(?:ie|ead|eath)|hit|r[au]n over|{HELD}",
        ),
        ("kidnap abduct", f"kidnap|abduct|seiz|hostage|ransom|captor|captiv|took|taken|{HELD}"),
        ("build", "buil|construct|erect|contractor|architect|engineer|shipyard|yard|ma[dk]e|put up|rais|by\\b"),
        ("design", "design|architect|dr[ae]w|plan|conceiv|creat|style|by\\b"),
        ("paint", "paint|artist|portrait|mural|canvas|by\\b"),
        ("film photograph", "film|photo|video|footage|clip|camera|record|captur|shot|picture|image|took|taken|by\\b"),
        ("plant", "plant|sow|gr[eo]w|laid out|hid|bomb|by\\b"),
        ("invent", "invent|devis|develop|creat|idea|design|patent|first|father of|mother of|by\\b"),
    )
)
WHO_DID = re.compile(r"\A\W*(?:and )?who (?:(?:has|have|had) )?(?P<verb>[a-z]+) \w", re.IGNORECASE)


def is_of_other_act(question: str, quotation: Quotation) -> bool:
    """Whether `question` asks who did what is one of `ACTS`, and the sentence has no word by which it is told."""
    asked = WHO_DID.match(question)
    if asked is None:
        return False
    bases = bases_of(asked["verb"].lower())
    return any(not bases.isdisjoint(verbs) and told.search(quotation.sentence) is None for verbs, told in ACTS)
