"""Wait for changes in a folder."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAKE_MS = 1000


@contextmanager
def stopping_on_interrupt() -> Iterator[threading.Event]:
    """Until the block ends, Ctrl-C sets the event that is given; a second one interrupts.

    An interrupt that is raised wherever the program happens to be is lost where exceptions are swallowed, as in a
    destructor. Here what is being done is finished first. To be used in the main thread.
    """
    stop = threading.Event()

    def on_interrupt(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def watch_folder(folder: Path, library: Path, stop: threading.Event) -> Iterator[bool]:
    """About once a second, and after each change, until `stop`: whether something in `folder` may have changed since.

    The first is True, and comes once the folder is watched, so that no change falls between a look at it and the watch.
    What happens inside `library`, which may lie in `folder`, does not count.
    """
    from watchfiles import watch

    own = library.absolute()
    first = True
    for changes in watch(
        folder,
        watch_filter=lambda change, path: not Path(path).is_relative_to(own),
        rust_timeout=WAKE_MS,
        yield_on_timeout=True,
        stop_event=stop,
    ):
        yield first or bool(changes)
        first = False
