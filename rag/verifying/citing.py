"""A quotation as a citation to paste elsewhere: in plain words, in Markdown, in BibTeX."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from rag.datatypes import Quotation
from rag.text.wording import plain_date, plain_locator

# What Markdown would read as markup. A line end would end the quotation.
MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$])")
# BibTeX needs its braces balanced, and a control word ends at the first that is no letter, hence the {}.
BIBTEX_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
SAFE_URL = re.compile(r"https?://[^\s{}\\<>\"]+")


def cite_plain(quotation: Quotation) -> str:
    """“$64.1bn” (Headline, Outlet, 7 November 2024, p. 3; characters 3,697–3,704 of article be503fa767b7b813)."""
    return f"“{_one_line(quotation.text)}” ({', '.join(_facts(quotation))}; {_place(quotation)})."


def cite_sentence(quotation: Quotation) -> str:
    """As `cite_plain`, the whole sentence that the quotation stands in."""
    whole = replace(quotation, text=quotation.sentence, start=quotation.sentence_start, end=quotation.sentence_end)
    return cite_plain(whole)


def cite_markdown(quotation: Quotation) -> str:
    """The sentence as a block quotation with the quoted words in bold, and below it where they stand."""
    start, end = quotation.start - quotation.sentence_start, quotation.end - quotation.sentence_start
    before, words, after = quotation.sentence[:start], quotation.sentence[start:end], quotation.sentence[end:]
    blank = len(words) - len(words.lstrip())
    before, words = before + words[:blank], words[blank:]
    bold = f"**{_markdown(words.rstrip())}**" if words.strip() else ""
    sentence = f"{_markdown(before)}{bold}{_markdown(words[len(words.rstrip()) :] + after)}".strip()
    headline, *facts = _facts(quotation)
    link = SAFE_URL.fullmatch(quotation.url)
    title = f"[{_markdown(headline)}](<{quotation.url}>)" if link else f"*{_markdown(headline)}*"
    return f"> {sentence}\n>\n> — {', '.join([title, *map(_markdown, facts)])}; {_markdown(_place(quotation))}\n"


def cite_bibtex(quotation: Quotation) -> str:
    """An entry of biblatex's kind `article`, with the quotation and its place as a note."""
    fields = {
        "title": _bibtex(quotation.headline),
        "journal": _bibtex(quotation.outlet),
        "date": quotation.date.isoformat() if quotation.date is not None else "",
        "url": quotation.url if SAFE_URL.fullmatch(quotation.url) else "",
        "pages": str(quotation.page) if quotation.page is not None else "",
        "note": _bibtex(f"“{_one_line(quotation.text)}”, {_place(quotation)}, file {PurePath(quotation.source).name}"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{ibid-{quotation.article_id}-{quotation.start},", *lines, "}", ""])


def _facts(quotation: Quotation) -> list[str]:
    date = plain_date(quotation.date) if quotation.date is not None else "undated"
    where = plain_locator(quotation.row, quotation.page)
    return [fact for fact in (_one_line(quotation.headline), _one_line(quotation.outlet), date, where) if fact]


def _place(quotation: Quotation) -> str:
    return f"characters {quotation.start:,}–{quotation.end:,} of article {quotation.article_id}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _markdown(text: str) -> str:
    return MARKDOWN_SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text))


def _bibtex(text: str) -> str:
    return "".join(BIBTEX_SPECIAL.get(character, character) for character in _one_line(text))
