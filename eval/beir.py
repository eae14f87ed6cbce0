"""Retrieval alone, on a folder in the form of BEIR (Thakur et al. 2021): documents, queries, and which belong together.

`corpus.jsonl` has one {"_id", "title", "text"} a line, `queries.jsonl` one {"_id", "text"}, and `qrels/test.tsv` the
columns query-id, corpus-id and score. A score above 0 says that the document is relevant; how much is not used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import numpy as np

from eval.bootstrap import Rows, intervals
from eval.dataset import has_surrogate, read_text
from eval.figures import Summary
from eval.metrics import found_at_k, ndcg_at_k
from rag import Library, QuestionError, Settings, SourceError, StorageError

CORPUS, QUERIES, QRELS, SPLIT = "corpus.jsonl", "queries.jsonl", "qrels", "test.tsv"
RECALL_AT = (1, 5, 10, 100)
NDCG_AT = 10
DEPTH = 200  # passages; a document may have several
MAX_QUESTION_CHARS = 100_000  # some sets ask with whole articles


@dataclass(frozen=True, slots=True)
class RetrievalTask:
    """Queries, the documents relevant to each, and the folder of one file a document, by the file's name.

    `absent` are relevant documents that are blank or not in the corpus: they count as never found.
    """

    queries: Mapping[str, str]
    relevant: Mapping[str, frozenset[str]]
    articles: Path
    documents: Mapping[str, str]  # file name → document id
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """One query: the ranks from 1 of the relevant documents that were found, of `relevant` that there are."""

    id: str
    query: str
    ranks: Mapping[str, int]
    relevant: int
    milliseconds: float


def is_beir(path: Path) -> bool:
    """Whether `path` is a folder in the form of BEIR."""
    return (path / CORPUS).is_file() and (path / QUERIES).is_file()


def load_beir(folder: Path, articles: Path) -> RetrievalTask:
    """The task in the folder `folder`, its documents written to the folder `articles`, which is made.

    Queries without a relevant document are left out, as they are when BEIR is scored. Blank documents are no articles.
    Raises `SourceError` naming the file and line that cannot be used, and `StorageError`.
    """
    documents: dict[str, str] = {}
    try:
        articles.mkdir(parents=True)
        for number, (id_, line) in enumerate(_lines(folder / CORPUS), start=1):
            text = f"{line.get('title') or ''}\n\n{line.get('text') or ''}".strip()
            if not text:
                continue
            name = f"document-{number:07}.txt"
            documents[name] = id_
            (articles / name).write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise StorageError(
            f"{articles}: the documents cannot be written ({error.strerror}). Free some space."
        ) from error
    queries = {id_: str(line.get("text") or "") for id_, line in _lines(folder / QUERIES)}
    relevant = _qrels(_split(folder), queries)
    asked = {id_: queries[id_] for id_ in queries if id_ in relevant}
    if not asked:
        raise SourceError(f"{folder}: no query has a relevant document. Look at {QRELS}.")
    absent = {id_ for query in asked for id_ in relevant[query]} - set(documents.values())
    return RetrievalTask(asked, relevant, articles, documents, tuple(sorted(absent)))


def search_settings(settings: Settings) -> Settings:
    """The settings to search with: those given, for queries of any length."""
    return settings.model_copy(update={"max_question_chars": MAX_QUESTION_CHARS})


def search_all(
    library: Library, task: RetrievalTask, on_search: Callable[[Search], None] = lambda search: None
) -> list[Search]:
    """Every query of `task`, asked of `library`; nothing is read. Raises `SourceError` when one cannot be asked."""
    documents: dict[str, list[str]] = {}  # article id → ids of the documents with its text
    for summary in library.articles():
        documents[summary.id] = [task.documents[PurePath(source).name] for source in summary.sources]
    searches = []
    for id_, query in task.queries.items():
        try:
            reading = library.read(query, top_k=DEPTH, is_enough=lambda understood, spans: True)
        except QuestionError as error:
            raise SourceError(f"query {id_!r} cannot be asked: {error}") from error
        ranked = dict.fromkeys(document for hit in reading.hits for document in documents[hit.passage.article_id])
        ranks = {document: rank for rank, document in enumerate(ranked, start=1) if document in task.relevant[id_]}
        took = reading.timings.embed + reading.timings.retrieve
        searches.append(Search(id_, query, ranks, len(task.relevant[id_]), took))
        on_search(searches[-1])
    return searches


def summarize_searches(searches: list[Search]) -> Summary:
    """Recall, reciprocal rank and nDCG by document, means over queries, and latency. Raises `ValueError` if empty."""
    rows = np.array([[*_scores(one).values(), one.milliseconds] for one in searches])  # (queries, figures)
    names = list(_scores(searches[0])) if searches else []

    def measure(drawn: Rows) -> dict[str, float | None]:
        part = rows[drawn]
        means = dict(zip(names, map(float, part[:, :-1].mean(axis=0)), strict=True))
        latency = {f"latency_ms.p{percent}": float(np.percentile(part[:, -1], percent)) for percent in (50, 95)}
        return {**means, **latency}

    found = intervals(len(searches), measure)
    return Summary(measure(np.arange(len(searches))), found)


def searches_to_json(searches: list[Search], task: RetrievalTask, summary: Summary) -> dict[str, Any]:
    """The object that `ibid eval FOLDER --json` writes."""
    data: dict[str, Any] = {"n": len(searches), "documents": len(task.documents)}
    data["absent"] = list(task.absent)
    for name, value in summary.values.items():
        group, _, last = name.partition(".")
        data.setdefault(group, {})[last] = value
    data["intervals"] = {name: [one.low, one.high] if one else None for name, one in summary.intervals.items()}
    data["questions"] = [
        {"id": one.id, "question": one.query, "relevant": one.relevant, "ranks": dict(one.ranks),
         **{name.removeprefix("retrieval."): value for name, value in _scores(one).items()},
         "latency_ms": round(one.milliseconds, 2)}
        for one in searches
    ]  # fmt: skip
    return data


def _scores(search: Search) -> dict[str, float]:
    ranks = list(search.ranks.values())
    return {
        **{f"retrieval.recall@{k}": found_at_k(ranks, search.relevant, k) for k in RECALL_AT},
        "retrieval.mrr": 1 / min(ranks) if ranks else 0.0,
        f"retrieval.ndcg@{NDCG_AT}": ndcg_at_k(ranks, search.relevant, NDCG_AT),
    }


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(id, object) of each line of JSON Lines."""
    seen = set()
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{where}: not JSON ({error}). Write one object a line.") from None
        if not isinstance(data, dict) or not isinstance(data.get("_id"), str) or has_surrogate(data):
            raise SourceError(f'{where}: not an object with a text as "_id". See the form of BEIR.')
        if data["_id"] in seen:
            raise SourceError(f"{where}: the id {data['_id']!r} is taken by an earlier line. Give each its own.")
        seen.add(data["_id"])
        yield data["_id"], data


