"""One search: request → query → engine → snippets → page. Every face (web, API, command line) calls this."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import replace

from whoosh.query import Every

from searchapp.completing import complete
from searchapp.engines.base import Engine, EngineQuery, EngineResult, Filters, Reader
from searchapp.engines.register import open_engine
from searchapp.errors import BadRequestError, NotFoundError, QueryTooLongError, SearchappError
from searchapp.explaining import explain_hits
from searchapp.fields import BODY, TEXT_FIELDS
from searchapp.highlight import MarkRules, join_marks, make_snippets, mark_text, mark_texts
from searchapp.model import (
    Completion,
    Document,
    ExplainedArticle,
    FacetValue,
    Hit,
    IndexStatus,
    Mark,
    MarkedArticle,
    MarkRule,
    ResultPage,
    SearchRequest,
    Snippet,
    Span,
)
from searchapp.offering import Offerer
from searchapp.query import ParsedQuery, QueryLimits, parse_query
from searchapp.remembering import Memo
from searchapp.settings import Settings
from searchapp.suggesting import Suggester
from searchapp.understood import Level, Match, Understood

MAX_DEPTH = 10_000
"""Hits further down than this cannot be paged to; a reader who needs them narrows the search."""

NOTHING_ASKED = SearchRequest()
_MEMO_QUERIES = 500
"""So many read queries are remembered, of some 5 KB each: pages, facets and a reader's second thoughts ask again."""
_SNIPPET_FIELDS = tuple((each.name, each.read) for each in TEXT_FIELDS if each.name in (BODY, "captions", "tags"))


