"""The table of articles: found, sorted and paged as a plain list would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import ArticleSummary, Library, Settings, SortBy, SourceError, UnknownArticle, Wanted
from rag.adding.uploads import MAX_NAME_BYTES, safe_name
from tests.fakes import PhraseReader, WordEmbedder

ROWS = [
    ("Bridge closed", "2024-05-01", "The bridge.", "The Post"),
    ("a bridge opens", "2024-05-03", "The bridge is open again.", "The Wire"),
    ("100% rain", "2024-04-01", "It rained.", "The Post"),
    ("Under_score", "", "A text without a date.", ""),
    ("Ärger in Köln", "2024-05-03", "Nothing else happened here today.", "Der Bote"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("listing")
    table = folder / "news.csv"
    rows = [",".join(row) for row in ROWS]
    table.write_text("\n".join(["headline,date,text,source", *rows]) + "\n", encoding="utf-8")
    with Library.open(
        folder / "library", Settings(), create=True, embedder=WordEmbedder(), reader=PhraseReader({})
    ) as opened:
        opened.add([table])
        yield opened


KEYS = {
    SortBy.HEADLINE: lambda one: one.headline.lower(),
    SortBy.OUTLET: lambda one: one.outlet.lower(),
    SortBy.DATE: lambda one: one.date,
    SortBy.LENGTH: lambda one: one.chars,
    SortBy.COPIES: lambda one: one.copies,
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    words=st.sampled_from(["", "bridge", "BRIDGE", "%", "_", "the post", "news.csv", "\\", "nowhere", " wire "]),
    since=st.none() | st.sampled_from([dt.date(2024, 4, 2), dt.date(2024, 5, 3)]),
    until=st.none() | st.sampled_from([dt.date(2024, 5, 1), dt.date(2024, 5, 3)]),
    sort=st.sampled_from(SortBy),
    descending=st.booleans(),
    limit=st.integers(1, 6),
    offset=st.integers(0, 6),
)
def test_a_page_is_a_slice_of_what_a_plain_list_gives(
    library: Library, words: str, since: dt.date | None, until: dt.date | None, sort: SortBy, descending: bool,
    limit: int, offset: int,
) -> None:  # fmt: skip
    def fits(one: ArticleSummary) -> bool:
        text = "\n".join([one.headline, one.outlet, *one.sources]).lower()
        within = (since is None or (one.date is not None and since <= one.date)) and (
            until is None or (one.date is not None and one.date <= until)
        )
        return words.strip().lower() in text and within

    wanted = Wanted(words, since, until, sort, descending)
    everything = library.browse(wanted)
    assert {one.id for one in everything.articles} == {one.id for one in library.articles() if fits(one)}
    assert everything.total == len(everything.articles)
    keys = [KEYS[sort](one) for one in everything.articles if sort is not SortBy.OUTLET or one.outlet]
    known = [key for key in keys if key is not None]
    assert known == sorted(known, reverse=descending)
    assert keys[: len(known)] == known, "those without come last"
    page = library.browse(Wanted(words, since, until, sort, descending, limit, offset))
    assert (page.articles, page.total) == (everything.articles[offset : offset + limit], everything.total)


def test_the_calendar_counts_the_days(library: Library) -> None:
    assert library.calendar() == {dt.date(2024, 4, 1): 1, dt.date(2024, 5, 1): 1, dt.date(2024, 5, 3): 2}


@given(st.text(max_size=300))
def test_the_name_of_an_upload_cannot_leave_its_folder(name: str) -> None:
    try:
        safe = safe_name(name)
    except SourceError:
        return
    path = Path("/library/uploads") / safe
    assert path.parent == Path("/library/uploads")
    assert path.name == safe
    assert 0 < len(safe.encode()) <= MAX_NAME_BYTES
    assert safe.isprintable() or not set(safe) & set("\0\n\r/\\")
    assert not safe.startswith(".")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\news\\one.txt", "one.txt"),
        ("a\x00b\nc.txt", "a_b_c.txt"),
        (".hidden.txt", "hidden.txt"),
        ("x" * 300 + ".txt", "x" * (MAX_NAME_BYTES - 4) + ".txt"),
    ],
)
def test_names_are_kept_as_far_as_they_are_safe(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@pytest.mark.parametrize("name", ["", "..", "/", " . "])
def test_a_name_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(SourceError):
        safe_name(name)


def broken(texts: object) -> None:
    raise RuntimeError("no embedding today")


@pytest.mark.parametrize("folder", ["library", "elsewhere/../library"])
def test_an_upload_is_kept_updated_and_removed_with_its_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    with Library.open(
        tmp_path / folder, Settings(), create=True, embedder=WordEmbedder(), reader=PhraseReader({})
    ) as library:
        kept = tmp_path / "library" / "uploads" / "note.txt"
        assert library.add_upload("note.txt", b"A note\n\nThe gate was open.").added == 1
        assert kept.read_bytes() == b"A note\n\nThe gate was open."
        assert library.add_upload("note.txt", b"A note\n\nThe gate was open.").unchanged == 1
        assert library.add_upload("note.txt", b"A note\n\nThe gate was closed.").updated == 1
        with pytest.raises(SourceError, match=r"^bad\.txt: "):
            library.add_upload("bad.txt", b"\x89PNG\r\n\x1a\n\x00")
        assert [path.name for path in kept.parent.iterdir()] == ["note.txt"]
        with monkeypatch.context() as patch:
            patch.setattr(library.stores.embedder, "embed", broken)
            with pytest.raises(RuntimeError):
                library.add_upload("note.txt", b"A note\n\nThe gate fell.")
        assert kept.read_bytes() == b"A note\n\nThe gate was closed.", "the one before is there again"
        (article,) = library.articles()
        assert article.sources == (str(kept),)
        assert library.examine() == []
        library.remove([article.id])
        assert not kept.exists()
        with pytest.raises(UnknownArticle):
            library.article(article.id)
