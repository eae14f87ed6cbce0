"""Everything that can be set, in one validated object.

Read once at the edge (command line, page, tests) and passed down. Each field can be given as an
environment variable with the prefix `IBID_`, for example `IBID_LIBRARY` or `IBID_TOP_K`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError
from rag.sources.limits import ReadLimits

SHARE = "a share of 1: write 0.5 for 50 %"  # what a confidence is, for whoever gave another number
SHARES = frozenset({"min_confidence", "enough_confidence"})


class Settings(BaseSettings):
    """How a library is made, searched, read and served."""

    model_config = SettingsConfigDict(env_prefix="IBID_", frozen=True, extra="forbid")

    library: Path = Field(Path("library"), description="folder of the library")
    embedder: str = Field("", description="sentence-transformers model, name or path; empty: the shipped one")
    reader: str = Field("", description="extractive QA model, name or path; empty: the shipped one")

    passage_tokens: int = Field(180, ge=16, le=2000, description="longest passage, in tokens of the embedder")
    passage_overlap: int = Field(1, ge=0, le=5, description="sentences that neighbouring passages share")
    max_file_bytes: int = Field(20_000_000, ge=1, description="largest file that is read")
    max_unpacked_bytes: int = Field(200_000_000, ge=1, description="largest document once it is unpacked")
    max_pages: int = Field(2000, ge=1, description="most pages of a PDF")
    max_article_chars: int = Field(2_000_000, ge=1, description="longest article")

    candidates: int = Field(50, ge=1, le=1000, description="passages that each kind of search returns")
    top_k: int = Field(8, ge=1, le=100, description="passages that may be read for a question")
    enough_confidence: float = Field(
        0.7, ge=0, le=1, description="confidence at which no further passage is read; 1: read all of top_k"
    )
    max_answer_tokens: int = Field(30, ge=1, le=200, description="longest span, in tokens of the reader")
    max_candidates: int = Field(
        5, ge=1, le=50, description="quotations shown for a question; more where more say the same"
    )
    max_question_chars: int = Field(1000, ge=1, description="longest question")
    min_confidence: float | None = Field(
        None, ge=0, le=1, description="confidence under which Ibid stays silent; unset: the calibrated one"
    )

    host: str = Field("127.0.0.1", description="address that the page binds")
    read_only: bool | None = Field(
        None, description="whether the page may not change the library; unset: only when others can reach it"
    )
    port: int = Field(7860, ge=0, le=65535, description="port that the page binds; 0: any free one")

    def read_limits(self, columns: Mapping[str, str] | None = None, outlet: str | None = None) -> ReadLimits:
        """What a file may cost, which columns of a table hold what, and the outlet of articles that name none."""
        return ReadLimits(
            self.max_file_bytes,
            self.max_unpacked_bytes,
            self.max_pages,
            self.max_article_chars,
            dict(columns or {}),
            outlet,
        )


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment and the given overrides; those that are None are left alone.

    Raises `SettingsError` naming the field, its value and what is allowed.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        wanted = f"it is {SHARE}" if name in SHARES else first["msg"].lower()
        raise SettingsError(
            f"setting {name} is {first['input']!r}: {wanted}. "
            f"Give another value{'' if name in given else f', or unset IBID_{name.upper()}'}."
        ) from None
