"""Wait for changes in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

WAKE_MS = 1000


def watch_folder(folder: Path, library: Path) -> Iterator[bool]:
    """About once a second, and after each change: whether something in `folder` may have changed since.

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
    ):
        yield first or bool(changes)
        first = False
