"""One generation, open for searching."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

import msgspec
from whoosh import query as tree

from searchapp import arabic
from searchapp.engines.base import COMPLETED, EngineQuery, EngineResult, ScoreParts, TermCount
from searchapp.engines.expanding import Expanding, read_beginning, refuse_expansion
from searchapp.engines.memos import ObjectMemo, remember
from searchapp.engines.opensearch_engine.blobs import Blobs
from searchapp.engines.opensearch_engine.bulk import read_stored
from searchapp.engines.opensearch_engine.client import ATTEMPTS, Client
from searchapp.engines.opensearch_engine.dictionary import Counted, Dictionary
from searchapp.engines.opensearch_engine.entries import make_key, read_document
from searchapp.engines.opensearch_engine.facets import (
    are_exact,
    make_aggregations,
    make_facet_filters,
    make_range_filter,
    read_facets,
)
from searchapp.engines.opensearch_engine.frozen import read_variants
from searchapp.engines.opensearch_engine.latin import write_latin
from searchapp.engines.opensearch_engine.mapping import Description
from searchapp.engines.opensearch_engine.marks import mark_hits
from searchapp.engines.opensearch_engine.stems import Stems
from searchapp.engines.opensearch_engine.translate import Name, Translator
from searchapp.engines.refusals import refuse_late
from searchapp.engines.relatives import choose_kin, choose_relatives
from searchapp.engines.score_parts import weigh_leaves
from searchapp.engines.snippets import Cutter, HitMarks
from searchapp.fields import EXACT, term_field
from searchapp.highlight import MarkRules
from searchapp.model import Document, MarkRule
from searchapp.settings import Settings

MAX_WINDOW = 10_000
"""So many hits the cluster skips and gives in one answer; further down it is led by the last hit's sort values."""

_MOST_QUERIES = 500
"""So many queries are remembered in the cluster's language, of some 2 KB each, and what they mark: as many as are
kept read."""

