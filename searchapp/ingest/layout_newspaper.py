"""The newspaper's page (Asharq Al-Awsat): title, captions, `TT`, the title and captions again, body; then the next.

`مقالات ذات صلة` opens a section of teasers, which are not articles. The article after it is known by its own `TT`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from searchapp.ingest.cleaning import clean_line, gather_lines
from searchapp.ingest.page import Draft, drop_title, is_related, join_paragraphs

SOURCE = "الشرق الأوسط"
"""The newspaper that has this layout: the source of its articles unless the operator states another."""

MARK = "TT"
_CREDIT = re.compile(r"\([^()]{2,60}\)$")
_MAX_CAPTION_CHARS = 300
_MAX_TITLE_CHARS = 200
_MAX_HEAD_LINES = 200
"""How far above its TT a title may stand. Without a bound, a page of nothing but TT lines would take for ever."""


def is_newspaper(lines: list[str]) -> bool:
    """Whether a page has a title that is repeated below a TT; a lone TT may stand in any text. A page of nothing
    but TT counts as well: it has no article.
    """
    marks = [at for at, line in enumerate(lines) if line == MARK]
    if marks and not any(line and line != MARK for line in lines):
        return True
    return any(_find_repeated(lines, 0, mark) is not None for mark in marks)


def read_newspaper(lines: list[str]) -> Iterator[Draft]:
    """The articles of a page in their order; the first is the page's own, the others stood on it."""
    articles: list[tuple[int, int]] = []
    for mark in [at for at, line in enumerate(lines) if line == MARK]:
        start = _find_start(lines, articles[-1][1] + 1 if articles else 0, mark)
        if start is not None:
            articles.append((start, mark))
    for number, (start, mark) in enumerate(articles):
        end = articles[number + 1][0] if number + 1 < len(articles) else len(lines)
        # What stands above the first title (a section's name, say) is text of the page and must not be lost.
        above = [] if number else lines[:start]
        draft = _read_article(lines[start:mark], lines[mark + 1 : end], above, further=number > 0)
        if draft.title or draft.body or draft.captions:
            yield draft


def _find_start(lines: list[str], floor: int, mark: int) -> int | None:
    """Where an article's title stands above its TT: the nearest line that is repeated below it. Failing that,
    the first line of the page, or further down the nearest line that is no caption. None for a TT inside a text.
    """
    repeated = _find_repeated(lines, floor, mark)
    if repeated is not None:
        return repeated
    above = _find_above(lines, floor, mark)
    if floor == 0:
        return above[-1] if above else mark
    captions = _find_captions([lines[at] for at in above])
    start = next((at for at in above if lines[at] not in captions), None)
    if start is None or len(lines[start]) > _MAX_TITLE_CHARS or lines[start].endswith("."):
        return None
    return start


def _find_repeated(lines: list[str], floor: int, mark: int) -> int | None:
    """The nearest line above a TT, from `floor` on, that is the first text below it."""
    below = next((lines[at] for at in range(mark + 1, len(lines)) if lines[at]), MARK)
    if below == MARK:
        return None
    return next((at for at in _find_above(lines, floor, mark) if lines[at] == below), None)


def _find_above(lines: list[str], floor: int, mark: int) -> list[int]:
    """The lines of text above a TT, the nearest first."""
    return [at for at in range(mark - 1, max(floor, mark - _MAX_HEAD_LINES) - 1, -1) if lines[at]]


def _find_captions(lines: list[str]) -> set[str]:
    """Lines that stand twice in a row, or are short and end in a photographer's credit."""
    captions = {line for line, after in itertools.pairwise(lines) if line == after}
    return captions | {line for line in lines if _is_credited(line)}


def _is_credited(line: str) -> bool:
    return len(line) <= _MAX_CAPTION_CHARS and _CREDIT.search(line) is not None


def _read_article(head: list[str], rest: list[str], above: list[str], *, further: bool) -> Draft:
    head = [line for line in head if line and line != MARK]
    rest = [line for line in rest if line != MARK]
    title = head[0] if head else next((line for line in rest if line), "")
    captions = [line for line in head[1:] if line != title]
    body = drop_title(rest[: _find_related(rest)], title)
    captions += _take_captions(body, set(captions))
    known = set(captions)
    body = above + [line for line in body if line not in known]
    return Draft(
        title=clean_line(title),
        body=join_paragraphs(body),
        captions=gather_lines(captions),
        further=further,
    )


def _find_related(lines: list[str]) -> int:
    return next((at for at, line in enumerate(lines) if is_related(line)), len(lines))


def _take_captions(body: list[str], known: set[str]) -> list[str]:
    """The captions that open a body: those known, those repeated at once, and a credited line if text follows."""
    lines = [line for line in body if line]
    taken: dict[str, None] = {}
    for line, after in zip(lines, [*lines[1:], ""], strict=False):
        repeated = line in taken or line == after
        if not (line in known or repeated or (_is_credited(line) and after)):
            break
        taken[line] = None
    return list(taken)
