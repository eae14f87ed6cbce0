"""What the page shows, as HTML: nothing lost, nothing let through, nothing claimed too strongly."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag import (
    Agreement,
    Answer,
    AppliedTime,
    Article,
    ArticleSummary,
    Asked,
    Dates,
    Group,
    Hit,
    Listed,
    Passage,
    Past,
    Quotation,
    Silence,
    Source,
    cite_bibtex,
    cite_markdown,
    cite_plain,
    cite_sentence,
)
from rag.datatypes import text_sha256
from rag.text.wording import plain_confidence, plain_date
from tests.fakes import alone
from ui.answer import render_answer
from ui.panel import LONG_BLOCK, render_article, render_index, render_past
from ui.query import Query, parse_query
from ui.render import (
    Place,
    escape,
    holdings,
    render_masthead,
    render_problem,
    render_question,
)

HOSTILE = (
    "<script>window.hacked = 1</script>\r\n\r\n\"quotes\" & 'more' &amp; &lt;b&gt; <img src=x onerror=alert(1)>"
    "\n\n\u202eright to left\u202c שלום عالم\rold Mac\n\t  \n🦊 𝔘𝔫𝔦 *not* _markdown_ `code` $x$ [a](javascript:1)\n\n"
)
TEXTS = st.lists(
    st.sampled_from(["\n", "\n\n", "\r\n\r\n", "\r", " ", "<b>", "&amp;", '"', "-->", "</div>", "A sentence. ", "🦊"])
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    min_size=1,
    max_size=20,
).map("".join)
# What the two renderers may open; anything else came from the text.
TAGS = set(
    (
        "a article aside bdi blockquote button code dd details div dl dt footer h2 h3 li mark nav ol p pre s section "
        "span summary time ul"
    ).split()
)
ATTRIBUTES = set(
    "aria-hidden aria-label class datetime dir hidden href id rel style tabindex target title type".split()
)


class Parsed(HTMLParser):
    """The text that stands inside each element, by tag, class and id."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[list[str]] = []
        self.texts: dict[str, list[str]] = {}
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.styles: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes |= values.keys()
        if "href" in values:
            self.links.append(values["href"])
        if "style" in values:
            self.styles.append(values["style"])
        names = [tag, *("." + name for name in values.get("class", "").split())]
        names += ["#" + values["id"]] if "id" in values else []
        self.open.append(names)
        for name in names:
            self.texts.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for name in {name for names in self.open for name in names}:
            self.texts[name][-1] += data

    def text(self, name: str) -> str:
        return "".join(self.texts.get(name, []))


def an_article(text: str, headline: str = "A headline", date: dt.date | None = None) -> Article:
    return Article(headline, text, text_sha256(text), date, (Source("/news/one.txt", 17, "f" * 64, date),))


def a_quotation(sentence: str = "He paid 64 euros.", start: int = 8, end: int = 10, **changes: object) -> Quotation:
    values = {
        "article_id": "0123456789abcdef",
        "headline": "A headline",
        "date": dt.date(2024, 11, 7),
        "source": "/news/one.txt",
        "source_start": 117 + start,
        "article_sha256": "0" * 64,
        "start": 100 + start,
        "end": 100 + end,
        "text": sentence[start:end],
        "sentence": sentence,
        "sentence_start": 100,
        "sentence_end": 100 + len(sentence),
        "confidence": 0.87,
    }
    return Quotation(**(values | changes))  # type: ignore[arg-type]


def a_silence(
    silence: Silence, *, hits: int = 0, candidates: tuple[Quotation, ...] = (), nearest: Quotation | None = None
) -> Answer:
    hit = Hit(Passage("0123456789abcdef", 0, 5, "Words"), "A headline", None, 1, 0.1)
    return Answer(
        "Why?",
        None,
        candidates,
        0.1,
        0.5,
        silence=silence,
        nearest=nearest,
        hits=(hit,) * hits,
        read=tuple(range(hits)),
    )


