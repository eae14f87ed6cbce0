"""Texts and questions as the lexical index has them: Porter's stems (English), without accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from rag.text.content import STOP_WORDS
from rag.text.synonyms import alike, is_abbreviation

ALIKE_SHARE = 0.3  # of a word's weight that what stands for it has
Stems = Mapping[str, Sequence[Sequence[str]]]
"""Stems, and for each the stems, one or several together, of what may stand for it."""


def make_analyzers() -> tuple[Any, Any]:
    """What splits a question into words, and what makes stems of a text as the index does."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    split = TextAnalyzerBuilder(Tokenizer.simple())
    stem = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return split.build(), stem.filter(Filter.stemmer("english")).build()


def stems_of(question: str, analyzers: tuple[Any, Any]) -> dict[str, list[tuple[str, ...]]]:
    """The words of a question as the index has them, each once, with what stands for each; see `rag.text.synonyms`."""
    split, stem = analyzers
    words = split.analyze(composed(question))
    # Passages that share "the" alone would take ranks in the fusion, which sees no scores.
    words = [word for word in words if is_abbreviation(word) or word.lower() not in STOP_WORDS] or words
    stems: dict[str, list[tuple[str, ...]]] = {}
    for word in words:
        others = dict.fromkeys(tuple(stem.analyze(other)) for other in alike(word))
        for stemmed in stem.analyze(word):
            stems.setdefault(stemmed, [other for other in others if other != (stemmed,)])
    return stems


def query_of(schema: Any, field: str, stems: Stems) -> Any:
    """What finds any of `stems`, or, for a share of its weight, all of one of those that stand for it."""
    from tantivy import Occur, Query

    def term(stem: str) -> Any:
        return Query.term_query(schema, field, stem, "freq")

    def one_of(stem: str, others: Sequence[Sequence[str]]) -> Any:
        standing = [Query.boolean_query([(Occur.Must, term(one)) for one in other]) for other in others]
        return Query.disjunction_max_query([term(stem), *(Query.boost_query(one, ALIKE_SHARE) for one in standing)])

    return Query.boolean_query([(Occur.Should, one_of(stem, others)) for stem, others in stems.items()])


def composed(text: str) -> str:
    """`text` with accents joined to their letters, as the index splits words at lone ones; half characters dropped."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode("utf-8"))
