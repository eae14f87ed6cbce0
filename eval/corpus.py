"""The articles that questions are about: their texts, and which of them a file name means."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath

from eval.dataset import Task
from rag import Article, Failure, Library, Settings, SourceError, find_files, read_articles


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles by id. `text` reads one; `names` holds a name for each that no other has."""

    names: Mapping[str, str]
    text: Callable[[str], str]
    sources: Mapping[str, tuple[tuple[PurePath, str], ...]]  # file name → (path, article id)

    def find(self, name: str) -> str:
        """The id of the article that comes from a file called `name`, or that has this very id.

        A name stands for the source whose path ends in it, so it may hold a folder where the name alone
        is ambiguous. Raises `SourceError` when there is none, or more than one.
        """
        parts = PurePath(name).parts
        files = self.sources.get(PurePath(name).name, ())
        ids = {id_ for source, id_ in files if source.parts[-len(parts) :] == parts}
        if not ids and name in self.names:
            return name
        if not ids:
            raise SourceError(f"{name}: no article comes from a file of that name. Add it.")
        if len(ids) > 1:
            raise SourceError(f"{name}: {len(ids)} articles come from files of that name. Name the folder too.")
        return ids.pop()


def library_corpus(library: Library) -> Corpus:
    """The articles of a library."""
    pairs = [(PurePath(path), summary.id) for summary in library.articles() for path in summary.sources]
    return _corpus(pairs, cache(lambda id_: library.article(id_).text))


def folder_corpus(folder: Path, settings: Settings) -> Corpus:
    """The articles in a folder, as a library would keep them, without making one.

    Raises `SourceError` naming the first file that cannot be read, and when there is none.
    """
    articles: list[Article] = []
    for found in find_files([folder]):
        if isinstance(found, Failure):
            raise SourceError(found.reason)
        for one in read_articles(found, settings.read_limits()):
            if isinstance(one, Failure):
                raise SourceError(one.reason)
            if isinstance(one, Article):
                articles.append(one)
    if not articles:
        raise SourceError(f"{folder}: holds no articles. Give the folder that the questions are about.")
    texts = {article.id: article.text for article in articles}
    return _corpus([(PurePath(one.sources[0].path), one.id) for one in articles], texts.__getitem__)


def named_articles(library: Library, task: Task) -> dict[str, Article]:
    """The library's articles by the file names that the task calls them; raises as `Corpus.find`."""
    corpus = library_corpus(library)
    named = dict.fromkeys(name for q in task.questions for name in (q.article, *q.also) if name is not None)
    return {name: library.article(corpus.find(name)) for name in dict.fromkeys((*named, *task.paragraphs))}


def _corpus(pairs: Iterable[tuple[PurePath, str]], text: Callable[[str], str]) -> Corpus:
    sources: dict[str, list[tuple[PurePath, str]]] = defaultdict(list)
    for path, id_ in pairs:
        sources[path.name].append((path, id_))
    names: dict[str, str] = {}
    for name, files in sources.items():
        alone = len({id_ for _, id_ in files}) == 1
        held = Counter(path for path, _ in dict.fromkeys(files))
        for path, id_ in files:
            # The rows of a table share its path: only their ids tell them apart.
            names.setdefault(id_, name if alone else str(path) if held[path] == 1 else id_)
    return Corpus(names, text, {name: tuple(files) for name, files in sources.items()})
