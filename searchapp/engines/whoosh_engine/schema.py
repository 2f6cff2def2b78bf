"""The Whoosh schema of an index: the text fields in each form, and what is stored."""

from __future__ import annotations

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
    for name in Document.__struct_fields__:
        if name != ID:
            schema.add(name, fields.STORED())
    for field in TEXT_FIELDS:
        for form in FORMS:
            schema.add(term_field(field.name, form), TermList())
    return schema


def stored_values(document: Document) -> dict[str, object]:
    """A document as the stored fields of Whoosh's hits."""
    return {name: getattr(document, name) for name in Document.__struct_fields__}
