"""`make bench-peers`: Ibid beside Haystack, txtai and plain code, on the same articles, questions and models.

On the seeds, on the world if it is there, and on what is given. Prints Markdown; with --write it goes to docs/peers.md
and its summary into README.md. What the systems said stays in build/peers.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.status import Status

from eval.command import SEED_ARTICLES, SEED_QUESTIONS
from eval.peers.run import FIRST_ONLY, IBID, MODULES, ROOT, run_task, time_cold_starts
from eval.peers.score import Scores, score_all
from eval.peers.tables import FIGURES, machine, put_between, report, summary
from eval.peers.tasks import Chosen, PeerTask, prepare, read_task
from eval.peers.wire import META, PREDICTIONS, read_meta, read_predictions
from rag import RagError, SourceError, StorageError, load_settings

ABOUT = "about.txt"
QUESTIONS = 150
WORLD_QUESTIONS, WORLD_ARTICLES = ROOT / "eval" / "questions" / "world.jsonl", ROOT / "eval" / "articles"
DOC, README = ROOT / "docs" / "peers.md", ROOT / "README.md"
SUMMARY = ("<!-- summary of make bench-peers: begin -->", "<!-- summary of make bench-peers: end -->")
BUSY_LOAD = 0.5
Results = dict[str, tuple[PeerTask, tuple[Scores, ...]]]


def main() -> None:
    """Parse the command line, run, score, print."""
    parser = argparse.ArgumentParser(prog="python -m eval.peers", description=__doc__)
    parser.add_argument("--squad", type=Path, metavar="FILE", help="ask this SQuAD file's questions too")
    parser.add_argument(
        "--distractors", type=Path, nargs="+", default=(), metavar="FILE",
        help="and again with these SQuAD files' paragraphs beside its own",
    )  # fmt: skip
    parser.add_argument(
        "--own", type=Path, nargs=2, metavar=("QUESTIONS", "ARTICLES"), help="ask these about a folder of articles too"
    )
    parser.add_argument("--questions", type=int, default=QUESTIONS, metavar="N", help="at most N of each task")
    parser.add_argument("--systems", nargs="+", choices=MODULES, default=list(MODULES), help="only these")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "peers", help="where the systems' files are kept")
    parser.add_argument("--again", action="store_true", help="score and print what an earlier run left in --out")
    parser.add_argument("--write", action="store_true", help="write docs/peers.md and README.md")
    given = parser.parse_args()
    if given.questions < 1:
        parser.error(f"--questions is {given.questions}; give 1 or more")
    if given.distractors and given.squad is None:
        parser.error("--distractors goes with --squad")
    try:
        if not given.again:
            run_all(choose(given), given.systems, given.questions, given.out)
        publish(score_folder(given.out), (given.out / ABOUT).read_text(encoding="utf-8"), write=given.write)
    except RagError as error:
        sys.exit(f"bench-peers: {error}")
    except KeyboardInterrupt:
        sys.exit("bench-peers: interrupted")


def choose(given: argparse.Namespace) -> list[Chosen]:
    """The tasks to set."""
    chosen = [Chosen("seeds", "the seeds", SEED_QUESTIONS, SEED_ARTICLES)]
    if WORLD_QUESTIONS.exists() and WORLD_ARTICLES.exists():
        chosen.append(Chosen("world", "the world", WORLD_QUESTIONS, WORLD_ARTICLES))
    if given.own is not None:
        chosen.append(Chosen("own", given.own[0].name, *given.own))
    if given.squad is not None:
        title = given.squad.name.partition(".")[0]
        chosen.append(Chosen("squad", title, given.squad))
        if given.distractors:
            others = f"{title} among others"
            chosen.append(Chosen("squad-among-others", others, given.squad, distractors=tuple(given.distractors)))
    return chosen


def run_all(tasks: Sequence[Chosen], systems: Sequence[str], count: int, out: Path) -> None:
    """Run every system on every task, Ibid first; what they say is written to `out`, which is emptied."""
    settings = load_settings()
    ordered = [name for name in MODULES if name in systems or name == IBID]
    load = os.getloadavg()[0]
    busy = f"; busy with other work, load {load:.1f}" if load > BUSY_LOAD else ""
    console = Console(stderr=True)
    try:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        told = shlex.join(Path(word).name if Path(word).is_file() else word for word in sys.argv[1:])
        about = [f"`python -m eval.peers {told}`".replace(" `", "`"), f"{machine()}{busy}"]
        (out / ABOUT).write_text("\n".join(about), encoding="utf-8")
        with console.status("") as status:
            for number, chosen in enumerate(tasks):
                folder = out / f"{number}-{chosen.name}"
                folder.mkdir()
                asked = [name for name in ordered if number == 0 or name not in FIRST_ONLY]
                on_step = partial(_tell, status, chosen.title)
                run_task(prepare(chosen, count, settings, folder), folder, asked, settings, on_step)
            # A new process spends its time on loading what it needs, whatever the task: the first one will do.
            time_cold_starts(out / f"0-{tasks[0].name}", ordered, partial(_tell, status, tasks[0].title))
    except OSError as error:
        raise StorageError(f"{out} cannot be written ({error.strerror}). Free some space.") from error


def _tell(status: Status, title: str, step: str) -> None:
    status.update(f"{title}: {step}")


def score_folder(out: Path) -> Results:
    """The scores of all tasks in a folder, on the questions that all systems answered.

    Raises `SourceError` when there are none.
    """
    results: Results = {}
    for folder in sorted(path for path in out.glob("*") if path.is_dir()):
        names = [name for name in MODULES if (folder / name / META).exists()]
        if not names:
            continue
        predictions = {name: read_predictions(folder / name / PREDICTIONS) for name in names}
        answered = set.intersection(*({one.id for one in said} for said in predictions.values()))
        if not answered:
            continue
        task = read_task(folder).asked(answered)
        predictions = {name: tuple(one for one in said if one.id in answered) for name, said in predictions.items()}
        metas = {name: read_meta(folder / name / META) for name in names}
        results[folder.name] = (task, score_all(task, predictions, metas))
    if not results:
        raise SourceError(f"{out}: holds no run. Run without --again first.")
    return results


def publish(results: Results, about: str, *, write: bool) -> None:
    """Print the tables, or write them where they belong."""
    tables = report(results, about.splitlines())
    if not write:
        sys.stdout.write(f"{tables}\n\n{summary(results)}\n")
        return
    for path, marks, new in ((DOC, FIGURES, tables), (README, SUMMARY, summary(results))):
        try:
            path.write_text(put_between(path.read_text(encoding="utf-8"), marks, new), encoding="utf-8")
        except ValueError as error:
            raise SourceError(f"{path}: {error}. Put them in.") from None


if __name__ == "__main__":
    main()
