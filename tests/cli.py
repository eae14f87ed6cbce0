"""Running the command `ibid` in tests: in this process, or in one of its own with the network closed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag import cli


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


def run_here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *args: object) -> Ran:
    """Run in this process: quick, for what needs no model."""
    monkeypatch.setattr(sys, "argv", ["ibid", *map(str, args)])
    capsys.readouterr()
    try:
        cli.main()
        code: object = 0
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    assert isinstance(code, int)
    return Ran(code, out, err)


def run_apart(
    env: dict[str, str], folder: Path, *args: object, stdin: bytes = b"", before: tuple[str, ...] = ()
) -> Ran:
    """Run in a process of its own, in `folder`, behind the words of `before` (such as `unshare`)."""
    command = [*before, sys.executable, "-m", "rag.cli", *map(str, args)]
    done = subprocess.run(command, cwd=folder, env=env, input=stdin, capture_output=True, timeout=240, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
