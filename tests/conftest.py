"""Shared fixtures. The network is closed for every test and for the processes that tests start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from rag import Library, Settings
from rag.inference.models import go_offline
from tests import netguard
from tests.browsing import browser, open_page, seeds_url
from tests.fakes import PhraseReader, WordEmbedder
from tests.tiny_models import export_reader, save_bert, save_exported_embedder, save_mpnet

__all__ = ["browser", "open_page", "seeds_url"]  # fixtures

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"

netguard.install()
go_offline()
# Shared machines pause at any moment; how long one example takes says nothing.
hypothesis.settings.register_profile("ibid", deadline=None)
hypothesis.settings.load_profile("ibid")


@pytest.fixture(scope="session")
def guarded_env() -> dict[str, str]:
    """The environment for subprocesses: as ours, with the network closed and no settings of the user's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IBID_")}
    return kept | {"PYTHONPATH": f"{ROOT / 'tests' / 'netguard_site'}{os.pathsep}{ROOT}", "PYTHONWARNINGS": "default"}


@pytest.fixture(autouse=True)
def no_user_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings in the environment of whoever runs the tests do not reach them."""
    for name in [name for name in os.environ if name.startswith("IBID_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def reader() -> PhraseReader:
    return PhraseReader()


@pytest.fixture
def library(tmp_path: Path, embedder: WordEmbedder, reader: PhraseReader) -> Iterator[Library]:
    """An empty library with models that can be checked by hand; set `reader.phrases` to have it answer."""
    with Library.open(tmp_path / "library", Settings(), create=True, embedder=embedder, reader=reader) as opened:
        yield opened


@pytest.fixture(scope="session")
def seed_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The two seed articles under the real models. Shared: tests may ask, not write."""
    with Library.open(tmp_path_factory.mktemp("seeds") / "library", Settings(), create=True) as opened:
        opened.add([SEEDS])
        yield opened


@pytest.fixture(scope="session")
def tiny_reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reading model of a few kilobytes, untrained. Shared: tests copy what they change."""
    return save_bert(tmp_path_factory.mktemp("models") / "bert")


@pytest.fixture(scope="session")
def exported_reader(tiny_reader: Path) -> Path:
    """`tiny_reader` exported. Shared, because that takes seconds: tests copy what they change."""
    return export_reader(tiny_reader, tiny_reader.with_name("exported"))


@pytest.fixture(scope="session")
def tiny_mpnet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `tiny_reader`, of the kind of the shipped one."""
    return save_mpnet(tmp_path_factory.mktemp("models") / "mpnet")


@pytest.fixture(scope="session")
def exported_mpnet(tiny_mpnet: Path) -> Path:
    """`tiny_mpnet` exported. Shared, as above."""
    return export_reader(tiny_mpnet, tiny_mpnet.with_name("exported-mpnet"))


@pytest.fixture(scope="session")
def exported_embedder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedder of a few kilobytes, exported; its float source stands beside it. Shared, as above."""
    return save_exported_embedder(tmp_path_factory.mktemp("models") / "embedder")