class SearchService:
    """Searches over one engine. Threads may share it."""

    def __init__(self, engine: Engine, settings: Settings, suggester: Suggester | None = None) -> None:
        self._engine = engine
        self._settings = settings
        self._suggester = suggester or Suggester()
        self._offerer = Offerer(self._suggester, self._look)
        self._parsed: Memo[tuple[str, Match, Level, bool, bool], ParsedQuery] = Memo(_MEMO_QUERIES)
        self._limits = QueryLimits(
            max_query_chars=settings.max_query_chars,
            max_word_chars=settings.max_word_chars,
            max_clauses=settings.max_clauses,
            max_query_depth=settings.max_query_depth,
        )

    def prepare(self, *, wait: bool = True) -> bool:
        """Load what makes searching fast; a server asks for it before it starts workers: what is made here they
        share. An index that cannot be read now is no error. `wait` and what is returned are the engine's.
        """
        prepared = self._engine.prepare(wait=wait)
        # Another engine opens the index: what is open here must not be handed down to the workers.
        with contextlib.suppress(SearchappError):
            self._suggester.prepare(open_engine(self._settings).reader())
        return prepared

    def open_twin(self) -> SearchService:
        """A service over the same index, open for itself, that shares what was prepared. Raises UnavailableError."""
        twin = SearchService(open_engine(self._settings), self._settings, self._suggester)
        twin._engine.prepare(wait=False)
        twin.check_ready()
        return twin

    def search(self, request: SearchRequest, *, relax: bool = False) -> ResultPage:
        """The page that a request asks for. An empty query lists what passes the filters.

        With `relax`, a query that no article matches with all its words is answered with those that have any
        of them, and the page says so; not where only the filters keep the matching articles out. Raises the
        errors of `BadRequestError` and `UnavailableError`.
        """
        started = time.perf_counter()
        deadline = time.monotonic() + self._settings.deadline_ms / 1000
        with self._engine.limit(deadline):
            return self._search(request, relax, started, deadline)

    def _search(self, request: SearchRequest, relax: bool, started: float, deadline: float) -> ResultPage:
        reader = self._engine.reader()
        parsed, result, relaxed = self._find(reader, request, deadline, relax)
        if request.highlight:
            hits = _make_hits(result, MarkRules(parsed.marks, reader.stem), deadline)
        else:
            hits = tuple(Hit(document, score) for document, score in result.hits)
        if request.explain:
            hits = explain_hits(reader, parsed, self._make_query(parsed, request, deadline), hits)
        found = 0 if relaxed else result.total
        offers = self._offerer.make_offers(reader, request, parsed.understood, found, deadline)
        return ResultPage(
            request=request,
            understood=parsed.understood,
            total=result.total,
            hits=hits,
            facets=result.facets,
            took_ms=(time.perf_counter() - started) * 1000,
            relaxed=relaxed,
            fallback=reader.fallback,
            did_you_mean=offers.did_you_mean,
            any_total=offers.any_total,
            wide_total=offers.wide_total,
            offers_late=offers.late,
        )

    def article(self, document_id: str, asked: SearchRequest = NOTHING_ASKED) -> MarkedArticle:
        """A whole article, with the words marked that the query of a search finds at its level; none where no search
        would take the query.

        Raises NotFoundError and UnavailableError.
        """
        reader = self._engine.reader()
        document = reader.get(document_id)
        if document is None:
            raise NotFoundError("No article has this id.", id=document_id)
        seen_on = reader.get(document.seen_on) if document.seen_on else None
        rules = MarkRules(())
        with contextlib.suppress(BadRequestError):
            rules = MarkRules(self._parse(reader, replace(asked, match="any")).marks, reader.stem)
        return MarkedArticle(
            document,
            mark_text("title", document.title, rules),
            mark_text("body", document.body, rules),
            tuple(mark_text("captions", caption, rules) for caption in document.captions),
            seen_on.title if seen_on else None,
        )

    def explain(self, document_id: str, request: SearchRequest, *, relax: bool = False) -> ExplainedArticle:
        """Why a search, relaxed as `search` does, finds an article, on whichever page it stands.

        Raises NotFoundError where no article has this id, and what `search` raises.
        """
        deadline = time.monotonic() + self._settings.deadline_ms / 1000
        with self._engine.limit(deadline):
            reader = self._engine.reader()
            document = reader.get(document_id)
            if document is None:
                raise NotFoundError("No article has this id.", id=document_id)
            asked = replace(request, page=1, per_page=1, highlight=False)
            parsed, _, relaxed = self._find(reader, asked, deadline, relax)
            query = self._make_query(parsed, asked, deadline)
            (hit,) = explain_hits(reader, parsed, query, [Hit(document, 0.0)])
            return ExplainedArticle(document, hit.explanation, relaxed)

    def sources(self) -> tuple[FacetValue, ...]:
        """Every source of the archive with its number of articles, the largest first; UNKNOWN among them."""
        everything = EngineQuery(Every(), limit=0, facet_limit=1_000_000)
        return tuple(self._engine.reader().search(everything).facets["source"])

    def suggest(self, typed: str, limit: int = 8) -> tuple[Completion, ...]:
        """Words of the archive that complete the last word of `typed`, those that follow the words before it first.

        Empty when nothing is typed. Raises BadRequestError when `typed` is longer than a query may be.
        """
        if len(typed) > self._limits.max_query_chars:
            raise QueryTooLongError(
                f"This is longer than {self._limits.max_query_chars} characters.", limit=self._limits.max_query_chars
            )
        return complete(self._engine.reader(), typed, limit)

    def status(self) -> IndexStatus:
        """What index there is. Never raises for one that is missing or damaged."""
        return self._engine.status()

    def check_ready(self) -> str | None:
        """Why an older generation answers, or None when the current one does.

        Raises UnavailableError unless searches can be answered now.
        """
        return self._engine.reader().fallback

    def _parse(self, reader: Reader, request: SearchRequest) -> ParsedQuery:
        # What a query means depends on no filter, order or page.
        key = request.q, request.match, request.level, request.variants, request.strict
        return self._parsed.find(reader, key, lambda: self._read_query(reader, request))

    def _read_query(self, reader: Reader, request: SearchRequest) -> ParsedQuery:
        return parse_query(
            request.q,
            match=request.match,
            level=request.level,
            strict=request.strict,
            limits=self._limits,
            stem=reader.stem,
            relatives=reader.list_relatives,
            kin=reader.list_kin,
            spellings=reader.list_variants,
            variants=request.variants,
        )

    def _find(
        self, reader: Reader, request: SearchRequest, deadline: float, relax: bool
    ) -> tuple[ParsedQuery, EngineResult, bool]:
        """What matches, how the query was understood, and whether it was relaxed."""
        parsed = self._parse(reader, request)
        result = self._evaluate(reader, parsed, request, deadline)
        if not relax or result.total or request.match != "all":
            return parsed, result, False
        unfiltered = SearchRequest(
            request.q, level=request.level, variants=request.variants, per_page=1, highlight=False
        )
        if self._evaluate(reader, parsed, unfiltered, deadline).total:
            return parsed, result, False
        wider = replace(request, match="any")
        # A part that stands for too many words was not looked at where another part matched nothing.
        with contextlib.suppress(BadRequestError):
            wider_parsed = self._parse(reader, wider)
            wider_result = self._evaluate(reader, wider_parsed, wider, deadline)
            if wider_result.total:
                return wider_parsed, wider_result, True
        return parsed, result, False

    def _look(self, reader: Reader, request: SearchRequest, deadline: float) -> tuple[Understood, int]:
        parsed = self._parse(reader, request)
        # Only counted: no hit is read, and none looked at again.
        query = replace(self._make_query(parsed, request, deadline), limit=0, facet_limit=1, near=(), besides=None)
        return parsed.understood, reader.search(query).total

    def _evaluate(self, reader: Reader, parsed: ParsedQuery, request: SearchRequest, deadline: float) -> EngineResult:
        return reader.search(self._make_query(parsed, request, deadline))

    def _make_query(self, parsed: ParsedQuery, request: SearchRequest, deadline: float) -> EngineQuery:
        return EngineQuery(
            tree=parsed.tree,
            filters=Filters(request.sources, request.tags, request.dates, request.date_from, request.date_to),
            sort=request.sort,
            offset=(request.page - 1) * request.per_page,
            limit=request.per_page,
            facet_limit=self._settings.facet_limit,
            max_expansions=self._settings.max_expansions,
            deadline=deadline,
            near=parsed.near,
            besides=parsed.besides,
            rules=parsed.marks if request.highlight else None,
            snippets=True,
        )


