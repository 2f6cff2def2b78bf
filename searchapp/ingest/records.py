"""A record (a JSON object, a row of CSV) → a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from searchapp.errors import IngestError
from searchapp.ingest.cleaning import clean_line, clean_text, clean_url, gather_lines, split_tags
from searchapp.ingest.dates import read_date, read_stamp
from searchapp.ingest.format_base import Found, InputFile
from searchapp.ingest.identity import check_id, derive_id
from searchapp.ingest.markup import strip_inline_tags, strip_tags
from searchapp.ingest.options import FIELD_NAMES
from searchapp.model import Document, Skipped

EMPTY_ARTICLE = "the article is empty: it has no title, body or captions"
NO_OBJECT = "the record is not an object with named values"
_MAX_SHOWN_CHARS = 40
_MOST_NAME_CHARS = 200
"""A longer name is read anew each time, so that remembered ones are small."""
_WRAPPERS = frozenset({"$date", "$numberLong"})
_NAMES_WITHIN = ("text", "content", "caption", "name")
"""Under which the objects of a list say their text."""
_MOST_UNTAKEN = 1000
"""So many names that no field takes are counted; records that have more are of no known making."""
_MOST_SHAPES = 1000
"""So many sets of names are remembered: the records of a file have few."""


def describe_date(value: object) -> str:
    """The reason why a stated date is unknown; a long one is shown by its beginning."""
    shown = clean_line(str(value))
    if len(shown) > _MAX_SHOWN_CHARS:
        shown = shown[: _MAX_SHOWN_CHARS - 1] + "…"
    return f"the date cannot be read: {shown}"


class _Record(NamedTuple):
    """A record, and for each field those of its names under which the record may have something."""

    values: Mapping[object, object]
    names: Mapping[str, Sequence[str]]


class RecordReader:
    """Reads the records of one file. Missing, null and nested values count as not stated; numbers are text. A list
    may hold objects that say their text plainly, as {"type": "p", "text": …} or {"name": …} does.
    """

    def __init__(self, file: InputFile) -> None:
        self._file = file
        self._source = clean_line(file.options.source or "") or None
        self._names = {name: file.options.names_of(name) for name in FIELD_NAMES}
        self._known = frozenset(chain.from_iterable(self._names.values()))
        self._shapes: dict[tuple[object, ...], Mapping[str, Sequence[str]]] = {}
        """For the names of a record: see `_Record`."""

    def read(self, value: object, line: int) -> Found | Skipped:
        """The document of a record that begins on `line`, or why there is none."""
        if not isinstance(value, Mapping):
            return Skipped(self._file.path, line, NO_OBJECT)
        self._count_untaken(value)
        if unmet := self._file.unmet:
            for field in [field for field, name in unmet.items() if _has(value, name)]:
                del unmet[field]
        record = _Record(value, self._find_names(value))
        try:
            date, unread = self._date(record)
            faults = () if unread is None else (describe_date(unread),)
            return Found(self._build(record, date), line, faults)
        except IngestError as error:
            return Skipped(self._file.path, line, str(error))

    def _find_names(self, values: Mapping[object, object]) -> Mapping[str, Sequence[str]]:
        shape = tuple(values)
        if (names := self._shapes.get(shape)) is None:
            if len(self._shapes) >= _MOST_SHAPES:
                self._shapes.clear()
            rows = self._names.items()
            names = {field: [name for name in known if _may_have(values, name)] for field, known in rows}
            self._shapes[shape] = names
        return names

    def _count_untaken(self, record: Mapping[object, object]) -> None:
        untaken = self._file.untaken
        for name, value in record.items():
            wrapped = isinstance(value, dict) and not value.keys().isdisjoint(_WRAPPERS)
            if isinstance(value, (dict, list)) and not wrapped:
                found = self._list_untaken(str(name), value)
            else:
                found = [] if name in self._known or not _is_stated(value) else [str(name)]
            for each in found:
                if each in untaken or len(untaken) < _MOST_UNTAKEN:
                    untaken[each] += 1

    def _list_untaken(self, name: str, value: dict[str, object] | list[object]) -> list[str]:
        """What no field takes of a nested value, by names that can be mapped: those within objects after a point."""
        parts = value if isinstance(value, list) else [value]
        taken = isinstance(value, list) and name in self._known
        objects: list[dict[object, object]] = [each for each in parts if isinstance(each, dict)]
        unread = [each for each in objects if each and not (taken and _to_text_within(each))]
        within = dict.fromkeys(f"{name}.{key}" for each in unread for key, inner in each.items() if _to_text(inner))
        if within:
            return [] if self._known.intersection(within) else list(within)
        lost = unread or not taken or any(isinstance(each, list) for each in parts)
        return [name] if lost and _is_stated(value) else []

    def _build(self, record: _Record, date: dt.date | None) -> Document:
        title = clean_line(strip_inline_tags(self._text(record, "title")))
        body = clean_text(strip_tags(self._text(record, "body")))
        captions = self._captions(record)
        if not (title or body or captions):
            raise IngestError(_explain_empty(record.values))
        source = _clean_name(self._text(record, "source")) or None
        url = clean_url(self._text(record, "url"))
        return Document(
            # From the stated source only: the same record has the same id, whatever the operator says of it.
            id=check_id(self._text(record, "id")) or derive_id(title, body, captions, source, date, url),
            title=title,
            body=body,
            captions=captions,
            tags=self._tags(record),
            source=source or self._source,
            date=date,
            author=_clean_name(self._text(record, "author")) or None,
            url=url,
            file=self._file.name,
            seen_on=self._seen_on(record),
        )

    def _text(self, record: _Record, name: str) -> str:
        for key in record.names[name]:
            value = _find(record.values, key)
            if value is not None and (text := _to_text(value)) and not text.isspace():
                return text
        return ""

    def _date(self, record: _Record) -> tuple[dt.date | None, object]:
        """The day that the first stated value gives; failing that, this value as well (None for no value). A later
        value means another day, as that of the crawl does.
        """
        for key in record.names["date"]:
            value = _find(record.values, key)
            if _is_stated(value):
                date = _read_day(value)
                return date, value if date is None else None
        return None, None

    def _captions(self, record: _Record) -> tuple[str, ...]:
        for key in record.names["captions"]:
            value = _find(record.values, key)
            if value is None:
                continue
            texts = _to_list(value) if isinstance(value, list) else _to_text(value).split("\n")
            lines = gather_lines(_strip_all(texts))
            if lines:
                return lines
        return ()

    def _tags(self, record: _Record) -> tuple[str, ...]:
        for key in record.names["tags"]:
            value = _find(record.values, key)
            if value is None:
                continue
            if isinstance(value, list):
                tags = gather_lines(_strip_all(_to_list(value)))
            else:
                tags = split_tags(strip_inline_tags(_to_text(value)))
            if tags:
                return tags
        return ()

    def _seen_on(self, record: _Record) -> str | None:
        try:
            return check_id(self._text(record, "seen_on")) or None
        except IngestError:
            # No article can have such an id, so the link leads nowhere; the article itself is sound.
            return None


def _clean_name(text: str) -> str:
    """The name of a source or an author: few have written much."""
    return _clean_known(text) if len(text) <= _MOST_NAME_CHARS else clean_line(strip_inline_tags(text))


@lru_cache(maxsize=4096)
def _clean_known(text: str) -> str:
    return clean_line(strip_inline_tags(text))


def _may_have(record: Mapping[object, object], name: str) -> bool:
    """Whether `_find` may find something of that name."""
    return name in record or name.partition(".")[0] in record


def _read_day(value: object) -> dt.date | None:
    """The day of a value as records carry it, also as MongoDB wraps it: {"$date": …}."""
    while isinstance(value, Mapping) and len(value) == 1 and value.keys() <= _WRAPPERS:
        (value,) = value.values()
    if isinstance(value, str):
        return read_date(value) or read_stamp(value.strip())
    # The digits of another number could be a day's, or anything.
    return read_stamp(str(value)) if isinstance(value, int) else None


def _explain_empty(record: Mapping[object, object]) -> str:
    """Why a record is no article: it may hold the articles, as answers of services do."""
    for name, value in record.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            return f"{EMPTY_ARTICLE}; a list of records stands under {clean_line(str(name))[:_MAX_SHOWN_CHARS]!r}"
    return EMPTY_ARTICLE


def _find(record: Mapping[object, object], name: str) -> object:
    """The value of that name, or what stands within the objects of one: `body.text` is the text in body."""
    value = record.get(name)
    if value is None and "." in name:
        outer, _, inner = name.partition(".")
        around = record.get(outer)
        if isinstance(around, list):
            return [each.get(inner) for each in around if isinstance(each, Mapping)]
        return around.get(inner) if isinstance(around, Mapping) else None
    return value


def _has(record: Mapping[object, object], name: str) -> bool:
    """Whether the record has a value of that name; of a list of objects one that has it is enough."""
    value = _find(record, name)
    return any(map(_is_stated, value)) if isinstance(value, list) else _is_stated(value)


def _is_stated(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None and value not in ([], {})


def _to_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(_to_list(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return ""


def _strip_all(texts: list[str]) -> list[str]:
    return list(map(strip_inline_tags, texts))


def _to_list(values: list[object]) -> list[str]:
    # One level only: what is nested deeper has no order that a reader would know.
    texts = (
        _to_text_within(value) if isinstance(value, Mapping) else _to_text(value)
        for value in values
        if not isinstance(value, list)
    )
    return [text for text in texts if text]


def _to_text_within(block: Mapping[object, object]) -> str:
    """The plain text of an object in a list."""
    values = (block.get(name) for name in _NAMES_WITHIN)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")
