"""The little that is changed in a text before it is stored: what would break a line, a page or an index.

Letters are left as they are, because offsets into the stored text must mean what its author wrote. Tags are text
here: `<b>` stays, and is escaped where it is shown. What records hold has lost its markup before (`markup`).
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from searchapp.arabic.letters import CODE_RANGES
from searchapp.ingest.markup import decode_references

_CONTROLS = re.compile(f"[{CODE_RANGES}\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?")
_SOUND = re.compile("[ -~\x80-\ud7ff\n\t]*")
"""What most texts are, up to their ends: nothing in them has to be looked for again."""
_SEPARATORS = re.compile(r"[،,;؛|•\r\n\t]|(?:^|(?<=\s))#")
_MAX_URL_CHARS = 4096
_PLAIN_URL = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#][!-~\u0620-\u06d3]*)?", re.ASCII)
"""What most addresses are: nothing in them has to be looked at twice."""


def clean_text(text: str) -> str:
    r"""A text of lines without character references, control characters and outer white space; they end in \n.

    >>> clean_text(" سطر\x00\r\nآخر &quot;عاجل&quot; ")
    'سطر\nآخر "عاجل"'
    """
    text = decode_references(text)
    if not _SOUND.fullmatch(text):
        text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return text.strip()


def clean_line(text: str) -> str:
    r"""A text of one line: white space of any kind becomes single spaces.

    >>> clean_line(" خبر \n عاجل\x07 ")
    'خبر عاجل'
    """
    return " ".join(clean_text(text).split()) if text else ""


def clean_url(text: str) -> str | None:
    """An absolute http or https address, or None: anything else (`javascript:`) could harm a reader.

    >>> clean_url("https://news.example/1"), clean_url("javascript:alert(1)")
    ('https://news.example/1', None)
    """
    url = text.strip()
    if len(url) > _MAX_URL_CHARS:
        return None
    if _PLAIN_URL.fullmatch(url):
        return url
    if _CONTROLS.search(url):
        return None
    if len(url.split()) > 1:
        # Papers put their headlines into addresses with the no-break spaces left in.
        url = "".join(quote(char) if char.isspace() else char for char in url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def split_tags(text: str) -> tuple[str, ...]:
    """Tags from one string, split only at real separators, each once. Without any the string is one tag.

    >>> split_tags("اقتصاد، طاقة شمسية | اقتصاد")
    ('اقتصاد', 'طاقة شمسية')
    >>> split_tags("كأس العالم الأمطار")
    ('كأس العالم الأمطار',)
    """
    return gather_lines(_SEPARATORS.split(text))


def gather_lines(texts: list[str]) -> tuple[str, ...]:
    """Cleaned lines in their order, without empty ones and repeats."""
    return tuple(dict.fromkeys(line for text in texts if (line := clean_line(text))))
