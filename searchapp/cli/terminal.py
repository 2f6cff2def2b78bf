"""Text on a terminal: made safe, measured in columns, set in tables."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from typing import TextIO


def make_printable(text: str) -> str:
    """The text with each control character and each bidi control as one space, so that offsets still hold.

    Articles and file names come from outside; printed raw, they could move the cursor or reorder the line.

    >>> make_printable("a\\x1b[2Jb\\n")
    'a [2Jb '
    """
    return "".join(" " if _is_control(char) else char for char in text)


def _is_control(char: str) -> bool:
    category = unicodedata.category(char)
    if category == "Cf":
        # Format characters with a direction reorder text, but for the Arabic number signs, which are seen.
        return unicodedata.bidirectional(char) not in ("BN", "AN")
    return category in ("Cc", "Zl", "Zp")


def measure(text: str) -> int:
    """How many columns the text takes on a terminal: marks take none, wide East Asian letters two.

    >>> measure("كُتُب")
    3
    """
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The text in at most `width` columns, with an ellipsis where it was longer.

    >>> cut("الشرق الأوسط", 6)
    'الشرق…'
    """
    if measure(text) <= width:
        return text
    kept, used = [], 1
    for char in text:
        used += _columns(char)
        if used > width:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def render_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, widest: int = 40) -> list[str]:
    """Lines of a table with aligned columns. All but the last column are cut to `widest` columns."""
    table = [[make_printable(cell) for cell in row] for row in (header, *rows)]
    for row in table:
        row[:-1] = [cut(cell, widest) for cell in row[:-1]]
    widths = [max(map(measure, column)) for column in list(zip(*table, strict=True))[:-1]]
    return [_align(row, widths) for row in table]


def _align(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (width - measure(cell)) for cell, width in zip(row, widths, strict=False)]
    return "  ".join([*padded, row[-1]]).rstrip()


def is_terminal(stream: TextIO | None = None) -> bool:
    """Whether the stream (standard output by default) is a terminal."""
    return (stream or sys.stdout).isatty()