@st.composite
def places(draw: st.DrawFn) -> tuple[str, Place]:
    text = draw(TEXTS.filter(lambda text: len(text) > 0))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    return text, Place("0" * 16, cuts[1], cuts[2], cuts[0], cuts[3])


@given(TEXTS)
@example(HOSTILE)
@example("\ufeffA headline\r\n\r\nText.\r\n")
@example("# A headline\n\nText.")
@example("\n\n\n")
def test_the_panel_shows_every_character_of_the_article(text: str) -> None:
    parsed = Parsed(render_article(an_article(text)))
    assert parsed.text(".text") == text
    assert parsed.tags <= TAGS
    assert parsed.attributes <= ATTRIBUTES


@given(places())
@example((HOSTILE, Place("0" * 16, 3, len(HOSTILE) - 3, 0, len(HOSTILE))))
@example(("One.\n\nTwo.", Place("0" * 16, 2, 8, 0, 10)))
def test_the_mark_is_the_quotation_and_the_lighter_mark_its_sentence(case: tuple[str, Place]) -> None:
    text, place = case
    parsed = Parsed(render_article(an_article(text), place))
    assert parsed.text(".text") == text
    assert parsed.text("mark") == text[place.start : place.end]
    before, after = text[place.sentence_start : place.start], text[place.end : place.sentence_end]
    assert parsed.text(".sentence") == before + after
    assert len(parsed.texts.get("#cited", [])) == (place.start < place.end)


@given(TEXTS, TEXTS)
@example(HOSTILE, HOSTILE)
def test_an_answer_is_one_line_and_holds_no_markup_of_the_articles(text: str, headline: str) -> None:
    quotation = a_quotation(text, 0, len(text), headline=headline, source="/news/" + headline.replace("/", ""))
    for answer in (
        Answer(text, quotation, (quotation, quotation), 0.9, 0.5, groups=alone(quotation)),
        a_silence(Silence.NOT_ANSWERED, hits=2, candidates=(quotation,), nearest=quotation),
    ):
        query = Query(answer.question)
        html = render_answer(answer, 1, query)
        parsed = Parsed(html)
        assert not set(html) & set("\r\n")
        assert parsed.tags <= TAGS
        assert parsed.attributes <= ATTRIBUTES
        assert set(parsed.styles) <= {"width:87%"}
        assert set(parsed.links) == {Place.of(quotation).href, query.href}
        shown = parsed.texts["blockquote"][0]
        assert shown == text or (answer.quotation is None and text.endswith(shown))  # below the headline
        assert parsed.texts["bdi"][0] == headline
        if answer.quotation is not None:
            copied = parsed.texts["pre"]
            cites = (cite_plain, cite_sentence, cite_markdown, cite_bibtex)
            assert copied[:4] == [cite(quotation) for cite in cites]
            assert json.loads(copied[4])["quotation"]["text"] == text
            assert copied[5] == Place.of(quotation).href


@given(TEXTS)
@example(HOSTILE)
def test_what_the_user_typed_comes_back_as_text(text: str) -> None:
    assert Parsed(render_question(text)).text(".question") == text
    assert Parsed(render_problem("x" + text)).text(".problem") == "X" + text
    assert not set(escape(text)) & set("<>\"'\r\n")


@given(places(), st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4))
def test_other_quotations_are_marked_where_the_open_one_is_not(
    case: tuple[str, Place], ranges: list[tuple[int, int]]
) -> None:
    text, place = case
    also = [(start, start + length) for start, length in ranges if start + length <= len(text)]
    parsed = Parsed(render_article(an_article(text), place, also))
    assert parsed.text(".text") == text
    there = {at for start, end in also for at in range(start, end)} - set(range(place.start, place.end))
    assert parsed.text(".also") == "".join(text[at] for at in sorted(there))


def test_a_paragraph_without_end_comes_in_pieces() -> None:
    text = "word " * LONG_BLOCK + "x" * (2 * LONG_BLOCK)
    parsed = Parsed(render_article(an_article(text)))
    assert parsed.text(".text") == text
    assert max(map(len, parsed.texts["p"])) <= LONG_BLOCK


