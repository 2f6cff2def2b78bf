"""What an operator may say about the files of one reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from searchapp.errors import IngestError

FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "المعرف", "المعرّف"),
    "title": ("title", "headline", "العنوان"),
    "body": ("body", "content", "text", "النص", "المتن", "المحتوى"),
    "captions": ("captions",),
    "tags": ("tags", "keywords", "الوسوم"),
    "source": ("source", "المصدر", "publisher"),
    "date": (
        *("date", "published", "published_at", "date_published", "datePublished", "datepublished"),
        *("pubDate", "pubdate", "التاريخ", "created_at", "date_extracted"),
    ),
    "author": ("author", "الكاتب"),
    "url": ("url", "link", "الرابط"),
    "seen_on": ("seen_on",),
}
"""For each field of a document, the names under which a record may carry it. The first that has a value wins: the day
of an article goes before that of its crawl. Those of a CSV file are compared in lower case.
"""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """The options of one reading; the defaults suit files that describe themselves.

    Raises IngestError when `field_map` names a field that documents do not have.
    """

    source: str | None = None
    """The source of what states none: the articles of a file's own page, and records. It takes the place of a
    layout's usual source. An article that stood on another's page under "read also" comes from elsewhere, so
    its source stays unknown."""
    field_map: Mapping[str, str] = field(default_factory=dict)
    """Field of the document → name in the records; looked for before the usual names."""
    max_line_bytes: int = 16_000_000
    """Longest line, record or text page that is read, in bytes; a longer one is skipped and reported."""

    def __post_init__(self) -> None:
        for name in self.field_map:
            if name not in FIELD_NAMES:
                raise IngestError(f"{name!r} is not a field; the fields are {', '.join(FIELD_NAMES)}.")

    def names_of(self, name: str) -> tuple[str, ...]:
        """The names to look for in a record, in order, for one field of the document."""
        mapped = self.field_map.get(name)
        return FIELD_NAMES[name] if mapped is None else (mapped, *FIELD_NAMES[name])


DEFAULT_OPTIONS = IngestOptions()
