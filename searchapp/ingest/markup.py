"""What crawlers leave of HTML in the texts they take: character references, tags, and bodies that are still HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PARAGRAPH = re.compile(r"<(?:p|br|div)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[/!?]?([A-Za-z-][A-Za-z0-9-]*)[^<>]*>")
_LINES = re.compile("p|br|div|h[1-6]|li|[uo]l|tr|table|blockquote|figure|figcaption|section|article")
"""Elements that begin a line, and end it."""
_CODE = frozenset({"script", "style"})
_MARKED = re.compile(
    r"<(?P<closes>/?)(?P<name>a|abbr|article|b|bdi|bdo|big|br|center|cite|code|del|div|em|figcaption|figure|font|h[1-6]"
    r"|i|img|ins|li|mark|ol|p|q|s|section|small|span|strike|strong|sub|sup|table|td|th|tr|u|ul|wbr)"
    r"(?P<values>\s[^<>]*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
_ALONE = frozenset({"br", "img", "wbr"})
"""Elements that hold nothing, and have no end."""


def decode_references(text: str) -> str:
    """A text whose character references are characters; what only looks like one stays.

    >>> decode_references("&quot;عاصفة الحزم&#8221; R&D; &c")
    '"عاصفة الحزم” R&D; &c'
    """
    return _REFERENCE.sub(_decode, text) if "&" in text else text


def strip_tags(text: str) -> str:
    r"""The text of a body in HTML, a line for each paragraph: one that has paragraphs, breaks or divisions.

    Every other text comes back as it is, because tags are then what it writes about.

    >>> strip_tags("<p>خبر <b>عاجل</b></p><style>p {}</style><p>من البحر</p>"), strip_tags("وسم <b> للخط")
    ('خبر عاجل\nمن البحر', 'وسم <b> للخط')
    """
    if "<" not in text or not _PARAGRAPH.search(text):
        return text
    lines = "".join(_list_pieces(text)).split("\n")
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


def strip_inline_tags(text: str) -> str:
    """The text of a title or another short value: without the tags of HTML that have their partner, or values.

    All else in angle brackets is text.

    >>> strip_inline_tags('<strong>عاجل</strong>: <span class="x">زلزال</span>'), strip_inline_tags("a <b> c, <عاجل>")
    ('عاجل: زلزال', 'a <b> c, <عاجل>')
    """
    if "<" not in text:
        return text
    tags = [(tag["name"].lower(), bool(tag["closes"])) for tag in _MARKED.finditer(text)]
    paired = {name for name, closes in tags if (name, not closes) in tags}

    def replace(tag: re.Match[str]) -> str:
        name = tag["name"].lower()
        if name not in paired and name not in _ALONE and not tag["values"]:
            return tag[0]
        return " " if _LINES.fullmatch(name) or name in ("td", "th") else ""

    return _MARKED.sub(replace, text)


def _list_pieces(text: str) -> Iterator[str]:
    """What stands between the tags, and what these stand for. Code is left out where its end is marked."""
    tags = [(tag[1].lower(), tag[0][1] == "/", tag.start(), tag.end()) for tag in _TAG.finditer(text)]
    ends = {name: place for place, (name, closes, _, _) in enumerate(tags) if closes and name in _CODE}
    shown, code = 0, ""
    for place, (name, closes, start, end) in enumerate(tags):
        if code:
            code = "" if closes and name == code else code
        else:
            yield text[shown:start]
            yield "\n" if _LINES.fullmatch(name) else " " if name in ("td", "th") else ""
            code = name if name in _CODE and not closes and ends.get(name, -1) > place else ""
        shown = end
    yield text[shown:]


def _decode(reference: re.Match[str]) -> str:
    found = reference[0]
    return unescape(found) if found[1] == "#" else html5.get(found[1:], found)
