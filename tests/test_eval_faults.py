"""What a library has to bear, as `make bench-faults` tries it: each of it once, and the table that comes of it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval import conditions
from eval.damages import DAMAGES, Outcome, damage
from eval.faults import as_markdown
from eval.kills import Kills
from eval.standins import VERIFIES, open_library, write_archive

UNMENDABLE = ("the database cut to half", "the database deleted")


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder that somebody else may enter, with an archive and a library of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        write_archive(folder / "archive", 12)
        with open_library(folder / "whole") as library:
            library.add([folder / "archive"])
        yield folder


def check(outcome: Outcome) -> None:
    assert outcome.lost == 0, outcome
    assert outcome.is_sound, outcome
    assert not re.search("FAILS|ERROR:|WERE ADDED|TURNED AWAY", f"{outcome.asked} {outcome.said}"), outcome


def test_a_folder_that_may_only_be_read(scratch: Path) -> None:
    (outcome,) = conditions.take_leave_to_write(scratch / "whole", scratch)
    check(outcome)
    assert outcome.asked == VERIFIES
    assert "cannot be written" in outcome.said
    assert "copy it to where you may write" in outcome.said


def test_a_clock_that_goes_back(scratch: Path) -> None:
    (outcome,) = conditions.turn_clock_back(scratch)
    check(outcome)
    assert "the 5 of 20 files" in outcome.said


def test_a_reader_and_a_second_writer_during_a_long_add(scratch: Path) -> None:
    reader, writer = conditions.work_beside(scratch / "whole", scratch)
    check(reader)
    check(writer)
    verified, asked = map(int, reader.asked.partition("(")[2].partition(" asked")[0].split(" of "))
    assert verified == asked > 10
    assert "is being written by process" in writer.said


def test_a_torn_log(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditions, "POWER_CUTS", 3)
    (outcome,) = conditions.cut_power(scratch / "whole", scratch)
    check(outcome)
    assert outcome.trials == 3


def test_a_small_disk(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditions, "ROOMS", (40_000,))
    limit, disk = conditions.fill_disk(scratch / "whole", scratch)
    check(limit)
    check(disk)
    assert "Check free space" in limit.said
    assert "Check free space" in disk.said or disk.trials == 0


@pytest.mark.parametrize("fault", [fault for fault in DAMAGES if fault not in UNMENDABLE])
def test_damaged_files(scratch: Path, fault: str) -> None:
    outcome = damage(fault, DAMAGES[fault], scratch / "whole", scratch)
    check(outcome)
    assert outcome.asked in (VERIFIES, "an error")
    assert "ibid doctor --repair" in outcome.said or outcome.said == "nothing: mended when it was opened"


def test_the_tables() -> None:
    kills = Kills("add", 50, 48, 1, ("a vector is missing",))
    outcome = Outcome("the moon falls", "an error", "Look up.", 2, False, 3)
    written = as_markdown([kills], [outcome], "python -m eval.faults", 130)
    assert "Written by `python -m eval.faults`, in 2 minutes." in written
    assert "\n| add | 50 | 48 | 1 | 1 |\n" in written
    assert "\n| the moon falls | 3 | an error | Look up. | 2 | no |\n" in written
