"""Text from outside → markup that is safe to print: escaped, its matched words marked, its bidi controls gone.

Every page gets its text through here: `clean_text` is the templates' `finalize`, so no expression escapes it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup, escape

from searchapp.arabic.letters import CODE_RANGES, CONTROLS
from searchapp.model import Span

_DIRECTING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_BIDI_CONTROLS = "".join(control for control in CONTROLS if unicodedata.bidirectional(control) in _DIRECTING)
# Overrides, embeddings and isolates reorder what stands around them; the other controls mean nothing in a page.
_DATE = re.compile(r"(\[[0-9/.-]* TO [0-9/.-]*\]|(?:[<>]=?|[≤≥])[0-9]+(?:[-/.]+[0-9]+)*|[0-9]+(?:[-/.]+[0-9]+)+)")
_CONTROLS = re.compile(f"[{_BIDI_CONTROLS}{CODE_RANGES}]")


def clean_text(text: str) -> str:
    """The text without bidi overrides, embeddings and isolates and without control characters.

    >>> clean_text("a\\u202eb")
    'ab'
    """
    return _CONTROLS.sub("", text)


def clean_value(value: Any) -> Any:
    """What a template prints: a string cleaned, markup still markup; anything else as it is."""
    if not isinstance(value, str) or not _CONTROLS.search(value):
        return value
    cleaned = clean_text(value)
    # Translated sentences are markup that holds (escaped) text from outside.
    return Markup(cleaned) if isinstance(value, Markup) else cleaned  # noqa: S704


def render_marks(text: str, spans: Sequence[Span]) -> Markup:
    """The text, escaped, with each span in `<mark>`. Spans are sorted offsets that do not overlap.

    >>> render_marks("a <b> c", [(2, 5)])
    Markup('a <mark>&lt;b&gt;</mark> c')
    """
    return _render_piece(text, 0, len(text), spans)


def render_paragraphs(text: str, spans: Sequence[Span]) -> list[Markup]:
    """The text's lines that hold anything, each with its own part of the spans. Empty text: no paragraphs."""
    ends = [span[1] for span in spans]
    starts = [span[0] for span in spans]
    return [
        # Cut by bisection: an article of many lines and many marks must not cost their product.
        _render_piece(text, start, end, spans[bisect_right(ends, start) : bisect_left(starts, end)])
        for start, end in _find_lines(text)
    ]


def isolate_dates(text: str) -> Markup:
    """The text, escaped, with each date and range in digits isolated from left to right.

    After an Arabic letter a browser would show their parts in reversed order.

    >>> isolate_dates("من 2023-09")
    Markup('من <bdi dir="ltr">2023-09</bdi>')
    >>> isolate_dates("[2023 TO 2024]")
    Markup('<bdi dir="ltr">[2023 TO 2024]</bdi>')
    """
    pieces = list(map(_escape, _DATE.split(text)))
    # Of what a split by one group gives, every second piece is a match.
    pieces[1::2] = (f'<bdi dir="ltr">{date}</bdi>' for date in pieces[1::2])
    return Markup("".join(pieces))  # noqa: S704  # every piece was escaped


def _find_lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip())
        start += len(line)


def _render_piece(text: str, start: int, end: int, spans: Sequence[Span]) -> Markup:
    pieces: list[str] = []
    place = start
    for first, last in spans:
        first, last = max(first, place), min(last, end)
        if first < last:
            pieces += (_escape(text[place:first]), "<mark>", _escape(text[first:last]), "</mark>")
            place = last
    pieces.append(_escape(text[place:end]))
    return Markup("".join(pieces))  # noqa: S704  # every piece was escaped


def _escape(text: str) -> str:
    return str(escape(clean_text(text)))
