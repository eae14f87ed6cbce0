"""Train the reader: `python -m rag.reader.train DATA --out RUN`.

DATA are folders of question-answering sets in SQuAD JSON; files named dev-… are never trained on. The folder `data`
beside this file is one: invented news articles with questions, written for this. RUN receives
the checkpoints, the log, the development slices (RUN/dev) and at the end the weights (RUN/weights). The same
command after a kill goes on where it was.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

# For large tensors that come and go the allocator's defaults cost a third of the speed on a CPU.
MALLOC = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "17179869184"}


def main() -> None:
    """Parse the command line, prepare, train, export."""
    parser = argparse.ArgumentParser(prog="python -m rag.reader.train", description=__doc__)
    parser.add_argument("data", type=Path, nargs="+", help="folders of training sets (SQuAD JSON, may be gzipped)")
    parser.add_argument("--out", type=Path, required=True, metavar="RUN", help="folder of this run")
    parser.add_argument("--init", default="", metavar="MODEL", help="start from this model [the embedder's encoder]")
    parser.add_argument("--passes", action="append", default=[], metavar="SET=N", help="go N times through a set")
    parser.add_argument("--groups", type=int, default=None, metavar="N", help="train on only the first N groups")
    parser.add_argument("--learning-rate", type=float, default=1e-4)
    parser.add_argument("--layer-decay", type=float, default=1.0)
    parser.add_argument("--freeze", type=int, default=0, metavar="N", help="leave the embeddings and N lowest layers")
    parser.add_argument("--batch-tokens", type=int, default=4608)
    parser.add_argument("--max-tokens", type=int, default=256, help="the longest window")
    parser.add_argument("--negative-share", type=float, default=0.3, help="groups with a hard negative beside")
    parser.add_argument("--absent-share", type=float, default=0.12, help="groups with the hard negative alone")
    answers = "what a reader took for answers to the stories' questions (candidates.json of rag.comparer.train)"
    parser.add_argument("--answers", type=Path, action="append", default=[], metavar="FILE", help=answers)
    parser.add_argument("--near-miss-share", type=float, default=0.06, help="groups with an altered question")
    parser.add_argument("--keyword-share", type=float, default=0.05, help="questions as key words alone")
    parser.add_argument("--bare-share", type=float, default=0.2, help="questions without their question mark")
    parser.add_argument("--any-annotator", action="store_true", help="one annotator's answer, not the consensus")
    parser.add_argument("--apart", action="store_true", help="normalise over each passage, not a question's passages")
    parser.add_argument("--average", type=float, default=0.0, help="end with the mean weights of this share of steps")
    parser.add_argument("--blend", default="", metavar="MODEL=SHARE", help="end with the mean with another's weights")
    parser.add_argument("--dev-share", type=float, default=0.03, help="paragraphs kept for development")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    if given.groups is not None and given.groups < 1:
        parser.error(f"--groups is {given.groups}; give 1 or more")
    if not 0 <= given.average <= 1:
        parser.error(f"--average is {given.average}; a share lies from 0 to 1")
    if not MALLOC.items() <= os.environ.items():
        os.execve(sys.executable, [sys.executable, "-m", "rag.reader.train", *sys.argv[1:]], {**os.environ, **MALLOC})
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    from rag.errors import RagError
    from rag.reader.train.run import run

    try:
        run(given)
    except (RagError, FloatingPointError) as error:
        sys.exit(f"train: {error}")
    except OSError as error:
        sys.exit(f"train: {error.filename or given.out}: {error.strerror}")


if __name__ == "__main__":
    main()
