"""The view Quality: results read from files of any kind, figures in words, filters, evidence, text that stays text."""

from __future__ import annotations

import copy
import datetime as dt
import html
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from eval.dataset import Kind, Question
from eval.figures import summarize
from eval.keeping import FOLDER as KEEPING_FOLDER
from eval.keeping import keep_result
from eval.report import report_to_json
from eval.resume import identify
from eval.verdict import Blame, Report
from rag import Library
from tests.verdicts import MIXED, SILENT, WRONG, candidate, excerpt, verdict
from ui.api import make_api
from ui.evaluations import Evaluation, Outcome, parse_evaluation
from ui.guard import Guard
from ui.quality import fingerprint, render_quality
from ui.quality_figures import plain_chance, plain_difference, plain_figure, render_figures
from ui.quality_list import BLAMES, PAGE_SIZE, Filter, list_questions, render_filter, render_list, select
from ui.quality_plots import reliability_plot, risk_plot, thin
from ui.runs import FOLDER, Runs, read_runs

RUN: dict[str, Any] = {
    "ibid": "0.1.0",
    "questions": {"name": "own.csv", "n": 5, "sha256": "abc"},
    "library": {"articles": 3, "passages": 9, "sha256": fingerprint(["a", "b"])},
    "reader": {"fingerprint": "r1"},
    "settings": {"top_k": 8, "min_confidence": None},
    "at": "2026-11-23T12:00:00+00:00",
    "files": {"questions": "/q/own.csv", "about": "folder", "articles": "/news"},
}


def result(report: Report = MIXED, **run: Any) -> dict[str, Any]:
    report = Report(report.verdicts, {**RUN, **run})
    data: dict[str, Any] = json.loads(json.dumps(report_to_json(report, summarize(report, resamples=5))))
    return data


RESULT = result()


def parsed(data: Any) -> Evaluation:
    return parse_evaluation(Path("20261123T120000000000Z.json"), data)


def shown(runs: Runs, wanted: Filter = Filter()) -> str:  # noqa: B008 (frozen)
    return render_quality(
        runs, wanted, library=Path("/lib"), article_ids=["b", "a"], feedback=Path("/lib/feedback.jsonl"), judged=0
    )


def as_tree(markup: str) -> ElementTree.Element:
    """The markup's elements; fails where any is not closed."""
    closed = re.sub(r"(<input[^>]*)>", r"\1/>", markup)
    return ElementTree.fromstring(f"<div>{closed}</div>")


def words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


def test_what_the_evaluation_keeps_is_what_the_page_reads(tmp_path: Path) -> None:
    assert FOLDER == KEEPING_FOLDER
    path = keep_result(RESULT, tmp_path)
    runs = read_runs(tmp_path)
    assert runs.problems == ()
    assert runs.shown is not None
    assert (runs.shown.path, runs.shown.questions, runs.shown.facts["settings.top_k"]) == (path, "/q/own.csv", "8")
    assert {one.id: one.outcome.value for one in runs.shown.asked} == {
        "right": "right", "wrong": "wrong", "silent": "silent", "next": "right", "none": "right",
    }  # fmt: skip
    assert runs.shown.figures["answerable.f1"].value == pytest.approx(RESULT["answerable"]["f1"])
    assert {blame.value for blame in Blame} == set(BLAMES)


