"""A folder as somebody sees it who may only read it: by its permissions, which bind root too, or on a disk."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

WRITE = 0o222
CAPABILITY_VERSION_3 = 0x20080522
PASSES_PERMISSIONS = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
# In a namespace of its own, so that the disk stays as it is for all others.
ON_A_DISK = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
AS_ROOT = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", ON_A_DISK)


@contextmanager
def only_reading(*paths: Path) -> Iterator[None]:
    """While the block runs, nothing of `paths` may be written, by this thread and those that it starts."""
    every = [one for path in paths for one in (path, *path.rglob("*"))]
    modes = {path: path.stat().st_mode for path in every}
    for path, mode in modes.items():
        path.chmod(mode & ~WRITE)
    try:
        with _obeying_permissions():
            yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def _obeying_permissions() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice
    assert libc.capget(header, data) == 0
    before = data[0]
    data[0] = before & ~PASSES_PERMISSIONS
    assert libc.capset(header, data) == 0
    try:
        yield
    finally:
        data[0] = before
        assert libc.capset(header, data) == 0


@lru_cache(maxsize=1)
def may_mount() -> bool:
    """Whether this machine lets us mount a folder read-only."""
    try:
        return subprocess.run([*AS_ROOT, "/tmp", "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
