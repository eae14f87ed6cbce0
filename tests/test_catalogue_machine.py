"""Any sequence of adding, changing and removing, held against a plain dict."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rag.datatypes import text_sha256
from rag.store.catalogue import Catalogue
from tests.test_catalogue import entry

PATHS = [f"/news/{name}.txt" for name in "abcd"]
WORDS = ["bridge", "mayor", "river", "naïve", "🚀launch"]
TEXTS = [f"{headline}\n\n{body} it was.\nThe end of {body}." for headline in WORDS[:3] for body in WORDS]
DATES = [None, dt.date(2024, 1, 31), dt.date(2024, 2, 1), dt.date(2025, 1, 1)]


class CatalogueMachine(RuleBasedStateMachine):
    """`files` is what the catalogue should hold: the text and date of each path."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.catalogue = Catalogue(Path(self.folder.name, "catalogue.sqlite"))
        self.files: dict[str, tuple[str, dt.date | None]] = {}

    def teardown(self) -> None:
        self.catalogue.close()
        self.folder.cleanup()

    @rule(
        files=st.lists(
            st.tuples(st.sampled_from(PATHS), st.sampled_from(TEXTS), st.sampled_from(DATES)), min_size=1, max_size=3
        )
    )
    def put(self, files: list[tuple[str, str, dt.date | None]]) -> None:
        self.catalogue.put([entry(text, path, date) for path, text, date in files])
        self.files.update({path: (text, date) for path, text, date in files})

    @rule(path=st.sampled_from(PATHS), text=st.sampled_from(TEXTS))
    def put_that_fails(self, path: str, text: str) -> None:
        article, passages = entry(text, path)
        try:
            self.catalogue.put([(article, passages), None])  # type: ignore[list-item]
        except TypeError:
            return
        raise AssertionError("a broken entry was taken")

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        text, _ = self.files[data.draw(st.sampled_from(sorted(self.files)))]
        self.catalogue.remove([text_sha256(text)[:16]])
        self.files = {path: held for path, held in self.files.items() if held[0] != text}

    @rule()
    def reopen(self) -> None:
        self.catalogue.close()
        self.catalogue = Catalogue(self.catalogue.path)

    @invariant()
    def articles_are_the_texts(self) -> None:
        expected = {text for text, _ in self.files.values()}
        assert {summary.id for summary in self.catalogue.listing.all()} == {text_sha256(text)[:16] for text in expected}
        for text in expected:
            article, passages = entry(text)
            stored = self.catalogue.article(article.id)
            assert stored is not None
            assert stored.text == text
            assert self.catalogue.passages(article.id) == passages

    @invariant()
    def sources_and_dates_are_those_of_the_files(self) -> None:
        for path in PATHS:
            held = self.files.get(path)
            expected = (text_sha256(held[0])[:16], text_sha256(f"{held[1]} {held[0]}")) if held else None
            assert self.catalogue.source(path) == expected
        for summary in self.catalogue.listing.all():
            paths = {path for path, (text, _) in self.files.items() if text_sha256(text).startswith(summary.id)}
            assert set(summary.sources) == paths
            assert summary.date == min((date for path in paths if (date := self.files[path][1])), default=None)

    @invariant()
    def database_is_sound(self) -> None:
        assert self.catalogue.check() == []


TestCatalogueMachine = CatalogueMachine.TestCase
TestCatalogueMachine.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
