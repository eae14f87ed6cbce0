"""The view of the library: what it holds, over time and as a table, and what may be done to it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import PurePath
from urllib.parse import quote, urlencode

from rag import ArticleSummary, Listed, SortBy, Wanted, plain_count, plain_date
from ui.render import escape, render_date

HASH = "#library"
PAGE_ARTICLES = 50
COLUMNS = (
    (SortBy.HEADLINE, "Headline"),
    (SortBy.OUTLET, "Outlet"),
    (SortBy.DATE, "Date"),
    (SortBy.LENGTH, "Characters"),
    (SortBy.COPIES, "Copies"),
)
DESCENDING_FIRST = frozenset({SortBy.DATE, SortBy.LENGTH, SortBy.COPIES})
DAYS_AS_DAYS, DAYS_AS_MONTHS = 124, 3 * 366  # an archive of at most so many days is drawn by days, then by months
BAR, CHART_HEIGHT, CHART_WIDTH = 0.8, 90, 1000
WIDEST_BAR_PX = 56


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles of a run of days."""

    first: dt.date
    last: dt.date
    name: str
    count: int


def href(wanted: Wanted) -> str:
    """The address of this listing in the page."""
    given = {
        "q": wanted.words.strip(),
        "from": wanted.since.isoformat() if wanted.since is not None else "",
        "to": wanted.until.isoformat() if wanted.until is not None else "",
        "sort": "" if wanted.sort is SortBy.DATE else wanted.sort.value,
        "up": "" if wanted.descending is (wanted.sort in DESCENDING_FIRST) else "1",
        "page": str(1 + wanted.offset // PAGE_ARTICLES) if wanted.offset else "",
    }
    query = urlencode({name: value for name, value in given.items() if value}, quote_via=quote)
    return f"{HASH}?{query}" if query else HASH


def render_shelf(
    listed: Listed, wanted: Wanted, calendar: Mapping[dt.date, int], held: int, *, may_change: bool
) -> str:
    """The chart, the search form and the table; `held` counts all articles of the library."""
    if not held:
        return '<p class="empty">No articles yet.</p>'
    form = (
        f'<form class="find" role="search"><label>Find <input type="search" name="q" value="{escape(wanted.words)}" '
        'placeholder="headline, outlet or file"></label> '
        f'<label>Dated from <input type="date" max="9999-12-31" name="from" value="{_iso(wanted.since)}"></label> '
        f'<label>to <input type="date" max="9999-12-31" name="to" value="{_iso(wanted.until)}"></label> '
        '<button type="submit">Find</button>'
        f"{_lift(wanted)}</form>"
    )
    rows = "".join(_render_row(article, may_change) for article in listed.articles)
    head = "".join(_render_column(column, name, wanted) for column, name in COLUMNS)
    more = '<th scope="col"><span class="unseen">Remove</span></th>' if may_change else ""
    table = (
        f'<table class="articles"><caption class="unseen">Articles</caption><thead><tr>{head}{more}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    found = table if listed.articles else _render_none(wanted)
    return f"{_render_chart(calendar, held, wanted)}{form}{_render_paging(listed, wanted)}{found}"


def _render_none(wanted: Wanted) -> str:
    """That nothing was found; and where its user may have looked for words of the texts, where those are searched."""
    elsewhere = ' Only headlines, outlets and files are searched here; <a href="#ask">ask</a> to search the texts.'
    return f'<p class="empty">No article is like that.{elsewhere if wanted.words.strip() else ""}</p>'


def _lift(wanted: Wanted) -> str:
    limited = wanted.words.strip() or wanted.since is not None or wanted.until is not None
    all_of_it = href(replace(wanted, words="", since=None, until=None, offset=0))
    return f' <a href="{escape(all_of_it)}">Show all</a>' if limited else ""


def _render_column(column: SortBy, name: str, wanted: Wanted) -> str:
    here = column is wanted.sort
    descending = not wanted.descending if here else column in DESCENDING_FIRST
    order = f' aria-sort="{"descending" if wanted.descending else "ascending"}"' if here else ""
    mark = (" ↓" if wanted.descending else " ↑") if here else ""
    to = href(replace(wanted, sort=column, descending=descending, offset=0))
    return (
        f'<th scope="col" class="{column.value}"{order}><a href="{escape(to)}" title="Sort by {name.lower()}">{name}'
        f'<span aria-hidden="true">{mark}</span></a></th>'
    )


def _render_row(article: ArticleSummary, may_change: bool) -> str:
    file = PurePath(article.sources[0]).name if article.sources else ""
    remove = (
        f'<td><button type="button" class="remove" value="{escape(article.id)}">Remove'
        f'<span class="unseen"> {escape(article.headline)}</span></button></td>'
        if may_change
        else ""
    )
    return (
        f'<tr><th scope="row"><a href="#ibid-{escape(article.id)}"><bdi>{escape(article.headline)}</bdi></a>'
        f'<span class="file"><bdi>{escape(file)}</bdi></span></th>'
        f'<td class="outlet"><bdi>{escape(article.outlet)}</bdi></td><td class="date">{render_date(article.date)}</td>'
        f'<td class="length" data-name="Characters">{article.chars:,}</td>'
        f'<td class="copies" data-name="Copies">{article.copies or ""}</td>{remove}</tr>'
    )


def _render_paging(listed: Listed, wanted: Wanted) -> str:
    first, last = wanted.offset + 1, wanted.offset + len(listed.articles)
    said = plain_count(listed.total, "article")
    if listed.total <= PAGE_ARTICLES:
        return f'<p class="paging">{said}</p>'
    ways = [
        (name, replace(wanted, offset=offset))
        for name, offset in (("Previous", wanted.offset - PAGE_ARTICLES), ("Next", wanted.offset + PAGE_ARTICLES))
        if 0 <= offset < listed.total
    ]
    links = " ".join(f'<a href="{escape(href(to))}">{name}</a>' for name, to in ways)
    return f'<p class="paging">{first:,} to {last:,} of {said} {links}</p>'


def bars(calendar: Mapping[dt.date, int]) -> list[Bar]:
    """The days of `calendar`, in order, as days, months or years, those between that have no article included."""
    if not calendar:
        return []
    first, last = min(calendar), max(calendar)
    if (last - first).days <= DAYS_AS_DAYS:
        days = [first + dt.timedelta(number) for number in range((last - first).days + 1)]
        return [Bar(day, day, plain_date(day), calendar.get(day, 0)) for day in days]
    by_year = (last - first).days > DAYS_AS_MONTHS
    counts = {
        key: sum(calendar[day] for day in days)
        for key, days in groupby(sorted(calendar), key=lambda day: (day.year, 1 if by_year else day.month))
    }
    made, (year, month) = [], (first.year, 1 if by_year else first.month)
    while (year, month) <= (last.year, last.month):
        start = dt.date(year, month, 1)
        year, month = (year + 1, 1) if by_year or month == 12 else (year, month + 1)
        end = dt.date(year, month, 1) - dt.timedelta(1) if year <= dt.MAXYEAR else dt.date.max
        name = str(start.year) if by_year else f"{start:%B} {start.year}"
        made.append(Bar(start, end, name, counts.get((start.year, start.month), 0)))
    return made


def _render_chart(calendar: Mapping[dt.date, int], held: int, wanted: Wanted) -> str:
    drawn = bars(calendar)
    undated = held - sum(calendar.values())
    said = f"{plain_count(undated, 'article')} without a date" if undated else ""
    if len(drawn) < 2:
        return f'<p class="note">{said}</p>' if said else ""
    most = max(bar.count for bar in drawn)
    step = CHART_WIDTH / len(drawn)
    newest = max(at for at, bar in enumerate(drawn) if bar.count)
    shapes = "".join(
        _render_bar(bar, at * step, step, CHART_HEIGHT * bar.count / most, wanted, is_stop=at == newest)
        for at, bar in enumerate(drawn)
        if bar.count
    )
    return (
        f'<figure class="calendar" style="max-width:{WIDEST_BAR_PX * len(drawn)}px">'
        f'<svg viewBox="0 0 {CHART_WIDTH} {CHART_HEIGHT}" preserveAspectRatio="none" '
        f'role="group" aria-label="Articles over time, at most {most:,}; arrow keys move">{shapes}</svg>'
        f"<figcaption><span>{escape(drawn[0].name)}</span><span>{said}</span><span>{escape(drawn[-1].name)}</span>"
        "</figcaption></figure>"
    )


def _render_bar(bar: Bar, left: float, step: float, height: float, wanted: Wanted, *, is_stop: bool) -> str:
    """One bar. The Tab key stops at one of them, `is_stop`; from there the arrows lead on (`library.js`)."""
    said = f"{bar.name}: {plain_count(bar.count, 'article')}"
    within = (wanted.since is None or wanted.since <= bar.last) and (wanted.until is None or bar.first <= wanted.until)
    to = href(replace(wanted, since=bar.first, until=bar.last, offset=0))
    return (
        f'<a role="link" tabindex="{0 if is_stop else -1}" href="{escape(to)}" aria-label="{escape(said)}">'
        f"<title>{escape(said)}</title>"
        f'<rect class="reach" x="{left:.1f}" y="0" width="{step:.1f}" height="{CHART_HEIGHT}"/>'
        f'<rect class="bar{"" if within else " out"}" x="{left + step * (1 - BAR) / 2:.1f}" '
        f'y="{CHART_HEIGHT - height:.1f}" width="{step * BAR:.1f}" height="{max(1.5, height):.1f}"/></a>'
    )


def render_changes(*, may_change: bool, is_empty: bool, suffixes: Sequence[str]) -> str:
    """The forms that change the library, unfolded where it `is_empty`, or why there are none."""
    if not may_change:
        return (
            '<p class="note">This page only reads the library. Its owner adds articles with <code>ibid add</code>.</p>'
        )
    return (
        f'<details class="changes"{" open" if is_empty else ""}><summary>Add articles</summary><div class="ways">'
        '<p class="given"><label>Outlet of files that name none '
        '<input name="outlet" placeholder="such as The Courier" size="24"></label></p>'
        '<form class="upload"><p>Drop files here, or <label class="choose">choose files'
        f'<input type="file" name="files" multiple accept="{escape(",".join(suffixes))}"></label>. '
        'The library keeps a copy of each.</p><ul class="results" aria-live="polite"></ul></form>'
        '<form class="sync"><p><label>Or mirror a folder of this computer <input name="folder" required '
        'placeholder="/path/to/articles" size="36"></label> <button type="submit" name="way" value="plan">'
        "Show what would change</button></p>"
        '<div class="outcome" aria-live="polite" tabindex="-1"></div></form></div></details>'
        '<p class="working" role="status"></p><p class="said" role="status"></p>'
        '<dialog class="confirm"><form method="dialog"><p></p><button value="yes">Remove</button> '
        '<button value="no" autofocus>Keep</button></form></dialog>'
    )


def _iso(date: dt.date | None) -> str:
    return date.isoformat() if date is not None else ""
