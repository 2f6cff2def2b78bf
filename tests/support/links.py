"""Links in the text of a page."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit


def list_links(text: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', text)]


def find_link(text: str, label: str) -> str:
    """The address of the first link in whose element the label stands."""
    for attributes, inner in re.findall(r"<a ([^>]*)>(.*?)</a>", text, re.DOTALL):
        if label in unescape(inner + attributes):
            return unescape(re.search(r'href="([^"]*)"', attributes)[1])
    raise AssertionError(f"no link {label!r}")


def read_query(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).query, keep_blank_values=True)
