"""From one member of a list of names to the whole list: readers often stop at the first or the last of several."""

from __future__ import annotations

import re

from rag.evidence.lists.pieces import ONE_NAME, head_noun, is_role_noun
from rag.text.grammar import DETERMINERS, is_content, looks_past, words_of
from rag.text.names import CAPITAL, MONTHS, NAME, WEEKDAYS

AGE = r"(?:, (?:aged )?1?\d\d?(?=,| (?:and|or) |[.;]|\Z)|,? \([^()\n]{1,40}\))"
TITLED = rf"(?:(?:Mr|Mrs|Ms|Dr|Prof|Rev|Sgt|Sir|St)\. (?:{CAPITAL}\. )?)?"
QUOTED = r"“[^“”\n]+”|\"[^\"\n]+\""
IN_QUOTES = re.compile(QUOTED)
TITLE = r"“[^“”\n]*[^“”\n,.?!]”|\"[^\"\n]*[^\"\n,.?!]\""  # and no speech: “We lost,”
WHOLE_NAME = rf"(?:{TITLE}|{TITLED}{NAME}(?: the {NAME})?)"
BESIDES = r"as well as|along with|together with|but also"
LINK = rf"(?:, (?:(?:and|or|nor|{BESIDES}) )?| (?:and|or|nor|{BESIDES}) )"
LINKED = re.compile(LINK)
LINK_BEFORE = re.compile(rf"{LINK}\Z")
# "the night guard, " before "Asif Raza"
CALLED = rf"(?:(?P<called>(?:the|his|her|their|{CAPITAL}[\w-]*['’]s) (?:[a-z][\w’'-]* ){{0,4}}[a-z][\w’'-]*), )?"
ITEM = re.compile(rf"{CALLED}(?P<role>(?:[a-z][\w’'-]* ){{0,5}}){WHOLE_NAME}(?:{AGE})?")
OPENING_ITEM = re.compile(rf"(?P<role>{CAPITAL}[a-z]+ (?:[a-z][\w’'-]* ){{0,3}}){WHOLE_NAME}(?:{AGE})?")
NAME_BEFORE = re.compile(rf"(?<![\w’'“\"-]){WHOLE_NAME}{AGE}?\Z")
ROLE_BEFORE = re.compile(r"(?<![\w’'-])(?:[a-z][\w’'-]* ){0,5}\Z")
TAIL = re.compile(rf"(?:{AGE}| (?:of|from|by) {NAME})(?={LINK})")  # of a name that a reader cut: "Per Berg" of "Sweden"
BY_NAME = re.compile(rf" by {NAME}")
TITLED_BEFORE = re.compile(rf"(?:{TITLE}) by \Z")  # whose title it is: "“Salt” by " before "Ann Lee"
CONJUNCTION = re.compile(r" (?:and|or|nor|as well as|along with|together with|but also) ")
CLAUSE = re.compile(r"[^\W\d], (?:and|or) ")  # "He met Macron, and Scholz left"
OTHERS_AFTER = re.compile(r",? (?:and|or) (?:\w+ ){0,2}others\b")
COLON_BEFORE = re.compile(r":\s+\Z")
FAR = 160  # characters before a list in which its members may stand
# What opens the sentence before a list is no part of it: "In Paris, Macron and Scholz", "Both Macron and Scholz".
APART = r"(?:According to|In|On|At|By|From|After|Before|Since|During|Until|Near|Outside|Under|Unlike|Despite) "
IS_APART = re.compile(APART)
COMES_APART = re.compile(rf"(?<!\w){APART}(?:{CAPITAL}\w+ (?:in|at|on|near) )?\Z")  # "On Monday in Paris, Macron"
OPENER = re.compile(
    r"(?:Both|Either|Neither|And|But|Yet|So|Then|When|If|While|As|Although|Because|Meanwhile|Today) "
    rf"|(?:On )?(?:{'|'.join(day.title() for day in (*WEEKDAYS, *MONTHS))}) (?={CAPITAL})"
)
AFTER_COMMA = re.compile(r", (?:and |or )?")


def grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The place of the whole list of names that the names from `start` to `end` are part of; itself where of none."""
    alone = start, end
    if IN_QUOTES.fullmatch(text[max(0, start - 1) : end + 1]):
        start, end = start - 1, end + 1
    if not is_list(text, start, end):
        return alone
    last, after = _forward(text, start, end)
    first, before = _backward(text, start)
    if before:
        first = _where_list_begins(text, first, start, all_open=text[last : last + 1] == ",")
    listed = text[first:last]
    is_colon_list = before + after > 1 and COLON_BEFORE.search(text, 0, first) and not text[last : last + 1].isalnum()
    # Two names with a comma between are as often an apposition as a list.
    if not (CONJUNCTION.search(listed) or OTHERS_AFTER.match(text, last) or is_colon_list):
        return alone
    if before + after == 1 and CLAUSE.search(text, min(end, first), last) and text[last : last + 2].strip().islower():
        return alone
    return first, last


def is_list(text: str, start: int, end: int) -> bool:
    """Whether from `start` to `end` stand names, with what links them, and nothing else."""
    at = start
    while (item := item_end(text, at, end)) is not None:
        if text[item - 1] in '”"' and (author := BY_NAME.match(text, item, end)) is not None:
            item = author.end()
        link = LINKED.match(text, item, end)
        if link is None:
            return item == end
        at = link.end()
    return False


def item_end(text: str, at: int, limit: int) -> int | None:
    """Where a name that begins at `at`, with what it is called before and its age behind, ends; None without one."""
    if (whole := ONE_NAME.match(text, at, limit)) is not None:
        return whole.end()
    for pattern in (OPENING_ITEM, ITEM):
        item = pattern.match(text, at, limit)
        if item is not None and _is_role(item["role"]) and _is_called(item.groupdict().get("called")):
            return item.end()
    return None


def _is_called(words: str | None) -> bool:
    return not words or is_role_noun(head_noun(words))


def _is_role(words: str) -> bool:
    """Whether words before a name say what it names: "striker ", "central bank governor ", "his former ", "the "."""
    found = words_of(words)
    determined = bool(found) and found[0].lower in DETERMINERS
    rest = found[1:] if determined else found
    if not rest:
        return True
    if not all(is_content(word) and not looks_past(word) for word in rest):
        return False
    return (determined and len(rest) < 3) or is_role_noun(rest[-1].lower)


def _forward(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the list of which items stand from `start` to `end` ends, and how many items more it has."""
    last, count, is_closed = end, 0, CONJUNCTION.search(text, start, end) is not None
    while (link := LINKED.match(text, _after_tail(text, last))) is not None:
        item = item_end(text, link.end(), len(text))
        is_last = " and " in link[0] or " or " in link[0]
        goes_on_apart = link[0] == ", " or (link[0].startswith(",") and text[link.end()].isupper())
        if item is None or (is_closed and goes_on_apart):
            break  # "between Mali and Chad, and Niger said", "in Mali and Chad, the Board said"
        last, count, is_closed = item, count + 1, is_last
    return last, count


def _after_tail(text: str, end: int) -> int:
    """Where what is said of the item that ends at `end` ends, if a list goes on behind it: "“Salt” by Ann Lee, “"."""
    tail = TAIL.match(text, end)
    return tail.end() if tail is not None else end


def _backward(text: str, start: int) -> tuple[int, int]:
    """Where the list of which an item begins at `start` begins, and how many items before it has."""
    first, count = start, 0
    role = _role_start(text, start)
    at = role if LINK_BEFORE.search(text, max(0, role - FAR), role) is not None else start
    while (link := LINK_BEFORE.search(text, max(0, at - 20), at)) is not None:
        name = NAME_BEFORE.search(text, max(0, link.start() - FAR), link.start())
        if name is None:
            break
        titled = TITLED_BEFORE.search(text, max(0, name.start() - FAR), name.start())
        first = at = titled.start() if titled is not None else name.start()
        whole = [one.start() for one in ONE_NAME.finditer(text, max(0, at - FAR), link.start()) if one.end() > at]
        if whole:
            first = at = min(at, *whole)
        count += 1
        role = _role_start(text, at)
        opens = LINK_BEFORE.search(text, max(0, role - 20), role) is None
        if role < at and (not opens or words_of(text[role:at])[0].lower in DETERMINERS):
            first = at = role  # of the first, other words before may belong to the sentence
    return first, count


def _role_start(text: str, at: int) -> int:
    """Where the words before the name at `at` begin that say what it names; `at` where none do."""
    found = ROLE_BEFORE.search(text, max(0, at - FAR), at)
    words = words_of(found[0]) if found is not None else []
    for word in words:
        start = found.start() + word.start if found is not None else at
        if _is_role(text[start:at]):
            return start
    return at


def _where_list_begins(text: str, first: int, last: int, *, all_open: bool) -> int:
    """The place from `first` to `last` where names begin that are part of a list.

    With `all_open` they open the sentence together: "In Paris, Rome and Bonn, it rained".
    """
    while (opener := OPENER.match(text, first, last)) is not None:
        first = opener.end()
    opens = IS_APART.match(text, first, last)
    if opens is None and COMES_APART.search(text, 0, first) is None:
        return first
    comma = AFTER_COMMA.search(text, first, last)
    if comma is not None and not all_open:
        return comma.end()
    return opens.end() if opens is not None else first  # "In Paris and London"
