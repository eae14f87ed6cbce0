"""No file, however spoiled, gets anything out of a parser but articles that hold together, and errors of Ibid's own.

Inputs that once did are kept in tests/data/crashers and tried again. `python -m tests.test_fuzzing SECONDS SEED` looks
for more.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
import warnings
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import Article, Failure, SourceError
from rag.datatypes import Format, text_sha256
from rag.sources import ReadLimits, read_articles
from tests.conftest import ROOT
from tests.mutations import DOCUMENTS, spoil

CRASHERS = ROOT / "tests" / "data" / "crashers"
LIMITS = ReadLimits(10_000_000, max_unpacked_bytes=20_000_000)
MOST_S = 4


def check_reading(path: Path) -> None:
    """Read the file, and hold what comes against what every article must be."""
    try:
        found = list(read_articles(path, LIMITS))
    except SourceError as error:
        found = [Failure(str(path), str(error))]
    for one in found:
        if isinstance(one, Article):
            check_article(one, path)
        else:
            assert one.path == str(path)


def check_article(article: Article, path: Path) -> None:
    (source,) = article.sources
    assert article.text.strip()
    assert article.headline.strip()
    assert article.sha256 == text_sha256(article.text)
    for kept in (article.text, article.headline, source.url, source.outlet):
        assert kept.encode("utf-8").decode("utf-8") == kept  # as the database will
        assert "\0" not in kept
    assert list(source.pages) == sorted(source.pages)
    assert all(0 <= start <= len(article.text) for start in source.pages)
    raw = path.read_bytes().decode("utf-8", "replace")
    if source.kind is Format.TEXT and "\ufffd" not in raw:
        assert raw[source.text_start :] == article.text


@pytest.mark.parametrize("name", DOCUMENTS)
@given(dice=st.randoms(use_true_random=False), times=st.integers(1, 6))
@settings(max_examples=60)
def test_spoiled_documents(name: str, dice: Random, times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(spoil(DOCUMENTS[name], dice, times))
        check_reading(path)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("path", sorted(CRASHERS.iterdir()), ids=lambda path: path.name)
def test_what_once_crashed_a_parser(path: Path) -> None:
    check_reading(path)


def look_for_crashers(lasts_s: float, seed: int) -> None:
    """Spoil documents for so long, and keep those that crash or take longer than `MOST_S`."""

    def on_alarm(number: int, frame: object) -> None:
        raise TimeoutError(f"longer than {MOST_S} s")

    signal.signal(signal.SIGALRM, on_alarm)
    warnings.simplefilter("error")
    seen: set[str] = set()
    tried, slowest_s = 0, dict.fromkeys(DOCUMENTS, 0.0)
    end = time.monotonic() + lasts_s
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            dice = Random(f"{seed}-{tried}")
            name = dice.choice(list(DOCUMENTS))
            path = Path(folder, name)
            path.write_bytes(spoil(DOCUMENTS[name], dice, dice.randint(1, 8)))
            tried += 1
            began = time.monotonic()
            signal.alarm(MOST_S)
            try:
                check_reading(path)
            except BaseException as error:
                place = error.__traceback__
                while place is not None and place.tb_next is not None:
                    place = place.tb_next
                line = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place is not None else ""
                key = f"{path.suffix} {type(error).__name__} {line}"
                if key not in seen:
                    seen.add(key)
                    (CRASHERS / f"{seed}-{tried}{path.suffix}").write_bytes(path.read_bytes())
                    sys.stderr.write(f"{seed}-{tried}{path.suffix}: {key}: {str(error)[:300]!r}\n")
            finally:
                signal.alarm(0)
            slowest_s[name] = max(slowest_s[name], time.monotonic() - began)
    sys.stderr.write(f"{tried} tried, {len(seen)} kinds of crashes; slowest: {slowest_s}\n")


if __name__ == "__main__":
    look_for_crashers(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
