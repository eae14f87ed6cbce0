"""What a name looks like in a text: "Simona Karel", "Ursula von der Leyen", "Bashar al-Assad", "the U.N.", "May"."""

from __future__ import annotations

# `re` knows no class of capitals; English news writes names in Latin letters, accents among them.
CAPITAL = f"[{''.join(chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())}]"
INITIALS = rf"(?:{CAPITAL}\.){{2,}}+(?:-\w+|[’']s)?+"  # "U.N.", "J.K.", "U.S.-led"
WORD = rf"(?!{CAPITAL}\.{CAPITAL}\.)(?:(?:al|el|ul|ad|as|ash)-|[dl][’'])?{CAPITAL}[\w’'-]*"
PARTICLES = r"(?:(?:of|de|van|von|bin|ibn|der|den|da|das|dos|del|di|du|la|al|el) ){0,2}"
MIDDLE_INITIAL = rf"(?: {CAPITAL}\.(?= (?!I\b){CAPITAL}))?"  # "Hanna K. Orvel"
NAME = rf"(?:{INITIALS}|{WORD})(?:{MIDDLE_INITIAL} {PARTICLES}(?:{INITIALS}|{WORD}))*"

# Of days and months, in small letters.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = "january february march april may june july august september october november december".split()
