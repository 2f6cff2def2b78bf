"""Text pages (`.txt`): one page a file, in one of three layouts that are told apart by their marks."""

from __future__ import annotations

from collections.abc import Iterator

from searchapp.errors import IngestError
from searchapp.ingest import layout_aggregator, layout_newspaper
from searchapp.ingest.cleaning import clean_line, clean_text
from searchapp.ingest.encoding import decode_page
from searchapp.ingest.format_base import Found, InputFile
from searchapp.ingest.identity import derive_id
from searchapp.ingest.page import Draft, split_page
from searchapp.ingest.records import EMPTY_ARTICLE, describe_date
from searchapp.ingest.streams import read_all
from searchapp.model import Document, Skipped


def read_text(file: InputFile) -> Iterator[Found | Skipped]:
    """The articles of a page, the main one first; the others name it in `seen_on`."""
    try:
        data, fault = read_all(file.stream, file.options.max_line_bytes)
        text = decode_page(data, broken=bool(fault))
    except IngestError as error:
        line = error.values.get("line")
        yield Skipped(file.path, line if isinstance(line, int) else None, str(error))
        return
    if fault:
        yield Skipped(file.path, text.count("\n") + 1, fault)
    main: Document | None = None
    source = clean_line(file.options.source or "") or None
    drafts, usual = read_page(text)
    for draft in drafts:
        # What stood on another's page came from elsewhere, unless the layout is one newspaper's own.
        spare = (source or usual) if usual or not draft.further else None
        document = _build(draft, spare, file.name, main)
        main = main or document
        yield Found(document, faults=(describe_date(draft.unread_date),) if draft.unread_date else ())
    if main is None and not fault:
        yield Skipped(file.path, None, EMPTY_ARTICLE)


def read_page(text: str) -> tuple[Iterator[Draft], str | None]:
    """The articles of a page's text, and the usual source of its layout (None for a layout of many papers)."""
    lines = split_page(clean_text(text))
    if layout_newspaper.is_newspaper(lines) and not layout_aggregator.has_date_head(lines):
        return layout_newspaper.read_newspaper(lines), layout_newspaper.SOURCE
    return layout_aggregator.read_aggregator(lines), None


def _build(draft: Draft, source: str | None, name: str, main: Document | None) -> Document:
    """The document of a draft. `source` stands in for one that the page does not state."""
    return Document(
        # Only what the page states: the same page has the same id, whatever the operator says of it.
        id=derive_id(draft.title, draft.body, draft.captions, draft.source, draft.date),
        title=draft.title,
        body=draft.body,
        captions=draft.captions,
        tags=draft.tags,
        source=draft.source or source,
        date=draft.date,
        file=name,
        seen_on=main.id if main and draft.further else None,
    )