def test_the_run_before_is_the_last_that_asked_the_same(tmp_path: Path) -> None:
    other = result(questions={"name": "other.csv", "n": 5, "sha256": "x"}, files={})
    paths = [keep_result(data, tmp_path) for data in (RESULT, RESULT, other, RESULT)]
    runs = read_runs(tmp_path)
    assert runs.shown is not None
    assert runs.before is not None
    assert (runs.shown.path, runs.before.path) == (paths[3], paths[1])
    assert [run.name for run in runs.kept] == [path.name for path in reversed(paths)]
    assert [(run.right, run.asked) for run in runs.kept] == [(3, 5)] * 4
    chosen = read_runs(tmp_path, paths[1].name)
    assert (chosen.shown, chosen.before) == (runs.before, read_runs(tmp_path, paths[0].name).shown)
    page = shown(chosen, Filter(run=paths[1].name))
    assert "This is an earlier run." in page
    assert f'href="#quality?run={paths[2].name}"><bdi>other.csv</bdi>' in page
    assert f'href="#quality?run={paths[1].name}&amp;outcome=wrong"' in page
    paths[3].unlink()
    assert read_runs(tmp_path).before is None
    assert read_runs(tmp_path, paths[3].name).shown == read_runs(tmp_path, paths[2].name).shown


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"run": 3}', b'{"questions": []}', b"\xff\xfe", b"[" * 50_000]
)
def test_a_file_that_is_no_result_is_a_sentence_and_the_others_are_read(tmp_path: Path, content: bytes) -> None:
    path = keep_result(RESULT, tmp_path)
    bad = path.with_name("20990101T000000000000Z.json")
    bad.write_bytes(content)
    (path.parent / "notes.json").write_text("not ours")
    runs = read_runs(tmp_path)
    assert runs.shown is not None
    assert runs.shown.path == path
    (problem,) = runs.problems
    assert problem.startswith(f"{bad} is not a result of `ibid eval`")
    assert problem.endswith("Delete it.")
    assert html.escape(problem, quote=True) in shown(runs)


def test_a_library_without_a_result_tells_the_command(tmp_path: Path) -> None:
    assert read_runs(tmp_path) == Runs(None, None)
    assert "ibid eval QUESTIONS --library /lib" in shown(Runs(None, None))


TEXTS = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20
)  # XML holds these
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=50)
@given(st.data())
def test_any_change_to_a_result_is_read_or_refused_and_shown(data: st.DataObject) -> None:
    changed = copy.deepcopy(RESULT)
    parent: Any = changed
    key: Any = data.draw(st.sampled_from(sorted(parent)))
    while isinstance(parent[key], dict | list) and parent[key] and data.draw(st.booleans()):
        parent = parent[key]
        key = data.draw(st.sampled_from(sorted(parent) if isinstance(parent, dict) else range(len(parent))))
    if data.draw(st.booleans()):
        parent[key] = data.draw(JSON)
    else:
        del parent[key]
    try:
        found = parsed(changed)
    except (ValueError, KeyError, TypeError, AttributeError):
        return
    as_tree(shown(Runs(found, parsed(RESULT))))


@settings(max_examples=50)
@given(TEXTS)
def test_text_is_shown_as_text(hostile: str) -> None:
    wrong = verdict("wrong", **WRONG)
    bad = excerpt(hostile, around=hostile, around_start=0, start=0, article=hostile)
    asked = replace(
        wrong,
        question=Question(hostile, Kind.FOLLOWUP, hostile, (hostile, hostile), history=((hostile, hostile),)),
        prediction=hostile,
        gold=(bad,),
        candidates=(replace(candidate(), text=hostile, around=hostile, start=0, around_start=0),),
    )
    last = parsed(result(Report((asked,)), files={"questions": hostile, "articles": hostile, "about": "folder"}))
    page = shown(Runs(last, None), Filter(text=hostile))
    tree = as_tree(page)
    (heading,) = tree.iter("h4")
    assert "".join(heading.itertext()) == hostile
    assert {one.tag for one in tree.iter()} <= ALLOWED


ALLOWED = set(
    "div header h2 h3 h4 p a span bdi time section table thead tbody tr th td figure svg title desc line text "
    "polyline circle figcaption ul li ol dl dt dd form label select option input button details summary mark pre code "
    "nav".split()
)


def test_the_head_counts_and_says_when_articles_are_others() -> None:
    last = parsed(RESULT)
    told = words(shown(Runs(last, None)))
    assert "3 of 5 questions right" in told
    assert "1 answered wrongly" in told
    assert "own.csv , asked of the 3 articles in /news on 23 November 2026" in re.sub(r"\s+", " ", told)
    assert "No earlier run asked these questions." in told
    assert "other articles than this library holds now" not in told
    stale = replace(last, facts={**last.facts, "library.sha256": "x"})
    assert "other articles than this library holds now" in words(shown(Runs(stale, None)))


