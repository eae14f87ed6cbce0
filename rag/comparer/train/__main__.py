"""Train the comparing model: `python -m rag.comparer.train STORIES --out RUN`.

STORIES are files of stories that several articles tell (see `rag.comparer.train.stories`); those that Ibid's model
learned from are beside this file. RUN receives the library of their articles, what it answers, the checkpoints, the
log, and at the end the weights (RUN/weights). The same command after a kill goes on where it was.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

from rag.reader.train.__main__ import MALLOC

DATA = Path(__file__).parent / "data"


def main() -> None:
    """Parse the command line, train, export."""
    parser = argparse.ArgumentParser(prog="python -m rag.comparer.train", description=__doc__)
    parser.add_argument("stories", type=Path, nargs="*", help=f"files of stories [all in {DATA.name}/ beside this]")
    parser.add_argument("--out", type=Path, required=True, metavar="RUN", help="folder of this run")
    parser.add_argument("--init", default="", metavar="MODEL", help="start from this model's encoder [the reader's]")
    parser.add_argument("--layers", type=int, default=8, help="of the encoder, from the lowest")
    parser.add_argument("--freeze", type=int, default=2, metavar="N", help="leave the embeddings and N lowest layers")
    parser.add_argument("--asked", type=int, default=64, metavar="N", help="stories whose questions a library is asked")
    parser.add_argument("--most", type=int, default=6, help="pairs of one label that a question gives")
    parser.add_argument("--passes", type=int, default=1, help="how often a question gives as many")
    parser.add_argument("--learning-rate", type=float, default=3e-5)
    parser.add_argument("--batch-tokens", type=int, default=2048)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    if not MALLOC.items() <= os.environ.items():
        os.execve(sys.executable, [sys.executable, "-m", "rag.comparer.train", *sys.argv[1:]], {**os.environ, **MALLOC})
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    from rag.comparer.train.run import run
    from rag.errors import RagError

    given.stories = given.stories or sorted(DATA.glob("*.json"))
    try:
        run(given)
    except (RagError, FloatingPointError) as error:
        sys.exit(f"train: {error}")


if __name__ == "__main__":
    main()
