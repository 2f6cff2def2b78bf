"""What a text page gives before its articles become documents, and the marks by which layouts are known."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_INVISIBLE = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670ـ\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_ALEFS = str.maketrans("أإآٱىی", "اااايي")

READ_ALSO = "اقرا ايضا"
RELATED = frozenset({"مقالات ذات صلة", "مواضيع ذات صلة", "موضوعات ذات صلة", "اخبار ذات صلة", "مواد ذات صلة"})


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
    """A line as marks are compared: without vowel signs, tatweel and invisible signs, alefs alike.

    >>> fold_mark("إقـرأ أيضًا :")
    'اقرا ايضا'
    """
    folded = _INVISIBLE.sub("", line).translate(_ALEFS)
    return " ".join(folded.split()).rstrip(" :：.…-–؛!").lstrip(" •-–*")


def is_read_also(line: str) -> bool:
    """Whether a line says "read also" and nothing else."""
    return len(line) < 40 and fold_mark(line) == READ_ALSO


def is_related(line: str) -> bool:
    """Whether a line says "related articles" and nothing else."""
    return len(line) < 40 and fold_mark(line) in RELATED


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
