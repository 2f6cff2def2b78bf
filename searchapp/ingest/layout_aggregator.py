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
    fold_mark,
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


_LABELS = {
    fold_mark("تاريخ النشر"): _DATE,
    fold_mark("المصدر"): _SOURCE,
    fold_mark("كلمات دلالية"): _TAGS,
    fold_mark("الكلمات الدلالية"): _TAGS,
}
_COLON = re.compile("[:：]")
_BULLETS = "•*- \t"

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
    strays = _FOOTER_STRAYS if has_date_head(lines) else 0
    at = _find_read_also(lines, strays)
    parts = [lines[: at + 1]]
    for part in _split_further(lines[at + 1 :], strays):
        if _has_text(part, strays):
            parts.append(part)
        elif any(part):
            # Labels alone belong to what stands above them.
            if is_read_also(parts[-1][-1]):
                parts[-1].pop()
            parts[-1] += part
    for number, part in enumerate(parts):
        draft = _read_article(part, strays, further=number > 0)
        if draft:
            yield draft


def _find_read_also(lines: list[str], strays: int) -> int:
    """Where the further articles begin: the first "read also" below a footer, or else the first below a date
    line. Without either it is a link inside a text, and the length of the page is given.
    """
    marks = [at for at, line in enumerate(lines) if is_read_also(line)]
    for at in marks:
        if _find_footer(lines, at, strays):
            return at
    return marks[0] if marks and has_date_head(lines[: marks[0]]) else len(lines)


def _read_label(line: str) -> tuple[str, str] | None:
    """Which label a line begins with and the rest of the line, or None."""
    head, *rest = _COLON.split(line, maxsplit=1)
    name = _LABELS.get(fold_mark(head)) if rest else None
    if name:
        return name, rest[0].strip()
    name, value = _read_bare_label(line)
    # Without a colon the words may as well open a sentence; a source needs more (see `_read_footer_label`).
    if not name or name == _SOURCE or (name == _DATE and read_date(value) is None):
        return None
    return name, value


def _read_bare_label(line: str) -> tuple[str, str]:
    """Which label the first words of a line are, colon or not, and the rest of the line; "" for none."""
    for size in (1, 2):
        words = line.lstrip(_BULLETS).split(None, size)
        name = _LABELS.get(fold_mark(" ".join(words[:size])), "")
        if name:
            return name, words[size] if len(words) > size else ""
    return "", ""


def _read_footer_label(line: str, following: str) -> tuple[str, str] | None:
    """A label as it may stand below an article, and its value. `following` is the next line with text."""
    label = _read_label(line)
    if label is None and len(line) <= _MAX_SOURCE_CHARS and (is_read_also(following) or _is_tags(following)):
        # A bare «المصدر» right above the next mark is sure to be a label.
        name, value = _read_bare_label(line)
        return (name, value) if name == _SOURCE and value else None
    if label is None or label[0] == _DATE or (label[0] == _SOURCE and len(label[1]) > _MAX_SOURCE_CHARS):
        return None
    return label


def _is_tags(line: str) -> bool:
    label = _read_label(line)
    return label is not None and label[0] == _TAGS


def _is_date_line(line: str) -> bool:
    label = _read_label(line)
    return label is not None and label[0] == _DATE


def _is_footer_label(line: str) -> bool:
    return _read_footer_label(line, "") is not None


def _find_footer(lines: list[str], end: int, strays: int) -> dict[int, tuple[str, str]]:
    """The labels at the end of an article that ends before line `end`, by their lines. At most `strays` lines of
    text may stand below a label. Of two labels of one kind the lower counts; the upper is text.
    """
    labels: dict[int, tuple[str, str]] = {}
    names: set[str] = set()
    following = lines[end] if end < len(lines) else ""
    passed = 0
    for at in range(end - 1, -1, -1):
        if not lines[at]:
            continue
        label = _read_footer_label(lines[at], following)
        following = lines[at]
        if label and label[0] not in names:
            labels[at] = label
            names.add(label[0])
            passed = 0
            continue
        passed += 1
        if passed > strays:
            break
    return labels


def _split_further(lines: list[str], strays: int) -> Iterator[list[str]]:
    part: list[str] = []
    for at, line in enumerate(lines):
        if is_read_also(line):
            yield [*part, line]
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


def _has_text(lines: list[str], strays: int) -> bool:
    return any(line and not is_related(line) for line in _sort_lines(lines, strays).text)


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
        unread_date=parts.unread_date,
        further=further,
    )


def _sort_lines(lines: list[str], strays: int) -> _Parts:
    """Take the date below the title and the footer's labels out of an article's lines. A "read also" at their end
    says where the article ends and is no part of it.
    """
    parts = _Parts()
    end = len(lines) - 1 if lines and is_read_also(lines[-1]) else len(lines)
    footer = _find_footer(lines, end, strays)
    seen = 0
    for at, line in enumerate(lines[:end]):
        seen += bool(line)
        label = footer.get(at) or _read_label(line)
        if at in footer and label:
            if label[0] == _SOURCE:
                parts.source = clean_line(label[1]) or None
            else:
                parts.tags = split_tags(label[1])
        elif label and label[0] == _DATE and 1 < seen <= _HEAD_LINES and not (parts.date or parts.unread_date):
            parts.date = read_date(label[1])
            parts.unread_date = "" if parts.date else label[1]
        else:
            parts.text.append(line)
    return parts