def test_the_fingerprint_of_articles_is_that_of_the_evaluation(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A ferry\n\nIt sails at noon.\n")
    library.add([tmp_path / "a.txt"])
    from eval.dataset import Task

    run = identify(library, Task((), None), "none")
    assert run["library"]["sha256"] == fingerprint([one.id for one in library.articles()])  # type: ignore[index]


def test_two_runs_are_told_apart_in_words() -> None:
    before = parsed(result(settings={"top_k": 2, "min_confidence": None}))
    better = Report((verdict("right"), verdict("wrong"), *MIXED.verdicts[2:]))
    last = parsed(result(better))
    told = words(shown(Runs(last, before)))
    assert "+50.0 points, better" not in told.split("Search")[1].split("Quotations")[0]
    assert re.search(r"F1, answerable questions\s+66\.7 %.*50\.0 %\s+\+16\.7 points, better", told, re.DOTALL)
    assert "1 got a better answer" in told
    assert "a worse answer" not in told
    assert "top_k (2 then, 8 now)" in told
    listed = list_questions(last, before)
    assert [one.asked.id for one in select(listed, Filter(change="better"))] == ["wrong"]
    assert "the same" in told


@pytest.mark.parametrize(
    ("name", "now", "before", "told"),
    [
        ("f1", 0.5, 0.4, "+10.0 points, better"),
        ("f1", 0.4, 0.5, "−10.0 points, worse"),
        ("f1", 0.5001, 0.5, "the same"),
        ("calibration.ece", 0.1, 0.2, "−0.100, better"),
        ("latency_ms.p50", 1500.0, 100.0, "+1,400 ms, worse"),
        ("f1", None, 0.5, "not comparable"),
    ],
)
def test_a_difference_has_its_sign_and_its_sense(name: str, now: float | None, before: float, told: str) -> None:
    assert plain_difference(name, now, before) == told


def test_a_figure_that_the_run_before_lacks_keeps_its_columns(tmp_path: Path) -> None:
    for figures in ({"n": 0}, RESULT["answerable"]):
        keep_result({**RESULT, "answerable": figures}, tmp_path)
    runs = read_runs(tmp_path)
    assert runs.shown is not None
    assert runs.before is not None
    table = as_tree(render_figures(runs.shown, runs.before, ""))
    widths = {len(row) for row in table.iter("tr") if row.get("class") != "group"}
    assert widths == {5}


def test_a_change_of_the_comparing_model_is_told(tmp_path: Path) -> None:
    for name in ("one", "other"):
        keep_result(result(comparer={"fingerprint": name}), tmp_path)
    runs = read_runs(tmp_path)
    assert runs.shown is not None
    assert runs.before is not None
    assert "the comparing model" in words(render_figures(runs.shown, runs.before, ""))


def test_a_figure_is_told_in_its_unit() -> None:
    assert [plain_figure("f1", 0.5), plain_figure("latency_ms.p50", 1234.5), plain_figure("f1", None)] == [
        "50.0 %", "1,234 ms", "–",
    ]  # fmt: skip


def test_chance_is_told_from_change() -> None:
    assert plain_chance([0.0, 0.0]) == "F1 is the same."
    assert plain_chance([1.0]) == "That may be chance."
    assert plain_chance([1.0, -1.0, 0.5, -0.4]) == "That may be chance."
    assert plain_chance([0.5, 0.6] * 10) == "F1 rose by more than chance explains."
    assert plain_chance([-0.5, -0.6] * 10) == "F1 fell by more than chance explains."


def test_filters_and_their_links_agree() -> None:
    listed = list_questions(parsed(RESULT), None)

    def found(**wanted: Any) -> list[str]:
        return [one.asked.id for one in select(listed, Filter(**wanted))]

    assert found(outcome=Outcome.WRONG.value) == ["wrong"]
    assert found(blame="silenced") == ["silent"]
    assert found(blame="silenced", outcome="wrong") == []
    assert found(text="NEXT asks") == ["next"]
    assert Filter("wrong", "misread", text="a b", page=2).href == "#quality?outcome=wrong&blame=misread&text=a+b&page=2"
    form = render_filter(listed, Filter(outcome="wrong"))
    assert '<option value="wrong" selected="">wrong answer (1)</option>' in form


def test_right_words_at_a_place_that_does_not_count_are_told() -> None:
    there = candidate("Olm", start=40, end=43, right=False)
    missed = verdict("w", right=False, blame=Blame.MISREAD, candidates=(there,))
    note = "right words, at a place that does not count"
    assert note in render_list(list_questions(parsed(result(Report((missed,)))), None), Filter())
    assert note not in render_list(list_questions(parsed(RESULT), None), Filter())


def test_thousands_of_questions_come_in_pages() -> None:
    many = Report(tuple(verdict(f"q{number}", **(SILENT if number % 2 else {})) for number in range(1000)))
    listed = list_questions(parsed(result(many)), None)
    page = render_list(listed, Filter(outcome="silent", page=3))
    assert "101 to 150 of 500 questions" in words(page)
    assert page.count("<li") == PAGE_SIZE
    assert 'href="#quality?outcome=silent&amp;page=4"' in page
    assert "Page 10 of 10" in words(render_list(listed, Filter(outcome="silent", page=999)))
    assert "No question is like that." in render_list(listed, Filter(text="nowhere"))


def test_a_question_opens_in_the_conversation_standing_alone() -> None:
    follow = verdict(
        "then",
        Kind.FOLLOWUP,
        question=Question("then", Kind.FOLLOWUP, "And he?", ("Olm",), history=(("Who is Bo?", "a baker"),)),
    )
    asked = replace(parsed(result(Report((follow,)))).asked[0], understood="And Bo?", as_of=dt.date(2025, 1, 2))
    page = render_list([list_questions(replace(parsed(RESULT), asked=(asked,)), None)[0]], Filter())
    assert 'href="#ask?q=And%20Bo%3F&amp;to=2025-01-02&amp;alone=1"' in page
    assert "Who is Bo? a baker" in words(page)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=5))
