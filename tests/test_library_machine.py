"""Any sequence of writing, adding, removing, syncing, failing in the middle and opening again, held against a dict."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rag import Library, Outcome, Settings
from rag.store.catalogue import Catalogue
from rag.store.filestates import FileStates
from rag.store.lexical import Lexical
from rag.store.vectors import Vectors
from tests.fakes import PhraseReader, WordEmbedder

NAMES = [f"{name}.txt" for name in "abcd"]
TEXTS = [
    f"{place} opens\n\nThe {what} of {place} opened.\n" for place in ("Marn", "Leth") for what in ("bridge", "mill")
]
# Where a run may end: before or after each of these does its work.
STEPS: list[tuple[type, str]] = [
    (Catalogue, "put"),
    (Catalogue, "remove"),
    (Catalogue, "drop_files"),
    (Catalogue, "settle"),
    (Catalogue, "switch"),
    (FileStates, "record"),
    (FileStates, "move"),
    (Lexical, "write"),
    (Vectors, "delete_articles"),
    (Vectors, "upsert"),
]
crashes = st.none() | st.tuples(st.sampled_from(STEPS), st.booleans(), st.integers(0, 1))
Crash = tuple[tuple[type, str], bool, int] | None
State = dict[str, str]


class Killed(BaseException):
    """Nothing in Ibid catches this."""


def open_library(folder: Path) -> Library:
    return Library.open(folder, Settings(), create=True, embedder=WordEmbedder(), reader=PhraseReader())


def fail_at(crash: Crash, stack: ExitStack) -> None:
    """Let a step raise before or after its work, the first time it is called or the second."""
    if crash is None:
        return
    (owner, name), is_after, calls_left = crash
    real = getattr(owner, name)

    def failing(*args: object, **kwargs: object) -> object:
        nonlocal calls_left
        calls_left -= 1
        if calls_left >= 0:
            return real(*args, **kwargs)
        if is_after:
            real(*args, **kwargs)
        raise Killed

    stack.enter_context(patch.object(owner, name, failing))


class LibraryMachine(RuleBasedStateMachine):
    """`disk` is what the files say, by name; `held` is what the library should hold of each."""

    def __init__(self) -> None:
        super().__init__()
        self.scratch = tempfile.TemporaryDirectory()
        self.files = Path(self.scratch.name, "files")
        self.files.mkdir()
        self.folder = Path(self.scratch.name, "library")
        self.library = open_library(self.folder)
        self.disk: State = {}
        self.held: State = {}

    def teardown(self) -> None:
        self.library.close()
        self.scratch.cleanup()

    def work(self, do: Callable[[Callable[[str, Outcome], None]], object], after: State, crash: Crash) -> None:
        """Do something that leaves `after`, or is killed and then leaves each file as before or as after."""
        done: set[str] = set()

        def note(path: str, outcome: Outcome) -> None:
            done.add(Path(path).name)

        try:
            with ExitStack() as stack:
                fail_at(crash, stack)
                do(note)
        except Killed:
            self.reopen()
            now = self.now()
            for name in NAMES:
                may_be = {after.get(name)} if name in done else {after.get(name), self.held.get(name)}
                assert now.get(name) in may_be, f"{name}, acknowledged: {done}"
            self.held = now
        else:
            self.held = after

    def now(self) -> State:
        """What the library holds."""
        return {
            Path(source.path).name: article.text
            for one in self.library.articles()
            for article in [self.library.article(one.id)]
            for source in article.sources
        }

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS))
    def write(self, name: str, text: str) -> None:
        (self.files / name).write_text(text)
        self.disk[name] = text

    @precondition(lambda self: self.disk)
    @rule(data=st.data(), new=st.sampled_from(NAMES))
    def rename(self, data: st.DataObject, new: str) -> None:
        old = data.draw(st.sampled_from(sorted(self.disk)))
        (self.files / old).replace(self.files / new)
        self.disk[new] = self.disk.pop(old)

    @precondition(lambda self: self.disk)
    @rule(data=st.data())
    def unlink(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.disk)))
        (self.files / name).unlink()
        del self.disk[name]

    @rule(crash=crashes)
    def add(self, crash: Crash) -> None:
        self.work(lambda note: self.library.add([self.files], on_done=note), {**self.held, **self.disk}, crash)

    @rule(crash=crashes)
    def sync(self, crash: Crash) -> None:
        plan = self.library.plan_sync(self.files, allow_empty=True)
        self.work(lambda note: self.library.sync(plan, on_done=note), dict(self.disk), crash)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), crash=crashes)
    def remove(self, data: st.DataObject, crash: Crash) -> None:
        gone = data.draw(st.sampled_from(sorted(set(self.held.values()))))
        after = {name: text for name, text in self.held.items() if text != gone}
        ids = [one.id for one in self.library.articles() if self.library.article(one.id).text == gone]
        self.work(lambda note: self.library.remove(ids), after, crash)

    @rule(crash=crashes)
    def rebuild(self, crash: Crash) -> None:
        self.work(lambda note: self.library.repair(), dict(self.held), crash)

    @rule()
    def lose_an_index(self) -> None:
        self.library.close()
        for found in self.folder.glob("vectors*"):
            shutil.rmtree(found)
        self.library = open_library(self.folder)
        self.library.repair()

    @rule()
    def reopen(self) -> None:
        self.library.close()
        self.library = open_library(self.folder)

    @invariant()
    def holds_what_it_should(self) -> None:
        assert self.now() == self.held

    @invariant()
    def is_sound(self) -> None:
        assert self.library.examine() == []


TestLibraryMachine = LibraryMachine.TestCase
TestLibraryMachine.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
