"""A prefix, a wildcard or a fuzzy term → the terms of the dictionaries that it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from whoosh import query as tree

from searchapp import arabic
from searchapp.engines.whoosh_engine.postings import Postings
from searchapp.engines.whoosh_engine.segment_file import Blobs
from searchapp.errors import TooManyExpansionsError

Expanding: TypeAlias = tree.Prefix | tree.Wildcard | tree.FuzzyTerm

_CHUNK = 20_000
"""So many terms are looked through between two looks at the clock: a few milliseconds."""


def expand_terms(
    postings: Postings, node: Expanding, max_expansions: int, check_time: Callable[[], None] = lambda: None
) -> list[str]:
    """The terms, sorted, that the node stands for in its form's dictionaries, whichever field holds them.

    Raises TooManyExpansionsError when they are more than `max_expansions`, and what `check_time` raises.
    """
    terms: set[str] = set()
    for some in _list_terms(postings, node):
        check_time()
        terms.update(some)
        if len(terms) > max_expansions:
            pattern = show_pattern(node)
            raise TooManyExpansionsError(
                f"«{pattern}» stands for more than {max_expansions} words of the archive. Type more of its letters.",
                pattern=pattern,
                limit=max_expansions,
            )
    return sorted(terms)


def show_pattern(node: Expanding) -> str:
    """The node as a reader writes it.

    >>> show_pattern(tree.FuzzyTerm("body_exact", "كتاب", maxdist=2))
    'كتاب~2'
    """
    if isinstance(node, tree.Prefix):
        return f"{node.text}*"
    return f"{node.text}~{node.maxdist}" if isinstance(node, tree.FuzzyTerm) else str(node.text)


def _list_terms(postings: Postings, node: Expanding) -> Iterator[list[str]]:
    """The terms by pieces; one may come more than once."""
    form = node.fieldname.rpartition("_")[2]
    beginning = _read_beginning(node).encode("utf-8", "surrogatepass")
    for each in postings.segments:
        ordinals = each.segment.find_prefix(form, beginning)
        for first in range(ordinals.start, ordinals.stop, _CHUNK):
            last = min(first + _CHUNK, ordinals.stop)
            yield _select_terms(each.segment.terms[form], first, last, node)


def _read_beginning(node: Expanding) -> str:
    if isinstance(node, tree.FuzzyTerm):
        return str(node.text[: node.prefixlength])
    return str(node.text) if isinstance(node, tree.Prefix) else arabic.read_beginning(node.text)


def _select_terms(terms: Blobs, first: int, last: int, node: Expanding) -> list[str]:
    if isinstance(node, tree.Prefix):
        return _read_terms(terms, first, last, 0, None)
    if isinstance(node, tree.FuzzyTerm):
        chars = len(node.text)
        some = _read_terms(terms, first, last, chars - node.maxdist, chars + node.maxdist)
        return arabic.select_near(some, node.text, node.maxdist, node.prefixlength)
    chars = len(node.text) - node.text.count("*")
    some = _read_terms(terms, first, last, chars, None if "*" in node.text else chars)
    return arabic.select_like(some, node.text)


def _read_terms(terms: Blobs, first: int, last: int, least_chars: int, most_chars: int | None) -> list[str]:
    """The terms from place `first` up to `last` that have so many characters, both bounds included."""
    content, byte_ends = terms.read_range(first, last)
    # All is decoded at once, so ends are needed in characters: every byte but UTF-8's continuations begins one.
    counted = np.append(0, np.cumsum((content & 0xC0) != 0x80))
    ends = counted[byte_ends]
    starts = np.append(0, ends[:-1])
    chars = ends - starts
    keep = chars >= least_chars
    if most_chars is not None:
        keep &= chars <= most_chars
    text = content.tobytes().decode("utf-8", "surrogatepass")
    return [text[start:end] for start, end in zip(starts[keep].tolist(), ends[keep].tolist(), strict=True)]
