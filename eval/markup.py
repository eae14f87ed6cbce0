"""HTML and SVG out of nested calls: `tag("p", "5 < 6", class_="note")`. The one place of the report that escapes."""

from __future__ import annotations

import html

VOID = frozenset({"meta", "input", "link", "br", "circle", "line", "rect", "path", "polyline"})
CONTROLS = {code: "\ufffd" for code in range(32) if chr(code) not in "\t\n\r"} | {127: "\ufffd"}


class Markup(str):
    """Text that is HTML already. Only `tag`, `join` and `raw` make it."""

    __slots__ = ()


def escape(text: str) -> str:
    """`text` as HTML that a browser turns back into the same characters.

    Control characters, and halves of surrogate pairs, which no HTML can hold, become a replacement character.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8").translate(CONTROLS)
    return html.escape(whole, quote=True).replace("\r", "&#13;")  # a parser would make a line feed of it


def tag(element: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """An element. A child that is no `Markup` is text and escaped, and so is every attribute's value.

    An attribute that is None is left out. In its name `_` stands for `-`, and one at the end is dropped: `class_`,
    `aria_label`, `stroke_width`.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if element in VOID:
        # Closed in itself, which SVG needs and HTML allows.
        return Markup(f"<{element}{written}/>")
    return Markup(f"<{element}{written}>{join(*children)}</{element}>")


def join(*children: str) -> Markup:
    """Children one after the other, those that are no `Markup` escaped."""
    return Markup("".join(child if isinstance(child, Markup) else escape(child) for child in children))


def raw(text: str) -> Markup:
    """`text` as it is. Only for what is written in this package: its style sheet and its script."""
    return Markup(text)


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
