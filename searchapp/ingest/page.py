"""What a text page gives before its articles become documents, and the marks by which layouts are known."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from searchapp.arabic import fold

_MAX_MARK_CHARS = 40


@dataclass(frozen=True, slots=True)
class Draft:
    """An article of a page: what the page states of it, and nothing else."""

    title: str
    body: str
    captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str | None = None
    date: dt.date | None = None
    unread_date: str = ""
    """The words that stand where the date should, when they state no day."""
    further: bool = False
    """Whether it stood on the page of another article and may come from elsewhere."""


def split_page(text: str) -> list[str]:
    """The lines of a page, without the white space around them (a no-break space makes no paragraph)."""
    return [line.strip(" \t\u00a0\ufeff\u200e\u200f") for line in re.split("\r\n?|\n", text)]


def fold_mark(line: str) -> str:
    """A line as marks are compared: its words as they are searched for, without punctuation. "" for a line that is
    too long for a mark.

    >>> fold_mark("• إقـرأ أيضًا :")
    'اقرا ايضا'
    """
    return " ".join(filter(None, map(fold, line.split()))) if len(line) < _MAX_MARK_CHARS else ""


_READ_ALSO = fold_mark("اقرأ أيضا")
_RELATED = {fold_mark(f"{things} ذات صلة") for things in ("مقالات", "مواضيع", "موضوعات", "أخبار", "مواد")}


def is_read_also(line: str) -> bool:
    """Whether a line says "read also" and nothing else."""
    return fold_mark(line) == _READ_ALSO


def is_related(line: str) -> bool:
    """Whether a line says "related articles" and nothing else."""
    return fold_mark(line) in _RELATED


def join_paragraphs(lines: list[str]) -> str:
    """Lines as a body: outer blank lines gone, several in a row made one."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


def drop_title(lines: list[str], title: str) -> list[str]:
    """The lines of a body without the title where it opens them again."""
    for at, line in enumerate(lines):
        if line and line != title:
            return lines[at:]
    return []