_NEWEST = [{"day": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
_SORTS: dict[str, list[Any]] = {
    "relevance": [{"_score": "desc"}, *_NEWEST],
    "newest": _NEWEST,
    "oldest": [{"day": {"order": "asc", "missing": "_last"}}, {"id": "asc"}],
}

_SEARCH_TYPES = {"local": "query_then_fetch", "global": "dfs_query_then_fetch"}


def name_edition(name: str, description: Description) -> str:
    """The `edition` of a reader of this generation."""
    return f"{name} {description.created}"


class OpenSearchReader:
    """See `engines.base.Reader`."""

    def __init__(
        self, client: Client, settings: Settings, name: str, description: Description, cut: Cutter | None = None
    ) -> None:
        """`cut` is what cuts snippets, where it is loaded."""
        self.generation = name
        self.edition = name_edition(name, description)
        self.documents = description.documents
        self.fallback: str | None = None
        self._client = client
        self._cut = cut
        self._search_type = _SEARCH_TYPES[settings.opensearch_statistics]
        blobs = Blobs(client, name)
        self.variants = read_variants(blobs)
        self._stems = Stems(blobs)
        self.stem = self._stems.__getitem__
        self._dictionary = Dictionary(blobs, self.stem)
        self._held = frozenset(field for field, count in description.held.items() if count)
        self._translated: ObjectMemo[msgspec.Raw] = ObjectMemo(_MOST_QUERIES)
        self._sorted_rules: ObjectMemo[MarkRules] = ObjectMemo(_MOST_QUERIES)
        self._found_held: dict[str, bool] = {}
        self._found_forms: dict[str, list[str]] = {}
        self._found_relatives: dict[str, list[str]] = {}
        self._found_kin: dict[str, list[str]] = {}
        self._found_variants: dict[str, list[tuple[str, float]]] = {}

    def search(self, query: EngineQuery) -> EngineResult:
        """See the contract."""
        answer = self._ask(query, exact=False)
        if not are_exact(answer["aggregations"]):
            answer = self._ask(query, exact=True)
        found = answer["hits"]["hits"][: query.limit]
        stored = [read_document(hit["fields"]["document"][0]) for hit in found]
        marks = HitMarks()
        if query.rules is not None:
            rules = self._sorted_rules.find(query.rules, partial(self._sort_rules, query.rules))
            marks = mark_hits(stored, rules, self._cut if query.snippets else None)
        return EngineResult(
            total=answer["hits"]["total"]["value"],
            hits=tuple((each.document, hit["_score"] or 0.0) for each, hit in zip(stored, found, strict=True)),
            facets=read_facets(answer["aggregations"], query.filters),
            title_marks=marks.title_marks,
            body_marks=marks.body_marks,
            snippets=marks.snippets,
        )

    def _sort_rules(self, rules: Iterable[MarkRule]) -> MarkRules:
        return MarkRules(rules, self.stem, self._stems.list_forms)

    def explain(self, query: EngineQuery, document_ids: Sequence[str]) -> tuple[ScoreParts | None, ...]:
        """See the contract. One request: the cluster says for each leaf, by its name, what it adds to each hit."""
        names: dict[tree.Query, str] = {}
        named = self._translate(query, lambda leaf: names.setdefault(leaf, str(len(names))))
        keys = [make_key(each) for each in document_ids]
        limits = [*make_range_filter(query.filters), *make_facet_filters(query.filters).values()]
        body = {
            "query": {"bool": {"must": named, "filter": [{"ids": {"values": keys}}, *limits]}},
            "size": min(len(keys), MAX_WINDOW),
            "_source": False,
        }
        hits = self._send(body, query.deadline, include_named_queries_score=True)["hits"]["hits"]
        scores = {hit["_id"]: hit["_score"] for hit in hits}
        matched = {hit["_id"]: hit.get("matched_queries", {}) for hit in hits}
        weights = weigh_leaves(
            query.tree,
            scores,
            lambda leaf: {key: found[names[leaf]] for key, found in matched.items() if names[leaf] in found},
        )
        return tuple(ScoreParts(scores[key], weights[key]) if key in scores else None for key in keys)

    def get(self, document_id: str) -> Document | None:
        """See the contract."""
        key = make_key(document_id)
        stored = read_stored(self._client, self.generation, [key]).get(key)
        return None if stored is None else read_document(stored).document

    def complete(self, prefix: str, limit: int) -> list[TermCount]:
        """See the contract."""
        terms = (counted for counted in self._list_terms(prefix) if counted.articles)
        chosen = heapq.nsmallest(limit, terms, key=lambda counted: (-counted.articles, counted.term))
        examples = self._find_examples(chosen)
        return [TermCount(each.term, each.articles, example) for each, example in zip(chosen, examples, strict=True)]

    def holds(self, form: str, deadline: float | None = None) -> bool:
        """See the contract."""
        return remember(self._found_held, form, partial(self._dictionary.has_term, deadline=deadline))

    def list_words(self, most: int) -> list[tuple[str, int]]:
        """See the contract."""
        words = ((counted.term, counted.articles) for counted in self._list_terms("") if counted.articles)
        return heapq.nsmallest(most, words, key=lambda word: (-word[1], word[0]))

    def list_relatives(self, stem: str) -> Sequence[str]:
        """See the contract."""
        return remember(self._found_relatives, stem, self._find_relatives)

    def list_kin(self, stem: str) -> Sequence[str]:
        """See the contract."""
        return remember(self._found_kin, stem, self._find_kin)

    def list_variants(self, form: str) -> Sequence[tuple[str, float]]:
        """See the contract."""
        return remember(self._found_variants, form, self._find_variants)

    def _find_relatives(self, stem: str) -> list[str]:
        return choose_relatives(stem, self._stems.count_stems(arabic.find_skeleton(stem)))

    def _find_kin(self, stem: str) -> list[str]:
        return choose_kin(stem, self._stems.count_stems(arabic.find_skeleton(stem)))

    def _find_variants(self, form: str) -> list[tuple[str, float]]:
        return self.variants.list_held(form, self._dictionary.has_term)

    def _list_terms(self, beginning: str) -> Iterator[Counted]:
        return chain.from_iterable(self._dictionary.list_terms(beginning))

    def _find_examples(self, terms: Sequence[Counted]) -> list[str]:
        if not terms:
            return []
        wanted = [
            {"bool": {"should": [{"term": {term_field(name, EXACT): write_latin(each.term)}} for name in COMPLETED]}}
            for each in terms
        ]
        one = {"top_hits": {"size": 1, "_source": False, "docvalue_fields": ["id"]}}
        aggregations = {str(place): {"filter": each, "aggs": {"one": one}} for place, each in enumerate(wanted)}
        body = {"size": 0, "query": {"bool": {"filter": {"bool": {"should": wanted}}}}, "aggs": aggregations}
        found = self._send(body, None)["aggregations"]
        hits = [found[str(place)]["one"]["hits"]["hits"] for place in range(len(terms))]
        return [hit[0]["fields"]["id"][0] if hit else "" for hit in hits]

    def _ask(self, query: EngineQuery, *, exact: bool) -> Any:
        ranges = make_range_filter(query.filters)
        found = self._translated.find(query.tree, partial(self._write_query, query), query.max_expansions)
        body: dict[str, Any] = {
            "query": {"bool": {"must": found, "filter": ranges}} if ranges else found,
            "aggs": make_aggregations(query.filters, query.facet_limit, exact),
            "sort": _SORTS[query.sort],
            # The order by score gives scores anyway; asked for, the cluster would reckon those of the page again.
            "track_scores": query.sort != "relevance",
            "track_total_hits": True,
            "_source": False,
            "stored_fields": ["document"],
        }
        chosen = list(make_facet_filters(query.filters).values())
        if chosen:
            body["post_filter"] = {"bool": {"filter": chosen}}
        if query.offset + query.limit <= MAX_WINDOW:
            return self._send(body | {"from": query.offset, "size": query.limit}, query.deadline)
        return self._ask_deep(body, query)

    def _ask_deep(self, body: dict[str, Any], query: EngineQuery) -> Any:
        """Go down to a page that lies deeper than one answer reaches."""
        left, after = query.offset, None
        skipping = {name: each for name, each in body.items() if name != "aggs"} | {"stored_fields": "_none_"}
        while left:
            step = min(left, MAX_WINDOW)
            answer = self._send(
                skipping | ({"search_after": after} if after else {}) | {"size": step}, query.deadline
            )
            hits = answer["hits"]["hits"]
            if len(hits) < step:
                return self._send(body | {"size": 0}, query.deadline)
            left, after = left - step, hits[-1]["sort"]
        found: list[Any] = []
        while True:
            size = min(query.limit - len(found), MAX_WINDOW)
            answer = self._send(body | ({"search_after": after} if after else {}) | {"size": size}, query.deadline)
            hits = answer["hits"]["hits"]
            found += hits
            if len(found) == query.limit or len(hits) < size:
                answer["hits"]["hits"] = found
                return answer
            after = hits[-1]["sort"]

    def _send(self, body: dict[str, Any], deadline: float | None, **params: bool) -> Any:
        answer = self._client.send(
            "POST",
            f"/{self.generation}/_search",
            body,
            deadline=deadline,
            attempts=ATTEMPTS,
            search_type=self._search_type,
            allow_partial_search_results=False,
            request_cache=False,
            **params,
        )
        if answer is None:
            raise self._client.refuse_gone(self.generation)
        if answer["timed_out"]:
            raise refuse_late()
        return answer

    def _write_query(self, query: EngineQuery) -> msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(self._translate(query)))

    def _translate(self, query: EngineQuery, name: Name | None = None) -> dict[str, Any]:
        list_forms = partial(self._list_forms, deadline=query.deadline)
        expand = partial(self._expand, most=query.max_expansions, deadline=query.deadline)
        return Translator(self._held, list_forms, expand, name).translate(query.tree)

    def _list_forms(self, stem: str, deadline: float | None) -> Sequence[str]:
        """The exact forms of a stem, as the cluster holds them."""
        return remember(
            self._found_forms, stem, lambda stem: list(map(write_latin, self._stems.list_forms(stem, deadline)))
        )

    def _expand(self, node: Expanding, most: int, deadline: float | None) -> list[str] | None:
        """The exact forms that the node stands for; None for a prefix of such, which the cluster expands. Raises
        TooManyExpansionsError and DeadlineError.
        """
        beginning = read_beginning(node)
        listed: Iterable[list[str]]
        if node.fieldname.endswith(EXACT):
            pieces = self._dictionary.list_terms(beginning, deadline)
            listed = ([counted.term for counted in some] for some in pieces)
        else:
            listed = [self._dictionary.list_stems(beginning, deadline)]
        terms: list[str] = []
        for some in listed:
            terms += _select_terms(some, node)
            if len(terms) > most:
                raise refuse_expansion(node, most)
        if not node.fieldname.endswith(EXACT):
            return [form for stem in terms for form in self._stems.list_forms(stem, deadline)]
        return None if isinstance(node, tree.Prefix) else terms


def _select_terms(terms: list[str], node: Expanding) -> list[str]:
    if isinstance(node, tree.Prefix):
        return terms
    if isinstance(node, tree.FuzzyTerm):
        return arabic.select_near(terms, node.text, node.maxdist, node.prefixlength)
    return arabic.select_like(terms, node.text)