def test_the_original_is_linked_only_on_the_web() -> None:
    article = an_article("A headline\n\nText.")
    (source,) = article.sources
    linked = replace(article, sources=(replace(source, url="https://news.example/a?b=1&c=2", outlet="The <Post>"),))
    parsed = Parsed(render_article(linked))
    assert parsed.links[-1] == "https://news.example/a?b=1&c=2"
    assert "The <Post> · undated" in parsed.text(".dateline")
    for url in ("javascript:alert(1)", "data:text/html,x", "//news.example", " https://news.example"):
        shown = Parsed(render_article(replace(article, sources=(replace(source, url=url),))))
        assert shown.text(".original") == ""


def test_a_citation_of_what_has_changed_says_what_became_of_it() -> None:
    past = [
        Past("/news/<one>.txt", dt.date(2024, 11, 9), ("f" * 16,)),
        Past("/news/two.txt", dt.date(2024, 11, 8), ()),
    ]
    parsed = Parsed(render_past("0" * 16, past))
    assert parsed.texts["li"] == [
        "/news/<one>.txt was changed on 9 November 2024. Open what it holds now",
        "/news/two.txt, or its article, was removed on 8 November 2024.",
    ]
    assert parsed.links == ["#ibid-" + "f" * 16, "#ibid"]
    assert parsed.text(".headline") == "This article is no longer as it was cited"
    assert Parsed(render_past("0" * 16, past[1:])).text(".headline") == "This article is no longer in the library"


def test_a_headline_that_opens_the_text_is_shown_once() -> None:
    parsed = Parsed(render_article(an_article("A headline\n\nAnd text.")))
    assert parsed.texts["h2"] == ["A headline"]
    assert parsed.texts["p"][-1] == "And text."


def test_a_headline_from_elsewhere_stands_above_the_text() -> None:
    parsed = Parsed(render_article(an_article("Text that calls itself otherwise: A headline.")))
    assert parsed.texts["h2"] == ["A headline"]
    assert parsed.text(".text") == "Text that calls itself otherwise: A headline."


def test_the_panel_says_where_to_check() -> None:
    article = an_article("A headline\n\nHe paid 64 euros.", date=dt.date(2024, 11, 7))
    parsed = Parsed(render_article(article, Place(article.id, 20, 22, 12, 29)))
    assert parsed.text(".dateline") == "7 November 2024 · 29 characters"
    assert parsed.texts["dd"] == [
        "characters 20 to 22 of the text",
        "/news/one.txt, characters 37 to 39",
        article.sha256,
    ]


def test_the_best_quotation_comes_in_its_sentence_with_source_and_confidence() -> None:
    parsed = Parsed(
        render_answer(
            Answer("How much?", a_quotation(), (), 0.87, 0.5, groups=alone(a_quotation())), 3, Query("How much?")
        )
    )
    assert parsed.text(".quote") == "He paid 64 euros."
    assert parsed.text("mark") == "64"
    assert parsed.text(".facts") == "7 November 2024\N{NO-BREAK SPACE}· one.txt"
    assert parsed.text(".certainty") == "likely right · 87 %"
    assert parsed.links == ["#ibid-0123456789abcdef-108-110-100-117", "#ask?q=How%20much%3F"]
    assert "#answer-3" in parsed.texts
    assert "details" not in parsed.tags


def test_answers_in_one_sentence_stand_in_it_together_each_with_what_copies_it() -> None:
    sentence = "Dorn and Karel resigned."
    first, second = a_quotation(sentence, 0, 4), a_quotation(sentence, 9, 14, confidence=0.6)
    elsewhere = a_quotation("Marr left too.", 0, 4, article_id="f" * 16)
    groups = tuple(group for one in (first, second, elsewhere) for group in alone(one))
    answer = Answer("Who?", first, (), 0.87, 0.5, groups=groups, agreement=Agreement.SEVERAL)
    parsed = Parsed(render_answer(answer, 1, Query("Who?")))
    assert parsed.text(".agreement") == "3 answers; there may be more"
    assert parsed.texts[".quote"] == [sentence, "Marr left too."]
    assert parsed.texts["mark"] == ["Dorn", "Karel", "Marr"]
    assert parsed.texts[".best"] == ["A headline", "“Dorn”", "“Karel”", "A headline"]
    assert parsed.texts[".confidence"] == ["likely right · 87 %", "perhaps right · 60 %", "likely right · 87 %"]
    assert len(parsed.texts[".copying"]) == 3
    places = [link for link in parsed.links if link.startswith("#ibid-")]
    assert places[1:3] == [Place.of(first).href, Place.of(second).href]


