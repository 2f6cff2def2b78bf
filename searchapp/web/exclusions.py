"""What a query leaves out, as the results page says it, each with the address of the query without it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

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


def list_exclusions(understood: Mapping[str, object], links: SearchLinks, lang: str) -> Iterator[Exclusion]:
    """What a query leaves out, in its order. Nothing for a query without exclusions."""
    q = cast(str, understood["q"])
    for leaf in cast("list[Mapping[str, str | None]]", understood["excluded"]):
        text, field = cast(str, leaf["text"]), leaf["field"]
        label = _SHAPES.get(cast(str, leaf["kind"]), "{}").format(text)
        if leaf.get("distance"):
            label += f"~{leaf['distance']}"
        if field:
            label = f"{translate(lang, _FIELD_NAMES.get(field, field))}: {label}"
        rest = cut_exclusion(q, text)
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
