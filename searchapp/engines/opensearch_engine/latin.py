"""Terms as the cluster holds them: Arabic letters are written as Latin ones, half as many bytes to parse and hash.

The letters are Buckwalter's, as far as those are letters. Arabic ones and these change places, so that each term has
a writing of its own whatever it holds.
"""

from __future__ import annotations

from searchapp.arabic.scanning.packing import ALPHABET

_LATIN = "CAbtvjHxdVrzscSDTZEgfqklmnhwy"
_CHANGED = str.maketrans(ALPHABET + _LATIN, _LATIN + ALPHABET)


def write_latin(term: str) -> str:
    """A term, or several, as the cluster holds them. Done twice it is undone.

    >>> write_latin("كتاب!1"), write_latin(write_latin("ktab ترامب"))
    ('ktAb!1', 'ktab ترامب')
    """
    return term.translate(_CHANGED)
