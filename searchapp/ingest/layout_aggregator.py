"""The aggregator's page: title, `تاريخ النشر:`, body, `المصدر:`, `كلمات دلالية:`, `إقرأ أيضاً:` and further articles.

A page without any of these marks is plain text (first line title, rest body): the same reading with nothing found.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from searchapp.ingest.cleaning import clean_line, split_tags
from searchapp.ingest.dates import read_date
from searchapp.ingest.page import (
    Draft,
    drop_title,
    is_read_also,
    is_related,
    join_paragraphs,
)

_DATE, _SOURCE, _TAGS = "date", "source", "tags"
_MAX_SOURCE_CHARS = 100
_FOOTER_STRAYS = 3
"""How many lines of text may stand after a footer's label (a button's words, say) before it is no footer. None may
on a page without a date line: nothing shows there that «المصدر:» does not open a sentence."""
_HEAD_LINES = 4


def _stretch(label: str) -> str:
    # Vowel signs and tatweel may stand after any letter of a label.
    return "".join(r"\s+" if letter == " " else letter + "[ـ\u064b-\u0652]*" for letter in label)


_LABELS = (
    rf"[\s•*-]*(?:(?P<{_DATE}>{_stretch('تاريخ النشر')})|(?P<{_SOURCE}>{_stretch('المصدر')})"
    rf"|(?P<{_TAGS}>{_stretch('كلمات دلالية')}|{_stretch('الكلمات الدلالية')}))"
)
_LABEL = re.compile(rf"{_LABELS}\s*[:：]\s*(?P<value>.*)")
_BARE_LABEL = re.compile(rf"{_LABELS}(?:\s+(?P<value>.*))?")

# The widget's words glued to a paragraph: ة inside a word is a fault of extraction, never Arabic.
_GLUED_RELATED = re.compile(r"^(?:أخبار|مقالات|مواضيع|موضوعات) ذات صلة(?=[ء-ي])")


@dataclass(slots=True)
class _Parts:
    """The lines of one article by what they are."""

    date: dt.date | None = None
    unread_date: str = ""
    source: str | None = None
    tags: tuple[str, ...] = ()
    text: list[str] = field(default_factory=list)


def has_date_head(lines: list[str]) -> bool:
    """Whether a page opens as the aggregator's do: a stated date below the title."""
    head = itertools.islice((line for line in lines if line), 1, _HEAD_LINES)
    return any(_is_date_line(line) for line in head)


def read_aggregator(lines: list[str]) -> Iterator[Draft]:
    """The articles of a page: the main one, then those under "read also". A page without text gives none.

    Further articles are told apart only by marks of their own: another "read also", a date line, or a footer
    with more text after it.
    """
    lines = _mend_sources(lines)
    strays = _FOOTER_STRAYS if has_date_head(lines) else 0
    at = _find_read_also(lines, strays)
    main = _read_article(lines[:at], strays, further=False)
    if main:
        yield main
    for part in _split_further(lines[at + 1 :], strays):
        draft = _read_article(part, strays, further=True)
        if draft:
            yield draft


def _find_read_also(lines: list[str], strays: int) -> int:
    """Where the further articles begin: the first "read also" below a footer, or else the first below a date
    line. Without either it is a link inside a text, and the length of the page is given.
    """
    marks = [at for at, line in enumerate(lines) if is_read_also(line)]
    for at in marks:
        if _find_footer(lines, at, strays) < at:
            return at
    return marks[0] if marks and has_date_head(lines[: marks[0]]) else len(lines)


def _read_label(line: str) -> tuple[str, str] | None:
    """Which label a line begins with and the rest of the line, or None."""
    match = _LABEL.match(line)
    if match:
        return _name_label(match), match["value"].strip()
    match = _BARE_LABEL.fullmatch(line)
    if match is None:
        return None
    name, value = _name_label(match), (match["value"] or "").strip()
    # Without a colon the words may as well open a sentence; a source needs more (see `_mend_sources`).
    if name == _SOURCE or (name == _DATE and read_date(value) is None):
        return None
    return name, value


