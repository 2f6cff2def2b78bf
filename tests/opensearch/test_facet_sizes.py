"""How many values are asked of a cluster, which refuses an answer with too many."""

from __future__ import annotations

from searchapp.engines.base import Filters
from searchapp.engines.opensearch_engine.facets import make_aggregations

MAX_BUCKETS = 65_535
"""The cluster's own limit, `search.max_buckets`, where nobody has changed it."""


def test_however_many_values_are_wanted_the_cluster_allows_the_answer() -> None:
    filters = Filters(sources=("a",), tags=("b",))
    for exact in (False, True):
        facets = make_aggregations(filters, 1_000_000, exact).values()
        sizes = [part["terms"]["size"] for facet in facets for part in facet["aggs"].values()]
        assert len(sizes) == 5
        assert sum(sizes) <= MAX_BUCKETS
