"""The Whoosh schema of an index: the text fields in each form, and what is stored."""

from __future__ import annotations

import dataclasses

from whoosh import fields, formats
from whoosh.analysis import IDAnalyzer

from searchapp.fields import FORMS, TEXT_FIELDS, term_field
from searchapp.model import Document

ID = "id"


class TermList(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose terms come analyzed. No analyzer of Whoosh's ever runs; queries name the terms themselves."""

    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=IDAnalyzer(), scorable=True)


def make_schema() -> fields.Schema:
    """A fresh schema. Always open an index with it: the pickled one inside the index is never trusted."""
    schema = fields.Schema(**{ID: fields.ID(unique=True, stored=True)})
    for item in dataclasses.fields(Document):
        if item.name != ID:
            schema.add(item.name, fields.STORED())
    for field in TEXT_FIELDS:
        for form in FORMS:
            schema.add(term_field(field.name, form), TermList())
    return schema


def stored_values(document: Document) -> dict[str, object]:
    """A document as the stored fields of Whoosh's hits."""
    return {item.name: getattr(document, item.name) for item in dataclasses.fields(Document)}