def open_service(settings: Settings) -> SearchService:
    """A service over the engine that the settings name. Opens nothing until it is asked."""
    return SearchService(open_engine(settings), settings)


def _make_hits(result: EngineResult, rules: MarkRules, deadline: float) -> tuple[Hit, ...]:
    """The hits with their snippets. What is left when the time is up is shown by its beginning, without marks."""
    titles = _mark_titles(result, rules)
    cut = result.snippets or (None,) * len(result.hits)
    hits: list[Hit] = []
    for (document, score), title_marks, body_marks, snippets in zip(
        result.hits, titles, result.body_marks, cut, strict=True
    ):
        if time.monotonic() >= deadline:
            hits.append(Hit(document, score, _cut_snippets(document, ())))
        elif snippets is None:
            hits.append(Hit(document, score, _cut_snippets(document, rules, body_marks), title_marks))
        else:
            hits.append(Hit(document, score, snippets, title_marks))
    return tuple(hits)


def _cut_snippets(
    document: Document, rules: Sequence[MarkRule], body_marks: Sequence[Mark] | None = None
) -> tuple[Snippet, ...]:
    pieces = [(name, value) for name, read in _SNIPPET_FIELDS for value in read(document)]
    return make_snippets(pieces, rules, known=None if body_marks is None else {BODY: body_marks})


def _mark_titles(result: EngineResult, rules: MarkRules) -> list[tuple[Span, ...]]:
    """What the rules mark in the hits' titles, as the engine tells it or by analyzing them."""
    told = [marks for marks in result.title_marks if marks is not None]
    if len(told) < len(result.hits):
        return mark_texts("title", [document.title for document, _ in result.hits], rules)
    return list(map(join_marks, told))
