"""A training set without labels: `python -m rag.reader.train.cloze DATA --out FOLDER`.

Span-selection pretraining (Glass et al. 2020; Ram et al. 2021): a phrase that a paragraph has in two sentences is
blanked in one of them, which becomes the question; the rest of the paragraph, with the phrase, is the passage. FOLDER
receives cloze.json in the form of SQuAD, to be given to `python -m rag.reader.train`. No paragraph of a development
slice is used.
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.errors import RagError
from rag.reader.train.examples import TrainingExample, find_sets, is_development, load_examples, write_slice
from rag.text.content import STOP_WORDS
from rag.text.sentences import Range, sentence_ranges

log = logging.getLogger(__name__)

BLANK = "[MASK]"
MAX_WORDS = 5  # of a phrase
PER_PARAGRAPH = 4
WORD = re.compile(r"\w[\w’'.,-]*\w|\w")


def cloze_examples(context: str, source: str, rng: random.Random) -> list[TrainingExample]:
    """At most `PER_PARAGRAPH` examples from one paragraph, each blanking another phrase."""
    sentences = sentence_ranges(context)
    phrases = list(_recurring(context, sentences).items())
    rng.shuffle(phrases)
    made = []
    for number, (_, places) in enumerate(phrases[:PER_PARAGRAPH]):
        (first, last), within = rng.choice(places)
        begin, end = sentences[within]
        question = context[begin:first] + BLANK + context[last:end]
        rest = context[:begin] + context[end:]
        gap = end - begin
        answers = tuple(
            (start, stop) if stop <= begin else (start - gap, stop - gap)
            for (start, stop), other in places
            if other != within
        )
        made.append(TrainingExample(f"{source}-{number}", "cloze", question, rest, answers))
    return made


def _recurring(context: str, sentences: Sequence[Range]) -> dict[str, list[tuple[Range, int]]]:
    """Phrases that stand in more than one sentence, with their places and sentences; none within a longer one."""
    places: dict[str, list[tuple[Range, int]]] = defaultdict(list)
    for number, (begin, end) in enumerate(sentences):
        words = [match.span() for match in WORD.finditer(context, begin, end)]
        for first, last in _phrases(words):
            ends = context[words[first][0] : words[first][1]], context[words[last][0] : words[last][1]]
            if not any(word.lower() in STOP_WORDS for word in ends):
                place = (words[first][0], words[last][1])
                places[context[slice(*place)].lower()].append((place, number))
    recurring = {phrase: at for phrase, at in places.items() if len({number for _, number in at}) > 1}
    return {
        phrase: at
        for phrase, at in recurring.items()
        if not any(f" {phrase} " in f" {other} " and len(other) > len(phrase) for other in recurring)
    }


def _phrases(words: Sequence[Range]) -> Iterator[tuple[int, int]]:
    for first in range(len(words)):
        for last in range(first, min(first + MAX_WORDS, len(words))):
            yield first, last


def main() -> None:
    """Parse the command line, make the set, write it."""
    parser = argparse.ArgumentParser(prog="python -m rag.reader.train.cloze", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of training sets (SQuAD JSON), whose paragraphs are used")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--dev-share", type=float, default=0.03, help="as in training: paragraphs left alone")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        contexts = {one.context: None for path in find_sets(given.data) for one in load_examples(path)}
    except RagError as error:
        sys.exit(f"cloze: {error}")
    rng = random.Random(given.seed)
    made = [
        example
        for number, context in enumerate(contexts)
        if not is_development(context, given.dev_share)
        for example in cloze_examples(context, str(number), rng)
    ]
    write_slice(made, given.out / "cloze.json")
    log.info("%d questions from %d paragraphs in %s", len(made), len(contexts), given.out / "cloze.json")


if __name__ == "__main__":
    main()
