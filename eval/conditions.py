"""What a library has to bear: no room, no leave to write, a clock that goes back, others at work, a power cut."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from eval.damages import DATABASE, Outcome, copied, plain
from eval.standins import FORKS, VERIFIES, ask, held, mend_library, open_library, write_archive, write_article
from rag import LibraryLocked, RagError

ROOMS = (0, 10_000, 40_000, 100_000, 200_000)  # bytes more than the largest file has, or than all together have
NOBODY = 65534
DAY_S = 86_400
POWER_CUTS = 20
TURNS, TURN_S = 500, 0.005
NOT_TRIED = "not tried: needs root"


def _report(pipe: Connection, do: Callable[[], str]) -> None:
    try:
        pipe.send(do())
    except RagError as error:
        pipe.send(str(error))
    except BaseException as error:
        pipe.send(f"{type(error).__name__.upper()}: {error}")


def _in_child(target: Callable[..., None], *args: object) -> str:
    here, there = FORKS.Pipe(duplex=False)
    child = FORKS.Process(target=target, args=(*args, there))
    child.start()
    there.close()
    try:
        return str(here.recv())
    finally:
        child.join()


def _judge(fault: str, folder: Path, before: dict[str, str], said: str, *, asked: str | None = None) -> Outcome:
    with open_library(folder, create=False) as library:
        found = ask(library)
        lost = len(set(before.values()) - set(held(library).values()))
        is_sound = library.examine() == [] and found == VERIFIES
    return Outcome(fault, found if asked is None else asked, plain(said, folder), lost, is_sound)


def _held(folder: Path) -> dict[str, str]:
    with open_library(folder, create=False) as library:
        return held(library)


def fill_disk(whole: Path, scratch: Path) -> list[Outcome]:
    """Add where no file may grow beyond some room, and, as root, on a disk with that room."""
    more, before, found = scratch / "more", _held(whole), []
    write_archive(more, 120)
    for room in ROOMS:
        with copied(whole, scratch) as folder:
            said = _in_child(_add_with_limit, folder, more, room)
            found.append(_judge(f"no file may grow by more than {room:,} bytes", folder, before, said))
    for room in ROOMS:
        found.append(_fill_small_disk(whole, scratch, more, room))
    shutil.rmtree(more)
    return found


def _add_with_limit(folder: Path, more: Path, room: int, pipe: Connection) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open_library(folder) as library:
        largest = max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room, largest + room))
        _report(pipe, lambda: f"{library.add([more]).added} articles were added: there was room")


def _fill_small_disk(whole: Path, scratch: Path, more: Path, room: int) -> Outcome:
    fault, disk = f"disk full after {room:,} bytes", scratch / "disk"
    before = _held(whole)
    bytes_ = room + sum(4096 * -(-path.stat().st_size // 4096) for path in whole.rglob("*") if path.is_file())
    disk.mkdir()
    try:
        mounting = ["mount", "-t", "tmpfs", "-o", f"size={bytes_}", "none", str(disk)]
        if os.getuid() or subprocess.run(mounting, capture_output=True, check=False).returncode:
            return Outcome(fault, NOT_TRIED, "", 0, True, 0)
        try:
            shutil.copytree(whole, disk / "library")
            said = _in_child(_add, disk / "library", more)
            asked = _in_child(_ask, disk / "library")
            shutil.copytree(disk / "library", scratch / "freed" / "library")  # where there is room again
        finally:
            subprocess.run(["umount", str(disk)], check=True)
        outcome = _judge(fault, scratch / "freed" / "library", before, plain(said, disk / "library"), asked=asked)
        shutil.rmtree(scratch / "freed")
        return outcome
    finally:
        disk.rmdir()


def _add(folder: Path, more: Path, pipe: Connection) -> None:
    def add() -> str:
        with open_library(folder) as library:
            return f"{library.add([more]).added} articles were added: there was room"

    _report(pipe, add)


def _add_in_turn(folder: Path, more: Path, pipe: Connection) -> None:
    """Add, after whoever is writing at the moment."""

    def add() -> str:
        with open_library(folder) as library:
            for _ in range(TURNS):
                with suppress(LibraryLocked):
                    return f"{library.add([more]).added} articles were added: there was room"
                time.sleep(TURN_S)
            return "IT NEVER CAME TO ADD"

    _report(pipe, add)


def _ask(folder: Path, pipe: Connection) -> None:
    try:
        with open_library(folder, create=False) as library:
            pipe.send(ask(library))
    except RagError:
        pipe.send("an error")


def take_leave_to_write(whole: Path, scratch: Path) -> list[Outcome]:
    """Ask, and add, as somebody who may only read the library."""
    before, fault = _held(whole), "a folder that may only be read"
    with copied(whole, scratch) as folder:
        paths = [folder, *folder.rglob("*")]
        for path in paths:
            path.chmod(path.stat().st_mode & ~0o222)
        said = _in_child(_as_nobody, folder, scratch / "archive")
        for path in paths:
            path.chmod(path.stat().st_mode | 0o200)
        asked, _, added = said.partition("\n")
        return [_judge(fault, folder, before, added or said, asked=asked if added else "an error")]


def _as_nobody(folder: Path, more: Path, pipe: Connection) -> None:
    if not os.getuid():
        os.setgid(NOBODY)
        os.setuid(NOBODY)

    def try_both() -> str:
        with open_library(folder, create=False) as library:
            asked = ask(library)
            try:
                return f"{asked}\n{library.add([more]).added} WERE ADDED"
            except RagError as error:
                return f"{asked}\n{error}"

    _report(pipe, try_both)


def turn_clock_back(scratch: Path) -> list[Outcome]:
    """A folder is synced while the clock is a day ahead; then the clock is right, and files change without growing."""
    folder, files = scratch / "clock" / "library", scratch / "clock" / "files"
    write_archive(files, 20)
    for path in files.iterdir():
        os.utime(path, (time.time() + DAY_S - 60,) * 2)
    _in_child(_sync_tomorrow, folder, files)
    changed = sorted(files.iterdir())[::4]
    for path in changed:
        path.write_text(path.read_text(encoding="utf-8").replace("visitors", "tourists"), encoding="utf-8")
    with open_library(folder, create=False) as library:
        plan = library.plan_sync(files)
        library.sync(plan)
        texts = {path: library.article(id_).text for path, id_ in held(library).items()}
        is_sound = library.examine() == [] and {str(path) for path in changed} == set(plan.changed)
        stale = sum(not Path(path).read_text(encoding="utf-8").endswith(text) for path, text in texts.items())
        lost = len(list(files.iterdir())) - len(texts) + stale
        said = f"sync finds the {len(plan.changed)} of 20 files that have changed since"
        outcome = Outcome("the clock goes back a day", ask(library), said, lost, is_sound)
    shutil.rmtree(scratch / "clock")
    return [outcome]


def _sync_tomorrow(folder: Path, files: Path, pipe: Connection) -> None:
    now, now_ns = time.time, time.time_ns
    time.time, time.time_ns = (lambda: now() + DAY_S), (lambda: now_ns() + DAY_S * 10**9)

    def sync() -> str:
        with open_library(folder) as library:
            return str(library.sync(library.plan_sync(files)).added)

    _report(pipe, sync)


def work_beside(whole: Path, scratch: Path) -> list[Outcome]:
    """While one process adds, another asks without pause, and tries to add."""
    more, before = scratch / "more", _held(whole)
    write_archive(more, 120)
    found: list[str] = []
    said = "NOBODY WAS TURNED AWAY"
    with copied(whole, scratch) as folder:
        here, there = FORKS.Pipe(duplex=False)
        child = FORKS.Process(target=_add_in_turn, args=(folder, more, there))
        with open_library(folder, create=False) as library:
            child.start()
            while not here.poll():
                found.append(ask(library))
                try:
                    library.add([scratch / "archive" / "0000.txt"])
                except LibraryLocked as error:
                    said = str(error)
            child.join()
        written = here.recv()
        verified = found.count(VERIFIES)
        asked = f"{VERIFIES} ({verified} of {len(found)} asked meanwhile)"
        outcomes = [
            _judge("a reader during a long add", folder, before, written, asked=asked),
            _judge("a second writer during a long add", folder, before, said.partition(" (`")[0] + " …"),
        ]
    shutil.rmtree(more)
    return outcomes


def cut_power(whole: Path, scratch: Path) -> list[Outcome]:
    """Kill an add, and tear from the database's log some of what came after the last acknowledgement."""
    dice, lost, problems = random.Random(7), 0, 0
    asked: list[str] = []
    found: list[str] = []
    for number in range(POWER_CUTS):
        with copied(whole, scratch) as folder:
            first, second = folder.parent / "first", folder.parent / "second"
            first.mkdir()
            second.mkdir()
            for place in range(4):
                write_article(first / f"{place}.txt", 500 + place)
                write_article(second / f"{place}.txt", 600 + place)
            here, there = FORKS.Pipe(duplex=False)
            child = FORKS.Process(target=_add_both, args=(folder, first, second, there))
            child.start()
            sure: int = here.recv()
            child.join(dice.uniform(0, 0.3))
            child.kill()
            child.join()
            log = folder / f"{DATABASE}-wal"
            with log.open("r+b") as file:
                torn = dice.randint(sure, log.stat().st_size)
                file.truncate(torn)
                file.seek(torn)
                file.write(dice.randbytes(number % 2 * 1000))  # or noise where the rest was to be
            with open_library(folder, create=False) as library:
                found += library.examine()[:1]
                there_now = held(library)
                lost += sum(str(path) not in there_now for path in first.iterdir())
                asked.append(ask(library))
            with open_library(folder, create=False) as library:
                library.add([first, second])
            problems += len(mend_library(folder))
    verified = f"{VERIFIES} ({asked.count(VERIFIES)} of {len(asked)})"
    said = f"nothing: mended when it was opened ({POWER_CUTS - len(found)})"
    if found:
        said += f"; {plain(found[0], scratch / 'copy' / 'library')} ({len(found)})"
    return [Outcome("power cut: the log torn after what add reported", verified, said, lost, not problems, POWER_CUTS)]


def _add_both(folder: Path, first: Path, second: Path, pipe: Connection) -> None:
    with open_library(folder) as library:
        library.add([first])
        pipe.send((folder / f"{DATABASE}-wal").stat().st_size)
        library.add([second])
        time.sleep(1)  # or closing would empty the log
