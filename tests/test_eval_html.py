"""The HTML report: whole, self-contained, readable without JavaScript, and safe with any text in it."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eval.bootstrap import Interval, Paired
from eval.compare import Change, Comparison
from eval.dataset import Kind, Question
from eval.figures import summarize
from eval.html import render_report
from eval.markup import VOID
from eval.verdict import Blame, Report
from rag import Timings
from tests.verdicts import MIXED, NONE, WRONG, candidate, excerpt, verdict

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)> \"'&amp; \u202e\r\n</table> http://evil.test"
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'\r\n"), max_size=20)
TAGS = set(
    "html head meta title style body header h1 p main section h2 h3 div table caption thead tbody tr th td figure svg "
    "figcaption line text polyline circle rect g form label input select option output details summary dl dt dd mark "
    "span script".split()
)


class Read(HTMLParser):
    """The elements of a file, that they nest, and the text in each by tag and class."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.rows: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}
        if tag == "tr" and any(name == "data-blame" for name, _ in attrs):
            self.rows.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" in self.open or "style" in self.open:
            return
        self.text += data
        if "tr" in self.open and self.rows:
            self.rows[-1] += data


def page(report: Report) -> str:
    return render_report(report, summarize(report, resamples=5))


def test_every_question_is_there_with_its_blame_and_evidence() -> None:
    read = Read(page(MIXED))
    assert len(read.rows) == 5
    assert "wrong asks?" in read.rows[1]
    assert "outranked" in read.rows[1]
    assert "candidate 2: a.txt, 13–16, passage rank 1, confidence 0.30, right" in read.rows[1]
    assert "Ada moved to Olm. Bo stayed." in read.rows[1]
    assert ("data-blame", "wrong outranked reader") in read.attributes
    assert ("data-blame", "fine") in read.attributes
    assert "gold passages at rank 7 (1 in the library) · 2 of 8 passages read" in read.rows[1]


def test_figures_come_with_their_intervals() -> None:
    read = Read(page(MIXED))
    interval = summarize(MIXED, resamples=5).intervals["answerable.f1"]
    assert interval is not None
    assert f"F1, answerable50.0 %[{100 * interval.low:.1f}–{100 * interval.high:.1f}]" in read.text
    assert "quote a place that answers66.7 %" in read.text
    assert "5 questions: 3 answerable, 1 unanswerable, 1 follow-ups" in read.text


def test_the_four_plots_say_in_words_what_they_draw() -> None:
    html = page(MIXED)
    assert html.count("<svg") == html.count('role="img"') == 4
    read = Read(html)
    for title in ("Reliability", "Risk and coverage", "F1 by confidence", "Where the time goes"):
        assert any(name == "aria-label" and value.startswith(title) for name, value in read.attributes)
    assert "40 % are wrong when all are answered." in read.text
    assert "p50: embed 1 ms, retrieve 2 ms, read 3 ms, answer 4 ms" in read.text
    assert not re.search(r'="(nan|inf|-inf)"', html)


def test_what_was_asked_of_what_is_told() -> None:
    report = Report(MIXED.verdicts, {"questions": {"name": "fifty.csv", "n": 5}, "reader": {"fingerprint": "abc"}})
    read = Read(page(report))
    assert "Evaluation on fifty.csv" in read.text
    assert "name fifty.csv, n 5" in read.text
    assert Read(page(Report(MIXED.verdicts, {"questions": 3}))).text.count("Evaluation") == 2