def differing(*sums: tuple[str, int], taken_back: int = 0) -> Answer:
    """Answers of so much on such a day of May, the last `taken_back` of them taken back."""
    said = [
        a_quotation(f"He paid {much}.", 8, 8 + len(much), article_id=f"{n:016}", date=dt.date(2024, 5, day))
        for n, (much, day) in enumerate(sums)
    ]
    groups = [group for one in said for group in alone(one)]
    kept = len(groups) - taken_back
    groups[kept:] = [replace(one, taken_back=True) for one in groups[kept:]]
    return Answer("How much?", said[0], tuple(said[1:]), 0.87, 0.5, groups=tuple(groups), agreement=Agreement.DIFFER)


def test_what_an_article_takes_back_is_no_answer_that_differs() -> None:
    parsed = Parsed(render_answer(differing(("14", 3), ("40", 2), taken_back=1), 1, Query("How much?")))
    assert parsed.texts[".taken-back"] == ["an article takes it back"]
    assert parsed.text(".agreement") == "1 answer, and 1 that an article takes back"
    assert ".several" in parsed.texts, "neither red nor numbered"
    assert ".sides" not in parsed.texts
    parsed = Parsed(render_answer(differing(("14", 9), ("15", 2), ("40", 5), taken_back=1), 1, Query("How much?")))
    told = "The articles differ: 2 answers, the newest first; 1 more that an article takes back"
    assert parsed.text(".agreement") == told
    assert parsed.texts["s"] == ["40"]
    assert parsed.texts[".point"] == ["2", "1"]


def test_of_answers_that_differ_each_has_its_own_percentage_and_so_has_its_proof() -> None:
    said = [
        a_quotation(f"He paid {much}.", 8, 10, article_id=f"{n:016}", confidence=sure)
        for n, (much, sure) in enumerate((("14", 0.4), ("40", 0.9)))
    ]
    groups = tuple(group for one in said for group in alone(one))
    answer = Answer("How much?", said[0], (said[1],), 0.9, 0.3, groups=groups, agreement=Agreement.DIFFER)
    shown = render_answer(answer, 1, Query("How much?"))
    assert Parsed(shown).texts[".confidence"] == ["doubtful · 40 %", "very likely right · 90 %"]
    proofs = [json.loads(html.unescape(one)) for one in re.findall(r">Proof</button><pre hidden>([^<]*)<", shown)]
    assert [(one["confidence"], one["quotation"]["confidence"]) for one in proofs] == [(0.4, 0.4), (0.9, 0.9)]


def test_answers_that_differ_are_seen_at_a_glance_and_each_leads_to_its_place() -> None:
    answer = differing(("14", 9), ("15", 9), ("16", 2))
    parsed = Parsed(render_answer(answer, 1, Query("How much?")))
    assert parsed.text(".sides") == "141516"
    assert parsed.links[:3] == [Place.of(group.quotations[0]).href for group in answer.groups]
    assert parsed.texts[".point"] == ["3", "1, 2"], "what is of one day does not hide the other"


@pytest.mark.parametrize(
    ("confidence", "kind", "said"),
    [
        (0.87, ".sure", ""),
        (0.66, ".unsure", "Of ten answers as sure as this, about 7 are right."),
        (0.41, ".doubtful", "Of ten answers as sure as this, about 4 are right."),
        (0.03, ".doubtful", "Of ten answers as sure as this, about 1 is right."),
    ],
)
def test_of_what_is_not_sure_it_is_said_what_that_means(confidence: float, kind: str, said: str) -> None:
    doubtful = a_quotation(confidence=confidence)
    answer = Answer("How much?", doubtful, (), confidence, 0.01, groups=alone(doubtful))
    parsed = Parsed(render_answer(answer, 1, Query("How much?")))
    assert kind in parsed.texts
    assert parsed.text(".meaning") == said
    assert parsed.styles == [f"width:{100 * confidence:.0f}%"]


