"""Text pages (`.txt`): one page a file, in one of three layouts that are told apart by their marks."""

from __future__ import annotations

from collections.abc import Iterator

from searchapp.errors import IngestError
from searchapp.ingest import layout_aggregator, layout_newspaper
from searchapp.ingest.cleaning import clean_line, clean_text
from searchapp.ingest.encoding import decode_page
from searchapp.ingest.format_base import InputFile
from searchapp.ingest.identity import derive_id
from searchapp.ingest.page import Draft, split_page
from searchapp.ingest.records import EMPTY_ARTICLE
from searchapp.ingest.streams import read_all
from searchapp.model import Document, Skipped


def read_text(file: InputFile) -> Iterator[Document | Skipped]:
    """The articles of a page, the main one first; the others name it in `seen_on`."""
    try:
        data, fault = read_all(file.stream, file.options.max_line_bytes)
        text = decode_page(data, broken=bool(fault))
    except IngestError as error:
        line = error.values.get("line")
        yield Skipped(file.name, line if isinstance(line, int) else None, str(error))
        return
    if fault:
        yield Skipped(file.name, text.count("\n") + 1, fault)
    main: Document | None = None
    for draft in read_page(text, clean_line(file.options.source or "") or None):
        document = _build(draft, file.name, main)
        main = main or document
        yield document
    if main is None and not fault:
        yield Skipped(file.name, None, EMPTY_ARTICLE)


def read_page(text: str, source: str | None) -> Iterator[Draft]:
    """The articles of a page's text. `source` stands in for one that the page does not state."""
    lines = split_page(clean_text(text))
    if layout_newspaper.has_marks(lines) and not layout_aggregator.has_date_head(lines):
        for draft in layout_newspaper.read_newspaper(lines):
            yield _with_source(draft, source or layout_newspaper.SOURCE)
        return
    for draft in layout_aggregator.read_aggregator(lines):
        yield draft if draft.further else _with_source(draft, source)


def _with_source(draft: Draft, source: str | None) -> Draft:
    return Draft(
        draft.title, draft.body, draft.captions, draft.tags, draft.source or source, draft.date, draft.further
    )


def _build(draft: Draft, name: str, main: Document | None) -> Document:
    return Document(
        id=derive_id(draft.title, draft.body, draft.captions, draft.source, draft.date),
        title=draft.title,
        body=draft.body,
        captions=draft.captions,
        tags=draft.tags,
        source=draft.source,
        date=draft.date,
        file=name,
        seen_on=main.id if main and draft.further else None,
    )
