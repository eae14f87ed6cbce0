"""What a library holds, looked up: articles, their dates, outlets, copies and passages, and what was quoted of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from rag.datatypes import Article, ArticleSummary, Copy, Dates, Hit, Passage, Past, Quotation
from rag.errors import QuestionError, UnknownArticle
from rag.quoting import quote
from rag.store.catalogue import Catalogue
from rag.store.listing import Listed, Wanted
from rag.verifying.checking import Check, check_quotation
from rag.verifying.documents import check_blocks, proofs_in
from rag.verifying.proofs import Proof, check_question, own_version, read_proof
from rag.verifying.stale import Shelf, explain_stale

MOST_QUOTED = 5000  # characters that a reader may have quoted


class Lookup:
    """The part of a `Library` that only looks things up in its catalogue."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        """`folder` is the library's, for messages."""
        self.folder = folder
        self._catalogue = catalogue

    def counts(self) -> tuple[int, int]:
        """How many articles and how many passages there are."""
        return self._catalogue.counts()

    def articles(self) -> list[ArticleSummary]:
        """All articles, newest first."""
        return self._catalogue.listing.all()

    def browse(self, wanted: Wanted) -> Listed:
        """A page of the articles, found and sorted as `wanted` says."""
        return self._catalogue.listing.articles(wanted)

    def dates(self) -> Dates:
        """The dates of the oldest and the newest article, and how many have none."""
        return self._catalogue.dates()

    def calendar(self) -> dict[dt.date, int]:
        """How many articles there are of each day that has any, in order."""
        return self._catalogue.listing.calendar()

    def outlets(self) -> dict[str, int]:
        """The outlets that articles come from, in order of name, and how many come from each."""
        return self._catalogue.files.outlets()

    def _articles_of(self, outlets: Collection[str]) -> frozenset[str]:
        """The ids of what comes from `outlets`, in capitals or not. Raises `QuestionError` where one has nothing."""
        called: dict[str, list[str]] = {}
        for name in self.outlets():
            called.setdefault(name.casefold(), []).append(name)
        if unknown := sorted(name for name in outlets if name.casefold() not in called):
            known = ", ".join(map(repr, self.outlets())) or "no outlet"
            raise QuestionError(f"no article comes from the outlet {unknown[0]!r}. The library has {known}.")
        return self._catalogue.files.articles_of({one for name in outlets for one in called[name.casefold()]})

    def article(self, article_id: str) -> Article:
        """The article with this id or unambiguous beginning of one. Raises `UnknownArticle`."""
        article = self._catalogue.article(self._resolve(article_id))
        if article is None:  # removed by another process since
            raise UnknownArticle(f"no article {article_id!r} in {self.folder}. `ibid list` shows the ids.")
        return article

    def became(self, article_id: str) -> tuple[Past, ...]:
        """What became of an article that the library had once, by its id or how that begins; () if it never had it.

        One for each file that it came from, the latest change first.
        """
        past = self._catalogue.files.past(article_id) if article_id.isascii() else []
        return tuple(Past(path, day, tuple(self._catalogue.files.articles_at(path))) for _, path, day in past if day)

    def copies(self, article_id: str) -> list[Copy]:
        """The articles that run the same text as this one, or part of it, the most alike first; raises as `article`."""
        return self._catalogue.copies.copies(self._resolve(article_id))

    def stories(self, article_ids: Iterable[str]) -> dict[str, str]:
        """For each of these very ids the id of the story it runs; articles of different stories are independent.

        A story is called by the id of one of `article_ids`. See `rag.store.copies.pick_stories`.
        """
        return self._catalogue.copies.stories(article_ids)

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of the article with this very id, in order of place; none of an unknown one."""
        return self._catalogue.passages(article_id)

    def quote(self, article_id: str, start: int, end: int) -> Quotation:
        """What stands from `start` to `end` in an article, white space at its ends left out, as a quotation.

        It answers no question, and its confidence is 0. Raises `UnknownArticle`, and `QuestionError` where that is no
        place in the article, or one of more than `MOST_QUOTED` characters.
        """
        article = self.article(article_id)
        chosen = article.text[start:end] if 0 <= start < end <= len(article.text) else ""
        start, end = start + len(chosen) - len(chosen.lstrip()), end - len(chosen) + len(chosen.rstrip())
        if not chosen.strip() or end - start > MOST_QUOTED:
            raise QuestionError(f"select some words of the article, of {MOST_QUOTED:,} characters at most.")
        near = [one for one in self.passages(article.id) if one.start < end and start < one.end]
        first, last = min([start, *(one.start for one in near)]), max([end, *(one.end for one in near)])
        around = Passage(article.id, first, last, article.text[first:last])
        quotation = quote(Hit(around, article.headline, article.date, 1, 0.0), start, end, 0.0, self._catalogue.article)
        if quotation is None:
            raise UnknownArticle(f"{article_id!r} is not what it was. Run `ibid doctor` to see what is wrong with it.")
        return quotation

    def verify(self, saved: str) -> list[Check]:
        """Check every quotation of an answer given as JSON text, or of a conversation that was saved as a document.

        A further check, of the question, tells where it is not known to be the one that they were quoted for. Raises
        `ProofError` when it is neither.
        """
        shelf = Shelf(self._catalogue.article, self._catalogue.files.articles_near, self._catalogue.files.parted)
        if not (proofs := proofs_in(saved)):
            return self._check(read_proof(saved), shelf)
        read = [read_proof(proof) for proof in proofs]
        checks = [check for one in read for check in self._check(one, shelf)]
        return checks + list(check_blocks(saved, read))

    def _check(self, read: Proof, shelf: Shelf) -> list[Check]:
        checks = []
        for number, quotation in enumerate(read.quotations):
            check = check_quotation(
                quotation, shelf.article, self.passages, by_these_rules=read.version == own_version()
            )
            stale = None if check.holds else explain_stale(quotation, shelf)
            if stale is not None:
                check = replace(check, problem=stale, is_stale=True)
            checks.append(replace(check, is_answer=read.answered and number == 0))
        if all(check.holds or check.is_stale for check in checks):  # else that is what was changed
            checks += check_question(read)
        return checks

    def _resolve(self, article_id: str) -> str:
        found = self._catalogue.find_ids(article_id) if article_id else []
        if len(found) == 1:
            return found[0]
        what = f"{len(found)} articles begin with" if found else "no article"
        raise UnknownArticle(f"{what} {article_id!r} in {self.folder}. `ibid list` shows the ids.")