def test_sentences_that_bear_on_a_yes_or_no_are_not_said_to_differ() -> None:
    yes, no = a_quotation("He paid.", 0, 8), a_quotation("She paid too.", 0, 13, sentence_start=300, sentence_end=313)
    answer = Answer("Did he pay?", yes, (), 0.87, 0.5, groups=alone(yes) + alone(no), agreement=Agreement.DIFFER)
    parsed = Parsed(render_answer(replace(answer, asked=Asked.YES_NO), 1, Query("Did he pay?")))
    assert parsed.text(".agreement") == "2 sentences bear on it"
    assert ".timeline" not in parsed.texts
    assert ".several" in parsed.texts
    assert Parsed(render_answer(answer, 1, Query("Who paid?"))).text(".agreement").endswith(": 2 answers")


def test_the_points_of_a_timeline_end_where_its_line_ends() -> None:
    first, last = a_quotation("19", 0, 2), a_quotation("23", 0, 2, date=dt.date(2024, 11, 9))
    answer = Answer("How many?", first, (), 0.87, 0.5, groups=alone(first) + alone(last), agreement=Agreement.DIFFER)
    parsed = Parsed(render_answer(answer, 1, Query("How many?")))
    assert parsed.texts[".point"] == ["1", "2"]
    assert [style for style in parsed.styles if "left" in style] == [
        "left:0.0%;translate:-0.0%",
        "left:100.0%;translate:-100.0%",
    ]


def test_how_many_say_so_is_said_once() -> None:
    quotations = (a_quotation(), a_quotation(article_id="f" * 16))
    answer = Answer(
        "How much?", quotations[0], (), 0.87, 0.5, groups=(Group(quotations, 0.87, 2),), agreement=Agreement.AGREE
    )
    parsed = Parsed(render_answer(answer, 1, Query("How much?")))
    assert (parsed.text(".agreement"), parsed.text(".count")) == ("2 independent articles say so", "Also in")


def test_other_candidates_are_folded() -> None:
    other = a_quotation("It cost 65 euros.", confidence=0.31, date=None)
    parsed = Parsed(
        render_answer(
            Answer("How much?", a_quotation(), (other,), 0.87, 0.5, groups=alone(a_quotation())), 1, Query("How much?")
        )
    )
    assert parsed.text("summary") == "Other quotations (1)"
    assert "It cost 65 euros." in parsed.text("details")
    assert "undated\N{NO-BREAK SPACE}· one.txt\N{NO-BREAK SPACE}· doubtful · 31 %" in parsed.text("details")


def test_silence_says_why_and_keeps_apart_what_is_no_answer() -> None:
    weak = a_quotation(confidence=0.12)
    nearest = a_quotation("A whole passage.", 0, 16)
    answer = a_silence(Silence.NOT_ANSWERED, hits=3, candidates=(weak,), nearest=nearest)
    parsed = Parsed(render_answer(answer, 1, Query(answer.question)))
    assert parsed.text(".silence") == "The articles don’t say."
    sure = "surely enough: the likeliest answer has 10\N{NO-BREAK SPACE}%, and 50 are needed"
    assert parsed.text(".reason") == f"3 passages were read and none answers {sure}."
    unlikely = replace(answer, confidence=0.09)
    assert Parsed(render_answer(unlikely, 1, Query("?"))).text(".reason") == "3 passages were read and none answers."
    assert parsed.text("aside").startswith("Nearest passage, not an answer")
    assert "%" not in parsed.text("aside")
    assert parsed.text("summary") == "Considered, not shown as an answer (1)"
    assert ".best" not in parsed.texts