def _split(folder: Path) -> Path:
    files = sorted((folder / QRELS).glob("*.tsv"))
    if not files:
        raise SourceError(f"{folder / QRELS}: holds no .tsv file. It says which documents are relevant.")
    named = [file for file in files if file.name == SPLIT]
    if len(files) > 1 and not named:
        raise SourceError(f"{folder / QRELS}: holds {len(files)} files, none called {SPLIT}. Keep the one to be used.")
    return named[0] if named else files[0]


def _qrels(path: Path, queries: Mapping[str, str]) -> dict[str, frozenset[str]]:
    relevant: dict[str, set[str]] = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        cells = line.split("\t")
        if not line.strip() or (number == 1 and cells[0] == "query-id"):
            continue
        where = f"{path}, line {number}"
        if len(cells) != 3 or not cells[2].strip().lstrip("-").isdigit():
            raise SourceError(f"{where}: {line[:60]!r} is not query-id, corpus-id and a whole score, parted by tabs.")
        if cells[0] not in queries:
            raise SourceError(f"{where}: there is no query {cells[0]!r}. Correct the id, or add it.")
        if int(cells[2]) > 0:
            relevant.setdefault(cells[0], set()).add(cells[1])
    return {id_: frozenset(found) for id_, found in relevant.items()}
