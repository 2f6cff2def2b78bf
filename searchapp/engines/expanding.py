"""Nodes that stand for several terms of the archive: prefixes, wildcards and fuzzy terms."""

from __future__ import annotations

from typing import TypeAlias

from whoosh import query as tree

from searchapp import arabic
from searchapp.errors import TooManyExpansionsError

Expanding: TypeAlias = tree.Prefix | tree.Wildcard | tree.FuzzyTerm


def read_beginning(node: Expanding) -> str:
    """How every term begins that the node stands for.

    >>> read_beginning(tree.Wildcard("body_exact", "كت*ب"))
    'كت'
    """
    if isinstance(node, tree.FuzzyTerm):
        return str(node.text[: node.prefixlength])
    return str(node.text) if isinstance(node, tree.Prefix) else arabic.read_beginning(node.text)


def show_pattern(node: Expanding) -> str:
    """The node as a reader writes it.

    >>> show_pattern(tree.Prefix("body_exact", "كتا")), show_pattern(tree.FuzzyTerm("body_exact", "كتاب", maxdist=2))
    ('كتا*', 'كتاب~2')
    """
    if isinstance(node, tree.Prefix):
        return f"{node.text}*"
    return f"{node.text}~{node.maxdist}" if isinstance(node, tree.FuzzyTerm) else str(node.text)


def refuse_expansion(node: Expanding, max_expansions: int) -> TooManyExpansionsError:
    """The error of a node that stands for more terms than that."""
    pattern = show_pattern(node)
    return TooManyExpansionsError(
        f"«{pattern}» stands for more than {max_expansions} words of the archive. Type more of its letters.",
        pattern=pattern,
        limit=max_expansions,
    )
