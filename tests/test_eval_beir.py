"""Retrieval alone on a folder in the form of BEIR: loaded, searched with models worked by hand, and scored."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from eval.beir import Search, is_beir, load_beir, search_all, searches_to_json, summarize_searches
from eval.run import build_library
from rag import Library, Settings, SourceError
from tests.fakes import PhraseReader, WordEmbedder

CORPUS = [
    {"_id": "ferry", "title": "The ferry", "text": "The Aurora sails from Olm.", "metadata": {}},
    {"_id": "barley", "title": "", "text": "Barley is grown in Veldt."},
    {"_id": "blank", "title": "", "text": " "},
    {"_id": "copy", "title": "The ferry", "text": "The Aurora sails from Olm."},
]
QUERIES = [{"_id": "q1", "text": "ferry Aurora"}, {"_id": "q2", "text": "barley"}, {"_id": "q3", "text": "moon"}]
QRELS = [
    ("q1", "ferry", 1),
    ("q1", "blank", 2),
    ("q1", "gone", 1),
    ("q2", "barley", 1),
    ("q2", "ferry", 0),
    ("q3", "ferry", 0),
]


def write(
    folder: Path, *, corpus: Any = CORPUS, queries: Any = QUERIES, qrels: Any = QRELS, split: str = "test.tsv"
) -> Path:
    folder.mkdir(exist_ok=True)
    for name, lines in (("corpus.jsonl", corpus), ("queries.jsonl", queries)):
        (folder / name).write_text(
            "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
        )
    (folder / "qrels").mkdir(exist_ok=True)
    rows = "".join("\t".join(map(str, row)) + "\n" for row in qrels)
    (folder / "qrels" / split).write_text(f"query-id\tcorpus-id\tscore\n{rows}")
    return folder


def test_a_folder_is_loaded(tmp_path: Path) -> None:
    folder = write(tmp_path / "set")
    assert is_beir(folder)
    assert not is_beir(tmp_path)
    task = load_beir(folder, tmp_path / "articles")
    assert task.queries == {"q1": "ferry Aurora", "q2": "barley"}  # nothing is relevant to q3
    assert task.relevant == {"q1": {"ferry", "blank", "gone"}, "q2": {"barley"}}
    assert (sorted(task.documents.values()), task.absent) == (["barley", "copy", "ferry"], ("blank", "gone"))
    names = {id_: name for name, id_ in task.documents.items()}
    assert (task.articles / names["ferry"]).read_text() == "The ferry\n\nThe Aurora sails from Olm."


def test_documents_are_ranked_and_nothing_is_read(tmp_path: Path) -> None:
    task = load_beir(write(tmp_path / "set"), tmp_path / "articles")
    reader = PhraseReader()
    with Library.open(tmp_path / "library", Settings(), create=True, embedder=WordEmbedder(), reader=reader) as library:
        library.add([task.articles])
        searches = search_all(library, task)
    assert reader.asked == []
    # The same text twice is one article, found as both documents; the blank and the missing one cannot be found.
    assert [(one.id, dict(one.ranks), one.relevant) for one in searches] == [
        ("q1", {"ferry": 1}, 3),
        ("q2", {"barley": 1}, 1),
    ]
    data = searches_to_json(searches, task, summarize_searches(searches))
    first = 1 / (1 + 1 / math.log2(3) + 1 / 2)
    assert data["retrieval"] == pytest.approx(
        {
            "recall@1": 2 / 3,
            "recall@5": 2 / 3,
            "recall@10": 2 / 3,
            "recall@100": 2 / 3,
            "mrr": 1,
            "ndcg@10": (first + 1) / 2,
        }
    )
    assert (data["n"], data["documents"], data["absent"]) == (2, 3, ["blank", "gone"])
    assert data["intervals"]["retrieval.mrr"] == [1, 1]
    assert data["questions"][0]["ndcg@10"] == pytest.approx(first)
    assert json.loads(json.dumps(data, allow_nan=False)) == data


def test_nothing_searched_is_nothing_to_measure() -> None:
    with pytest.raises(ValueError, match="nothing to measure"):
        summarize_searches([])
    lost = summarize_searches([Search("q", "?", {}, 3, 1.0)]).values
    assert (lost["retrieval.recall@100"], lost["retrieval.mrr"], lost["retrieval.ndcg@10"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"corpus": ["{"]}, "corpus.jsonl, line 1: not JSON"),
        ({"corpus": [{"text": "x"}]}, 'corpus.jsonl, line 1: not an object with a text as "_id"'),
        ({"corpus": [CORPUS[0], CORPUS[0]]}, "corpus.jsonl, line 2: the id 'ferry' is taken"),
        ({"queries": [{"_id": 3, "text": "x"}]}, "queries.jsonl, line 1: not an object"),
        ({"qrels": [("q1", "ferry")]}, "test.tsv, line 2: 'q1\\tferry' is not query-id, corpus-id and a whole score"),
        ({"qrels": [("q1", "ferry", "high")]}, "test.tsv, line 2: 'q1\\tferry\\thigh' is not"),
        ({"qrels": [("q9", "ferry", 1)]}, "test.tsv, line 2: there is no query 'q9'"),
        ({"qrels": []}, "no query has a relevant document"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, changes: Mapping[str, Any], message: str) -> None:
    folder = write(tmp_path / "set", **changes)
    with pytest.raises(SourceError) as caught:
        load_beir(folder, tmp_path / "articles")
    assert message in str(caught.value)


def test_the_test_split_is_used_and_a_single_one_of_another_name(tmp_path: Path) -> None:
    folder = write(tmp_path / "set", qrels=QRELS[:1], split="dev.tsv")
    assert set(load_beir(folder, tmp_path / "one").queries) == {"q1"}
    write(folder)
    assert set(load_beir(folder, tmp_path / "two").queries) == {"q1", "q2"}
    (folder / "qrels" / "test.tsv").rename(folder / "qrels" / "train.tsv")
    with pytest.raises(SourceError, match=r"holds 2 files, none called test\.tsv"):
        load_beir(folder, tmp_path / "three")
    for file in (folder / "qrels").iterdir():
        file.unlink()
    with pytest.raises(SourceError, match=r"holds no \.tsv file"):
        load_beir(folder, tmp_path / "four")


@pytest.mark.slow
def test_a_set_is_searched_with_the_real_embedder(tmp_path: Path) -> None:
    task = load_beir(write(tmp_path / "set"), tmp_path / "articles")
    with build_library(task.articles, Settings(), tmp_path / "library") as library:
        assert [dict(one.ranks) for one in search_all(library, task)] == [{"ferry": 1}, {"barley": 1}]