def test_plots_are_pictures_with_words(points: list[tuple[float, float]]) -> None:
    for plot in (reliability_plot(points, points), risk_plot(points)):
        tree = as_tree(plot)
        (svg,) = tree.iter("svg")
        named = {one.get("id"): one.text for one in svg.iter() if one.tag in ("title", "desc")}
        assert all(named[id_] for id_ in str(svg.get("aria-labelledby")).split())
    assert "Dashed: the run before." not in words(risk_plot(points))


@given(st.integers(0, 2000), st.integers(2, 50))
def test_thinning_keeps_the_ends(count: int, most: int) -> None:
    points = [(float(number), 0.0) for number in range(count)]
    thinned = thin(points, most)
    assert len(thinned) == min(count, most)
    assert thinned[:1] + thinned[-1:] == points[:1] + points[-1:]


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with TestClient(Guard(make_api(library, may_change=True), "127.0.0.1"), base_url="http://127.0.0.1:7860") as client:
        yield client


def test_the_view_and_its_list_are_served_and_kept_out_of_caches(client: TestClient, library: Library) -> None:
    assert "Nothing has been measured yet" in client.get("/quality/").text
    assert client.get("/quality/questions").text == ""
    path = keep_result(RESULT, library.folder)
    reply = client.get("/quality/?outcome=wrong&blame=<b>&page=x&change=?")
    assert (reply.status_code, reply.headers["cache-control"]) == (200, "no-store")
    assert "3 of 5 questions right" in reply.text
    assert "<b>" not in reply.text
    assert "1 question of 5" in client.get("/quality/questions?outcome=wrong").text
    assert client.get(f"/quality/questions?text={'x' * 600}").status_code == 422
    os.utime(path, ns=(1, 1))
    path.write_text("{")  # written anew by something else: no stale copy is shown
    assert "is not a result" in client.get("/quality/").text