def _name_label(match: re.Match[str]) -> str:
    return next(name for name in (_DATE, _SOURCE, _TAGS) if match[name])


def _mend_sources(lines: list[str]) -> list[str]:
    """The lines with a colon after a bare «المصدر» that is sure to be a label: the next mark follows at once."""
    mended = list(lines)
    following = ""
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        match = _BARE_LABEL.fullmatch(line) if is_read_also(following) or _is_tags(following) else None
        if match and match[_SOURCE] and match["value"] and len(line) <= _MAX_SOURCE_CHARS:
            mended[at] = f"{match[_SOURCE]}: {match['value'].lstrip(':： ')}"
        following = line or following
    return mended


def _is_tags(line: str) -> bool:
    label = _read_label(line)
    return label is not None and label[0] == _TAGS


def _is_date_line(line: str) -> bool:
    label = _read_label(line)
    return label is not None and label[0] == _DATE


def _is_footer_label(line: str) -> bool:
    label = _read_label(line)
    if label is None or label[0] == _DATE:
        return False
    return label[0] == _TAGS or len(label[1]) <= _MAX_SOURCE_CHARS


def _find_footer(lines: list[str], end: int, strays: int) -> int:
    """Where the labels begin at the end of an article that ends before line `end`; `end` when it has none.
    At most `strays` lines of text may stand after a label.
    """
    found = end
    passed = 0
    for at in range(end - 1, -1, -1):
        if _is_footer_label(lines[at]):
            found = at
            passed = 0
        elif lines[at]:
            passed += 1
            if passed > strays:
                break
    return found


def _split_further(lines: list[str], strays: int) -> Iterator[list[str]]:
    part: list[str] = []
    for at, line in enumerate(lines):
        if is_read_also(line):
            yield part
            part = []
            continue
        if strays and _ends_footer(lines, at):
            yield [*part, line]
            part = []
            continue
        if _is_date_line(line):
            title = _last_text(part)
            if title is not None and any(part[:title]):
                yield part[:title]
                part = part[title:]
        part.append(line)
    yield part


def _ends_footer(lines: list[str], at: int) -> bool:
    """Whether a line is the last label of a footer with another article (a title and more) after it."""
    if not _is_footer_label(lines[at]):
        return False
    texts = (lines[below] for below in range(at + 1, len(lines)) if lines[below])
    after = list(itertools.islice(texts, _FOOTER_STRAYS + 1))
    return len(after) > _FOOTER_STRAYS and not _is_footer_label(after[0]) and not is_read_also(after[0])


def _last_text(lines: list[str]) -> int | None:
    return next((at for at in range(len(lines) - 1, -1, -1) if lines[at]), None)


def _read_article(lines: list[str], strays: int, *, further: bool) -> Draft | None:
    parts = _sort_lines(lines, strays)
    text = [line for line in parts.text if not is_related(line)]
    start = next((at for at, line in enumerate(text) if line), None)
    if start is None:
        return None
    title = clean_line(text[start])
    body = [_GLUED_RELATED.sub("", line) for line in drop_title(text[start + 1 :], text[start])]
    return Draft(
        title=title,
        body=join_paragraphs(body),
        tags=parts.tags,
        source=parts.source,
        date=parts.date,
        unread_date="" if parts.date else parts.unread_date,
        further=further,
    )


def _sort_lines(lines: list[str], strays: int) -> _Parts:
    """Take the date below the title and the footer's labels out of an article's lines."""
    parts = _Parts()
    footer = _find_footer(lines, len(lines), strays)
    seen = 0
    for at, line in enumerate(lines):
        seen += bool(line)
        label = _read_label(line)
        if label and label[0] == _DATE and 1 < seen <= _HEAD_LINES and parts.date is None:
            parts.date = read_date(label[1])
            parts.unread_date = parts.unread_date or label[1]
        elif label and at >= footer and _is_footer_label(line):
            if label[0] == _SOURCE:
                parts.source = clean_line(label[1]) or None
            else:
                parts.tags = split_tags(label[1])
        else:
            parts.text.append(line)
    return parts
