"""What a query leaves out, as the results page says it, each with the address of the query without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from searchapp.understood import Understood
from searchapp.web.languages import msgid, translate
from searchapp.web.links import SearchLinks

_FIELD_NAMES = {
    "title": msgid("Title"),
    "source": msgid("Source"),
    "tags": msgid("Tag"),
    "author": msgid("Author"),
    "date": msgid("Date"),
}
_SHAPES = {"phrase": "«{}»", "prefix": "{}*"}


@dataclass(frozen=True, slots=True)
class ExclusionView:
    """A word or phrase that no hit may have. `url` asks without it; None where that cannot be asked by a cut."""

    label: str
    url: str | None


def list_exclusions(understood: Understood, links: SearchLinks, lang: str) -> Iterator[ExclusionView]:
    """What a query leaves out, in its order. Nothing for a query without exclusions."""
    for exclusion in understood.excluded:
        clause, rest = exclusion.clause, exclusion.rest
        label = _SHAPES.get(clause.kind, "{}").format(clause.text)
        if clause.distance:
            label += f"~{clause.distance}"
        if clause.field:
            label = f"{translate(lang, _FIELD_NAMES.get(clause.field, clause.field))}: {label}"
        yield ExclusionView(label, None if rest is None else links.setting("q", rest or None))
