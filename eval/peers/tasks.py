"""What all systems are set: a folder of articles, questions, and where their answers stand."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eval.bench import sample
from eval.command import add_distractors, choose_task
from eval.corpus import Corpus, folder_corpus
from eval.dataset import Kind, Place, Question, Task
from eval.extra import Split
from eval.gold import gold_places
from eval.peers.wire import read_articles
from eval.placing import place_or_refuse
from rag import Settings, SourceError, find_files, read_article

TASK, FILES, TEXTS = "task.json", "articles", "texts"
ONE_IN = 4  # of SQuAD's paragraphs are taken out, where no question is without an answer already


@dataclass(frozen=True, slots=True)
class Chosen:
    """A task to be set: its `name` is that of a folder. `questions` None: those on the seeds."""

    name: str
    title: str
    questions: Path | None = None
    articles: Path | None = None
    distractors: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A question; without `answers` it has none. `places` are those of acceptable answers, by file name."""

    id: str
    question: str
    answers: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class PeerTask:
    """What was set, and the texts of the articles by file name. `withheld` counts articles that were taken out.

    The items are in random order, the same every time, so that those asked before a run was cut short are a sample.
    `unasked` counts those that were not, and are left out.
    """

    title: str
    items: tuple[Item, ...]
    texts: Mapping[str, str]
    withheld: int
    unasked: int = 0

    def asked(self, ids: Collection[str]) -> PeerTask:
        """The task with only the items of these ids."""
        kept = tuple(item for item in self.items if item.id in ids)
        return replace(self, items=kept, unasked=self.unasked + len(self.items) - len(kept))


def prepare(chosen: Chosen, count: int, settings: Settings, folder: Path) -> PeerTask:
    """Choose at most `count` questions, write their articles and what is known of them to `folder`, which is there.

    Ibid's files, which may begin with a date, are copied to `FILES`; what Ibid makes of them goes to `TEXTS`, under the
    same names, so that nobody reads the date as text and offsets mean the same to all. Raises `SourceError` when
    questions or articles cannot be used.
    """
    task = choose_task(chosen.questions, chosen.articles, settings, folder / "paragraphs")
    add_distractors(task, chosen.distractors)
    if (articles := task.articles) is None:
        raise SourceError(f"{chosen.questions}: which articles are these questions about? Give their folder.")
    corpus = folder_corpus(articles, settings)
    if chosen.questions is not None:
        task = place_or_refuse(task, corpus, chosen.questions, chosen.articles).task
    alone = tuple(one for one in task.questions if stands_alone(one))
    if not alone:
        raise SourceError(f"{chosen.questions}: no question can be asked by itself. Give some that can.")
    withheld = withhold(task)
    items = [_item(question, task, corpus, withheld) for question in sample(replace(task, questions=alone), count)]
    random.Random(0).shuffle(items)
    gone = {corpus.find(name) for name in withheld}
    for name in (FILES, TEXTS):
        (folder / name).mkdir()
    for id_, source in _sources(articles, settings).items():
        if id_ not in gone:
            shutil.copyfile(source, folder / FILES / f"{id_}.txt")
            (folder / TEXTS / f"{id_}.txt").write_bytes(corpus.text(id_).encode("utf-8"))
    data = {"title": chosen.title, "withheld": len(gone), "items": [asdict(item) for item in items]}
    (folder / TASK).write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return read_task(folder)


def stands_alone(question: Question) -> bool:
    """Whether any system can be asked this: a question without a past, a date, or an answer that is no span.

    Of a set in halves it must be in the one to report.
    """
    extra = question.extra
    return (
        question.kind in (Kind.ANSWERABLE, Kind.UNANSWERABLE)
        and not question.history
        and (extra.as_of, extra.today, extra.behaviour) == (None, None, None)
        and extra.split in (None, Split.TEST)
    )


def _sources(folder: Path, settings: Settings) -> dict[str, Path]:
    """A file of each article by its id."""
    found: dict[str, Path] = {}
    for path in find_files([folder]):
        if isinstance(path, Path):  # what is none, `folder_corpus` has refused
            found.setdefault(read_article(path, max_bytes=settings.max_file_bytes).id, path)
    return found


def withhold(task: Task) -> frozenset[str]:
    """Names of the paragraphs to take out of a SQuAD task in which every question has an answer; their questions have
    none then.
    """  # fmt: skip
    if any(question.kind is Kind.UNANSWERABLE for question in task.questions):
        return frozenset()
    return frozenset(sorted(task.paragraphs)[ONE_IN - 1 :: ONE_IN])


def read_task(folder: Path) -> PeerTask:
    """The task that was written to a folder."""
    data = json.loads((folder / TASK).read_text(encoding="utf-8"))
    items = tuple(
        Item(one["id"], one["question"], tuple(one["answers"]), tuple(Place(**place) for place in one["places"]))
        for one in data["items"]
    )
    return PeerTask(data["title"], items, read_articles(folder / TEXTS), data["withheld"])


def _item(question: Question, task: Task, corpus: Corpus, withheld: frozenset[str]) -> Item:
    if question.kind is Kind.UNANSWERABLE or question.article in withheld:
        return Item(question.id, question.question, (), ())
    names: Sequence[str] = [name for name in (question.article, *question.also) if name is not None]
    texts = {name: corpus.text(corpus.find(name)) for name in names}
    places = gold_places(question, texts, task.annotated.get(question.id))
    known = tuple(replace(place, article=f"{corpus.find(place.article)}.txt") for place in places)
    return Item(question.id, question.question, question.answers, known)
