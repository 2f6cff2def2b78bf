"""What a query leaves out, as the results page says it, each with the address of the query without it."""

from __future__ import annotations

import re
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
class Exclusion:
    """A word or phrase that no hit may have. `url` asks without it; None where it cannot be cut out simply."""

    label: str
    url: str | None


def list_exclusions(understood: Understood, links: SearchLinks, lang: str) -> Iterator[Exclusion]:
    """What a query leaves out, in its order. Nothing for a query without exclusions."""
    for clause in understood.excluded:
        label = _SHAPES.get(clause.kind, "{}").format(clause.text)
        if clause.distance:
            label += f"~{clause.distance}"
        if clause.field:
            label = f"{translate(lang, _FIELD_NAMES.get(clause.field, clause.field))}: {label}"
        rest = cut_exclusion(understood.q, clause.text)
        yield Exclusion(label, None if rest is None else links.setting("q", rest or None))


def cut_exclusion(q: str, text: str) -> str | None:
    """The query without the one place that excludes a text.

    None where there is no such place or more than one, as with parentheses and beside OR.

    >>> cut_exclusion("قمح -شعير تصدير", "شعير")
    'قمح تصدير'
    >>> cut_exclusion('قمح -"شعير مصري"~3 تصدير', "شعير مصري")
    'قمح تصدير'
    >>> cut_exclusion("قمح -(شعير OR ذرة)", "شعير") is None
    True
    """
    # The text is escaped and the query bounded, so that the search stays linear.
    sign = r"(?:-|(?:AND\s+)?NOT\s+)"
    pattern = rf"(?<!\S)(?<!OR )(?<!أو ){sign}(?:[^\s:()\"«“-]+:)?[\"«“]?{re.escape(text)}[\"»”]?(?:\*|~\d*)?(?!\S)"
    found = list(re.finditer(pattern, q))
    if len(found) != 1:
        return None
    return f"{q[: found[0].start()].rstrip()} {q[found[0].end() :].lstrip()}".strip()