def test_the_file_asks_for_nothing_and_lets_only_its_own_script_run() -> None:
    html = page(MIXED)
    (policy,) = re.findall(r'content="(default-src[^"]*)"', html)
    for kind in ("script", "style"):
        (content,) = re.findall(f"<{kind}>(.*?)</{kind}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src &#x27;sha256-{digest}&#x27;" in policy
    assert "default-src &#x27;none&#x27;" in policy
    read = Read(html)
    assert not {name for name, _ in read.attributes} & {"src", "href", "action", "style", "onclick", "onload"}
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|https?://", html)


@given(texts, texts)
@example(HOSTILE, HOSTILE)
@settings(max_examples=20)
def test_no_text_becomes_markup_or_gets_lost(said: str, around: str) -> None:
    report = Report(
        (
            verdict(
                question=Question(said, Kind.FOLLOWUP, said, (said,), history=((said, around),)),
                prediction=said,
                best=said,
                blame=Blame.MISREAD,
                candidates=(candidate(said, around=around, article=said),),
                gold=(excerpt(said, around=around, article=said),),
            ),
        ),
        {"questions": {"name": said}, said: around},
    )
    read = Read(page(report))
    assert read.tags <= TAGS
    assert {name for name, _ in read.attributes} <= {
        *"aria-label charset class content cx cy data-blame data-name dir height hidden http-equiv lang name".split(),
        *"points r role scope transform type value viewbox width x x1 x2 y y1 y2".split(),
    }
    assert read.rows[0].count(said) >= 5
    assert around in read.rows[0]


@pytest.mark.parametrize(
    "one",
    [
        verdict(kind=Kind.UNANSWERABLE, **NONE),
        verdict(timings=Timings()),
        verdict(**WRONG),
        verdict(confidence=1.0),
        verdict(gold=(), candidates=(candidate("Olm", rank=None),) * 6),
    ],
)
def test_any_single_question_makes_a_page(one: Any) -> None:
    read = Read(page(Report((one,))))
    assert len(read.rows) == 1
    assert ("Nothing." in read.text) is (one.blame is None)


def test_only_the_first_candidates_and_the_right_ones_are_shown() -> None:
    wrong = [candidate(f"c{number}", right=False) for number in range(1, 6)]
    read = Read(page(Report((verdict(candidates=(*wrong, candidate("Olm"))),))))
    assert [f"candidate {number}" in read.text for number in range(1, 7)] == [True, True, True, False, False, True]


def test_what_changed_since_an_earlier_run_is_in_the_file() -> None:
    changes = (Change("a", "Who <b>asks</b>?", None, "Olm & Ede", 0.0, 1.0), Change("b", "Why?", "x", "y", 0.5, 0.5))
    paired = Paired(0.25, Interval(-0.1, 0.4), 0.04)
    comparison = Comparison(9, paired, paired, 0.5, 0.75, changes, ("c",), ())
    text = Read(render_report(MIXED, summarize(MIXED, resamples=5), comparison)).text
    assert "9 questions of both runs: 1 better, 0 worse, 1 another answer of the same F1. 1 only before" in text
    assert "+25.0[-10.0 to +40.0], p = 0.040" in text
    assert "Who <b>asks</b>?silenceOlm & Ede0.00 → 1.00" in text


def test_an_empty_report_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to measure"):
        page(Report(()))


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [390, 1200])
def test_in_a_browser(tmp_path: Path, script: bool, width: int) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    path = tmp_path / "report.html"
    path.write_text(page(MIXED), encoding="utf-8")
    with sync_api.sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        if chromium is None:
            pytest.skip("no Chromium: install it with `apt-get install chromium`")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": width, "height": 800}, java_script_enabled=script)
        problems: list[str] = []
        opened.on("console", lambda message: problems.append(message.text))
        opened.on("request", lambda request: problems.append(request.url) if "report.html" not in request.url else None)
        opened.goto(path.as_uri())
        assert opened.locator(".questions tbody tr").count() == 5
        if script:
            overflow = opened.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not overflow
            opened.select_option("select", "outranked")
            assert opened.locator(".questions tbody tr:visible").count() == 1
            assert opened.locator(".count").inner_text() == "1 of 5 questions"
            opened.fill("input", "nothing like it")
            assert opened.locator(".questions tbody tr:visible").count() == 0
        else:
            assert opened.locator(".filter").is_hidden()
            assert opened.locator(".questions tbody tr:visible").count() == 5
        browser.close()
        assert problems == []
