"""Which leaves of a tree add to a document's score: asked by every engine, which says how much each adds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from whoosh.query import And, AndMaybe, ConstantScoreQuery, FuzzyTerm, Not, Or, Phrase, Prefix, Query, Term, Wildcard

from searchapp.query import AnyField

Key = TypeVar("Key", int, str)
"""By what an engine knows a document."""

_SCORED = (Term, AnyField, Phrase, Prefix, Wildcard, FuzzyTerm, ConstantScoreQuery)


def weigh_leaves(
    node: Query, documents: Collection[Key], probe: Callable[[Query], Mapping[Key, float]]
) -> dict[Key, dict[Query, float]]:
    """For each of the documents that match the node, what each leaf adds to its score; equal leaves together.

    `probe` says which of the documents match a node that has no parts, with what score.
    """
    if isinstance(node, _SCORED):
        return {key: {node: weight} for key, weight in probe(node).items()}
    if isinstance(node, AndMaybe):
        required, optional = (weigh_leaves(part, documents, probe) for part in node.subqueries)
        return {key: add_weights(weights, optional.get(key, {})) for key, weights in required.items()}
    found: dict[Key, dict[Query, float]] = {}
    if isinstance(node, Or):
        for part in node.subqueries:
            for key, weights in weigh_leaves(part, documents, probe).items():
                found[key] = add_weights(found.get(key, {}), weights)
        return found
    if isinstance(node, And | Not):
        found = {key: {} for key in documents}
        for part in [node] if isinstance(node, Not) else node.subqueries:
            if isinstance(part, Not):
                banned = weigh_leaves(part.query, documents, probe)
                found = {key: weights for key, weights in found.items() if key not in banned}
            else:
                others = weigh_leaves(part, documents, probe)
                found = {key: add_weights(weights, others[key]) for key, weights in found.items() if key in others}
        return found
    return {key: {} for key in probe(node)}


def add_weights(one: Mapping[Query, float], other: Mapping[Query, float]) -> dict[Query, float]:
    """The weights of both; of a leaf in both the sum."""
    return {leaf: one.get(leaf, 0.0) + other.get(leaf, 0.0) for leaf in {**one, **other}}
