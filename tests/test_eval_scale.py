"""The archives that `make bench-scale` makes, and the embedder that puts vectors together."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np

from eval.archive import ComposingEmbedder, Pool, kept_words, read_pool, write_archive
from eval.scale import Scale
from eval.scaletable import write_scales
from rag import Library, Settings, compare_wordings, find_files, read_article, read_wording
from tests.conftest import SEEDS
from tests.fakes import PhraseReader, WordEmbedder, write_articles


def pool_of(folder: Path) -> Pool:
    write_articles(folder, 5)
    return read_pool(folder, Settings(), max_sentences=20)


def texts_of(folder: Path) -> list[str]:
    return [read_article(Path(str(file)), max_bytes=10**6).text for file in find_files([folder])]


def test_an_archive_has_the_wanted_size_only_sentences_of_the_pool_reworded(tmp_path: Path) -> None:
    pool = pool_of(tmp_path / "from")
    assert len(pool.sentences) == len(set(pool.sentences)) == 20
    count = write_archive(pool, tmp_path / "made", 90)
    texts = texts_of(tmp_path / "made")
    assert len(texts) == count == 20
    lines = {line for text in texts for line in text.split("\n\n", 1)[1].splitlines() if line}
    assert not lines <= set(pool.sentences)
    assert {kept_words(line) for line in lines} <= {kept_words(sentence) for sentence in pool.sentences}
    with Library.open(
        tmp_path / "library", Settings(), create=True, embedder=WordEmbedder(), reader=PhraseReader()
    ) as library:
        assert library.add([tmp_path / "made"]).added == 20
        assert 45 <= library.counts()[1] <= 180


def test_no_two_articles_of_an_archive_run_the_same_words(tmp_path: Path) -> None:
    write_archive(read_pool(SEEDS, Settings(), max_sentences=300), tmp_path, 200)
    texts = [read_wording("", text.split("\n\n", 1)[1]) for text in texts_of(tmp_path)]
    assert not any(compare_wordings(one, other) for one, other in combinations(texts, 2))


def test_an_archive_is_the_same_every_time(tmp_path: Path) -> None:
    pool = pool_of(tmp_path / "from")
    for name in ("one", "two"):
        write_archive(pool, tmp_path / name, 20)
    assert texts_of(tmp_path / "one") == texts_of(tmp_path / "two")


def test_vectors_put_together_are_unit_means_and_questions_are_embedded() -> None:
    words = WordEmbedder()
    known = dict(zip(("One two.", "Three four five."), words.embed(["One two.", "Three four five."]), strict=True))
    embedder = ComposingEmbedder(words, known=known)
    made, asked = embedder.embed(["One two.\nThree four five.", "One two?"])
    mean = 8 * known["One two."] + 16 * known["Three four five."]
    np.testing.assert_allclose(made, mean / np.linalg.norm(mean), rtol=1e-5)
    np.testing.assert_array_equal(asked, words.embed(["One two?"])[0])


def test_the_table_says_which_sizes_were_put_together(tmp_path: Path) -> None:
    pair = (1.0, 2.0)
    small = Scale(
        1000, 250, True, 10, 8, 300, 5, 0.1, 0.1, 50, 300, pair, pair, pair, pair, pair, 1.0, 1, 1, 1, 5
    )  # fmt: skip
    large = Scale(
        9000, 2250, False, 9, 1, 310, 50, 0.1, 0.1, 50, 300, (3.0, 20.0), pair, pair, pair, pair, 0.99, 1, 1, 1, 50
    )  # fmt: skip
    write_scales([small, large], "python -m eval.scale", tmp_path / "scale.md")
    text = (tmp_path / "scale.md").read_text()
    assert "At 9,000 passages the vectors are put together" in text
    assert "| add, against the embedder alone | 1.25 | – | ≤ 1.25 |" in text
    assert "| search, p50 / p95 | 1.0 / 2.0 ms | 3.0 / 20.0 ms |" in text
