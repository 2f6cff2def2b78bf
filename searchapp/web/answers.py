"""What the search service gives → what the API sends. The command line prints the same.

No request of the web is needed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import UNSET

from searchapp.model import Completion, Document, FacetValue, ResultPage, SearchRequest
from searchapp.model import Explanation as FoundExplanation
from searchapp.model import Hit as FoundHit
from searchapp.understood import Clause, Understood
from searchapp.web.languages import label_value, msgid, translate
from searchapp.web.links import API_SEARCH_PATH, DEFAULT_PER_PAGE, Pair, SearchLinks, count_pages
from searchapp.web.schemas import (
    Article,
    CompletionEntry,
    Explanation,
    FacetEntry,
    Facets,
    Hit,
    NearPair,
    OtherSearch,
    PageLinks,
    Place,
    ProposalEntry,
    Readiness,
    ScorePart,
    SearchAnswer,
    Snippet,
    SourceEntry,
    SourcesAnswer,
    SuggestAnswer,
    UnderstoodOperator,
    UnderstoodQuery,
    UnderstoodVariant,
    UnderstoodWord,
)

API_LANG = "en"
"""The language of labels and messages where a request of the API names none."""
_FALLBACK = msgid("The newest index cannot be read, so these results come from an older one.")


def encode_search(page: ResultPage, *, lang: str = API_LANG, path: str = API_SEARCH_PATH) -> SearchAnswer:
    """One page of hits as the API sends it. `path` is the address that the links begin with."""
    request = page.request
    links = _make_links(request, path, lang)
    return SearchAnswer(
        query=_encode_understood(page.understood),
        took_ms=round(page.took_ms, 2),
        total=page.total,
        page=request.page,
        per_page=request.per_page,
        links=_encode_links(page, links),
        hits=[_encode_hit(hit) for hit in page.hits],
        facets=Facets(
            source=_encode_facet("source", page.facets.get("source", ()), lang),
            date=_encode_facet("date", page.facets.get("date", ()), lang),
            tag=_encode_facet("tag", page.facets.get("tag", ()), lang),
        ),
        did_you_mean=[ProposalEntry(each.q, each.total, links.setting("q", each.q)) for each in page.did_you_mean],
        any_word=OtherSearch(page.any_total, links.setting("match", "any")) if page.any_total else None,
        related_words=OtherSearch(page.wide_total, links.setting("level", "wide")) if page.wide_total else None,
        fallback=None if page.fallback is None else translate(lang, _FALLBACK),
    )


def encode_readiness(fallback: str | None) -> Readiness:
    """That searches are answered, as the API sends it, by whichever index. Why is for the log: it names files."""
    return Readiness("ok", None if fallback is None else translate(API_LANG, _FALLBACK))


def encode_article(document: Document) -> Article:
    """One whole article as the API sends it."""
    return Article(
        id=document.id,
        title=document.title,
        body=document.body,
        captions=list(document.captions),
        tags=list(document.tags),
        source=document.source,
        date=document.date,
        author=document.author,
        url=document.url,
        file=document.file,
        seen_on=document.seen_on,
    )


def encode_sources(sources: Iterable[FacetValue], *, lang: str = API_LANG) -> SourcesAnswer:
    """All sources as the API sends them."""
    return SourcesAnswer([SourceEntry(s.value, label_value("source", s.value, lang), s.count) for s in sources])


def encode_completions(typed: str, completions: Iterable[Completion]) -> SuggestAnswer:
    """Completions as the API sends them."""
    return SuggestAnswer(typed, [CompletionEntry(c.text, c.count) for c in completions])


def encode_json(answer: msgspec.Struct) -> bytes:
    """An answer as JSON, in UTF-8, without spaces."""
    return msgspec.json.encode(answer)


def _encode_understood(understood: Understood) -> UnderstoodQuery:
    applied = understood.respelt_applied
    return UnderstoodQuery(
        q=understood.q,
        match=understood.match,
        level=understood.level,
        words=[_encode_clause(clause) for clause in understood.words],
        excluded=[_encode_clause(each.clause) for each in understood.excluded],
        operators=[UnderstoodOperator(each.text, each.operator) for each in understood.operators],
        ignored=list(understood.ignored),
        variants=[UnderstoodVariant(each.text, list(each.forms), applied) for each in understood.respelt],
    )


def _encode_clause(clause: Clause) -> UnderstoodWord:
    return UnderstoodWord(
        text=clause.text,
        exact="، ".join(clause.names) or clause.exact,
        stem=clause.stem,
        field=clause.field,
        kind=clause.kind,
        required=clause.required,
        distance=clause.distance,
    )


def _encode_hit(hit: FoundHit) -> Hit:
    document = hit.document
    return Hit(
        id=document.id,
        title=document.title,
        source=document.source,
        date=document.date,
        url=document.url,
        score=round(hit.score, 4),
        snippets=_encode_snippets(hit),
        explanation=UNSET if hit.explanation is None else _encode_explanation(hit.explanation),
    )


def _encode_explanation(explanation: FoundExplanation) -> Explanation:
    # With these digits the sum of many weights is within 0.0001 of the score.
    return Explanation(
        score=round(explanation.score, 6),
        parts=[
            ScorePart(
                part.text,
                part.form,
                part.term,
                round(part.weight, 6),
                [Place(each.field, each.count, each.first, list(each.words)) for each in part.places],
            )
            for part in explanation.parts
        ],
        nearness=round(explanation.nearness, 6),
        pairs=[NearPair(list(pair.words), pair.field, pair.distance) for pair in explanation.pairs],
    )


def _encode_snippets(hit: FoundHit) -> list[Snippet]:
    """The title leads where words of the query stand in it."""
    snippets = [Snippet(each.field, each.text, each.marks) for each in hit.snippets]
    if hit.title_marks:
        snippets.insert(0, Snippet("title", hit.document.title, hit.title_marks))
    return snippets


def _encode_facet(facet: str, values: Sequence[FacetValue], lang: str) -> list[FacetEntry]:
    return [FacetEntry(v.value, label_value(facet, v.value, lang), v.count, v.selected) for v in values]


def _make_links(request: SearchRequest, path: str, lang: str) -> SearchLinks:
    extra: list[Pair] = []
    if request.per_page != DEFAULT_PER_PAGE:
        extra.append(("per_page", str(request.per_page)))
    if not request.highlight:
        extra.append(("highlight", "0"))
    if request.strict:
        extra.append(("strict", "1"))
    if request.explain:
        extra.append(("explain", "1"))
    if lang != API_LANG:
        extra.append(("lang", lang))
    return SearchLinks(path, request, extra)


def _encode_links(page: ResultPage, links: SearchLinks) -> PageLinks:
    request = page.request
    last = count_pages(page.total, request.per_page)
    return PageLinks(
        self_=links.page(request.page),
        next=links.page(request.page + 1) if request.page < last else None,
        # From beyond the end the way back leads to the last page that holds hits.
        prev=links.page(max(1, min(request.page - 1, last))) if request.page > 1 else None,
    )