def test_the_nearest_passage_begins_below_its_headline() -> None:
    passage = "A headline\r\n\r\nHe paid.\n\nShe did not."
    nearest = a_quotation(passage, 0, len(passage))
    parsed = Parsed(render_answer(a_silence(Silence.NOT_ANSWERED, hits=8, nearest=nearest), 1, Query("Why?")))
    assert parsed.text("blockquote") == "He paid.\n\nShe did not."
    assert parsed.text(".cite") == "A headline"


def test_silence_when_nothing_was_found_names_the_dates_searched() -> None:
    time = AppliedTime("How much?", dt.date(2024, 1, 2), dt.date(2024, 2, 1))
    parsed = Parsed(render_answer(replace(a_silence(Silence.NOTHING_RELEVANT), time=time), 1, Query("Who?")))
    assert parsed.text(".reason") == "No article lies within these limits."
    unlimited = Parsed(render_answer(a_silence(Silence.NOTHING_RELEVANT), 1, Query("Who?")))
    assert unlimited.text(".reason") == "Nothing relevant was found."
    assert parsed.text(".note") == "Only articles of 2 January to 1 February 2024."


def test_withheld_quotations_are_told() -> None:
    answer = Answer("How much?", a_quotation(), (), 0.87, 0.5, groups=alone(a_quotation()), withheld=2)
    assert "2 quotations were withheld" in Parsed(render_answer(answer, 1, Query(answer.question))).text(".note")


def test_links_of_a_follow_up_ask_what_was_understood_and_nothing_before_it() -> None:
    said = a_quotation()
    answer = Answer("How old is he?", said, (), 0.87, 0.5, groups=alone(said), understood="How old is Bo Lee?")
    query = Query("How old is he?", since=dt.date(2024, 1, 2), outlets=("Post",))
    links = re.findall(r'href="(#ask[^"]+)"', render_answer(answer, 1, query))
    asked = [parse_query(html.unescape(link)) for link in links]
    assert {(one.question, one.alone) for one in asked} == {("How old is he?", False), ("How old is Bo Lee?", True)}
    assert [one for one in asked if one.question == query.question] == [query]  # as it was sent, for the conversation
    without = [one for one in asked if one.alone and (not one.outlets or one.since is None)]
    assert {(one.outlets, one.since) for one in without} == {((), query.since), (("Post",), None)}


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "very likely right · 99 %"),
        (0.9, "very likely right · 90 %"),
        (0.87, "likely right · 87 %"),
        (0.5, "perhaps right · 50 %"),
        (0.3, "doubtful · 30 %"),
        (0.0, "probably wrong · 1 %"),
    ],
)
def test_confidence_in_words_never_claims_certainty(confidence: float, words: str) -> None:
    assert plain_confidence(confidence).replace("\xa0", " ") == words


def a_summary(headline: str, date: dt.date | None) -> ArticleSummary:
    return ArticleSummary("0" * 16, headline, date, 1000, 3, ("/news/one.txt",), 0)


def test_the_masthead_counts_the_articles_and_spans_their_dates() -> None:
    first, last = dt.date(2024, 1, 2), dt.date(2024, 11, 7)
    assert holdings(0, Dates()) == "No articles yet"
    assert holdings(1, Dates(undated=1)) == "1 article"
    assert holdings(3, Dates(first, last, 1)) == "3 articles · 2 January 2024 to 7 November 2024"
    assert holdings(1, Dates(last, last)) == "1 article · 7 November 2024"
    assert "Every answer is a quotation you can check" in render_masthead(1, Dates(last, last))


def test_the_index_lists_and_links_the_articles() -> None:
    summary = a_summary("<b>Bold</b>", dt.date(2024, 1, 2))
    parsed = Parsed(render_index(Listed((summary, summary), 1203)))
    assert parsed.texts["bdi"][0] == "<b>Bold</b>"
    assert parsed.links == ["#ibid-" + "0" * 16, "#ibid-" + "0" * 16, "#library"]
    assert "And 1,201 more" in parsed.text(".empty")
    assert Parsed(render_index(Listed((), 0))).links == ["#library"]


def test_dates_are_plain() -> None:
    assert plain_date(dt.date(2024, 3, 1)) == "1 March 2024"
