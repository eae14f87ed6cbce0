"""The noun phrases of a question, told from the verb that follows its subject: "the ferry" of "did the ferry sink"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rag.text.grammar import (
    ADVERBS,
    CALENDAR,
    DETERMINERS,
    FORMS_OF_BE,
    IRREGULAR_PASTS,
    MAX_NOUN_PHRASE,
    OTHER_PRONOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    TIME_NOUNS,
    Sort,
    Word,
    is_content,
    is_plural,
    looks_past,
    sort_of_noun,
    words_of,
)

ARTICLES = frozenset("the a an".split())
# After these and the subject the verb stands in its plain form.
BEFORE_PLAIN_VERB = frozenset(
    "do does did will would can could shall should may might must don't doesn't didn't won't wouldn't can't couldn't"
    " shouldn't dont doesnt didnt wont wouldnt cant couldnt shouldnt".split()
)
# Plain forms that are hardly ever nouns.
PLAIN_VERBS = frozenset(
    "be become begin bring build buy choose come die enter get give go happen have hear join keep kill leave let lose"
    " make mean meet raise receive remain say seem sell send take tell think win write know want allow agree"
    " accept arrive begin collapse decide describe destroy die earn expect explain fail include invade provide reduce"
    " refuse reject resign respond speak stay succeed proceed exceed appear appoint approve avoid cancel carry complete"
    " continue create deliver deny develop employ exist expand follow generate impose improve install introduce marry"
    " obtain occur oppose operate perform postpone prepare prevent produce propose protect prove publish reopen replace"
    " require restore resume retain retire reveal serve settle solve suffer suspend unveil withdraw".split()
)
# A noun in "did the new pay deal fail", hardly where it ends a stretch: "did the company pay for it".
PAY = "pay"
PARTICLES = frozenset("out up down back away".split())
DAYS_ALONE = frozenset("today yesterday tomorrow tonight".split())
AFTER_VERB = frozenset("after before since until till during because when while if whether although how why".split())


def noun_phrases(words: Sequence[Word], runs: Sequence[tuple[int, int]], verb: int) -> Iterator[tuple[int, int]]:
    """Index ranges of phrases that begin with an article, with what "of" adds; none that is a name with its article.

    `runs` are the names, and no phrase goes past the `verb` that `verb_after_subject` found.
    """
    names = {place for first, last in runs for place in range(first, last)}
    at = 0
    while at < len(words):
        if words[at].lower not in ARTICLES:
            at += 1
            continue
        end = _phrase_end(words, at + 1, names, verb)
        if end == at + 1 or any(first <= at + 1 and end <= last for first, last in runs):
            at = max(end, at + 1)
            continue
        while end + 1 < len(words) and words[end].lower == "of":
            inner = end + 2 if words[end + 1].lower in ARTICLES else end + 1
            further = _phrase_end(words, inner, names, verb)
            if further == inner:
                break
            end = further
        if (
            at == 1
            and words[0].lower in FORMS_OF_BE
            and end == len(words)
            and end - at > 2
            and not {"of"} & {word.lower for word in words[at:end]}
        ):
            end -= 1  # "Is the turnout binding?"
        yield at, end
        at = end


def head_of(words: Sequence[Word]) -> str:
    """The last noun of a noun phrase before "of" or another preposition, in lower case."""
    kept = []
    for at, word in enumerate(words):
        if at and word.lower in PREPOSITIONS:
            break
        if is_content(word):
            kept.append(word.bare)
    return kept[-1] if kept else ""


def counted(question: str) -> tuple[int, str]:
    """The plural noun that a question counts, with what stands before it, and the place of the word after it.

    That is (3, "hostages") of "How many hostages does Hamas hold?"; (0, "") if it counts nothing, or times.
    """
    words = words_of(question)
    if len(words) < 3 or [word.lower for word in words[:2]] != ["how", "many"]:
        return 0, ""
    end = 2
    while end < len(words) and is_content(words[end]) and not looks_past(words[end]):
        end += 1
    while end > 2 and not is_plural(words[end - 1].bare):
        end -= 1
    if end == 2 or sort_of_noun(words[end - 1].bare) is Sort.TIME:
        return 0, ""
    return end, question[words[2].start : words[end - 1].end]


def verb_after_subject(words: Sequence[Word], runs: Sequence[tuple[int, int]]) -> int:
    """The place of the plain verb behind the subject that "did", "will" or the like stands before; 0 if it is unclear.

    It is 4 of "When did the ferry sink?", where "ferry sink" might be a noun phrase by itself. `runs` are the names.
    """
    names = {place for first, last in runs for place in range(first, last)}
    helpers = (at for at, word in enumerate(words) if word.lower in BEFORE_PLAIN_VERB and word.text != "May")
    helper = next(helpers, None)
    if helper is None:
        return 0
    first = helper + 1
    while True:
        first += first < len(words) and words[first].lower in DETERMINERS
        end = first
        while end < len(words) and (is_content(words[end]) or end in names):
            if end > first and _is_time_alone(words, end):
                break  # "did the ferry sink last year"
            end += 1
        if verb := _clear_verb(words, first, end, names):
            return verb
        if not first < end < len(words) - 1 or words[end].lower != "of":
            return _last_verb(words, first, end, names)
        first = end + 1


def _clear_verb(words: Sequence[Word], first: int, end: int, names: Collection[int]) -> int:
    """The verb of a stretch of content words that begins with the subject, if there are signs of it; 0 without."""
    for at in range(first + 1, end):
        word = words[at].lower
        if at not in names and (word in PLAIN_VERBS or word in FORMS_OF_BE or word in IRREGULAR_PASTS):
            return at
        if word == PAY and at == end - 1:
            return at
        if at > first + 1 and word in PARTICLES and at - 1 not in names:
            return at - 1
    for at in range(end - 1, first + 1, -1):
        if at in names and at - 1 not in names:
            before = at - 1
            while before > first and words[before].bare in PERSON_NOUNS:
                before -= 1  # "hire actor Tom Hanks"
            if before > first and before not in names:
                return before
    for at in range(first + 1, end):
        noun = words[at - 1].bare
        is_person = noun in PERSON_NOUNS if at - 1 in names else sort_of_noun(noun) is Sort.PERSON
        if at not in names and is_person:
            return at
    return 0


def _last_verb(words: Sequence[Word], first: int, end: int, names: Collection[int]) -> int:
    """The last word of a stretch of content words, if what follows shows that the verb must be in it; else 0.

    A plural is no plain verb, but its object: "will the central bank cut rates".
    """
    last = end - 1
    if last <= first or last in names:
        return 0
    if is_plural(words[last].bare) or words[last].lower.endswith("ing"):
        return last - 1 if end == len(words) and last - 1 > first and last - 1 not in names else 0
    if words[last - 1].lower in ("last", "first") and last - 1 > first:
        last -= 1  # "did the inspectors last visit the mine"
    return last if _follows_verb(words, end, names) else 0


def _follows_verb(words: Sequence[Word], at: int, names: Collection[int]) -> bool:
    """Whether what begins at `at`, after content words, shows that the last of them is the verb.

    "Why did the plane crash in Brazil?" and not "Did the plane crash in Brazil change anything?".
    """
    if at == len(words):
        return True
    word = words[at].lower
    rest = words[at + 1 :]
    if word in AFTER_VERB or _is_time_alone(words, at) or (word in DETERMINERS | OTHER_PRONOUNS and word != "that"):
        return True
    if word in ADVERBS:
        return not rest or not is_content(rest[0])
    if word not in PREPOSITIONS:
        return False
    places = [place for place in range(at + 1, len(words)) if words[place].lower not in DETERMINERS | PREPOSITIONS]
    common = [place for place in places if place not in names and not _is_of_time(words, place)]
    return len(common) <= 1 and (not common or common[0] == places[0]) and not {"be"} & {one.lower for one in rest}


def _is_time_alone(words: Sequence[Word], at: int) -> bool:
    """Whether a time that needs no preposition begins at `at`: "last year", "yesterday", or a day at the very end."""
    word = words[at]
    if word.lower in ("last", "next"):
        return at + 1 < len(words) and _is_of_time(words, at + 1)
    return word.lower in DAYS_ALONE or (word.bare in CALENDAR and at == len(words) - 1)


def _is_of_time(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.lower in ("last", "next"):
        return at + 1 < len(words) and _is_of_time(words, at + 1)
    return word.bare in CALENDAR or word.bare in TIME_NOUNS or word.text.isdigit()


def _phrase_end(words: Sequence[Word], first: int, names: Collection[int], verb: int) -> int:
    limit = min(len(words), first + MAX_NOUN_PHRASE)
    if first < verb <= limit and all(is_content(word) for word in words[first:verb]):
        return verb
    end = first
    while end < limit and is_content(words[end]):
        if (
            end > first
            and end not in names
            and (
                looks_past(words[end])
                or words[end].lower in FORMS_OF_BE
                or words[end].lower == "according"
                or sort_of_noun(words[end - 1].bare) is Sort.PERSON
            )
        ):
            break
        end += 1
    return end
