"""The nouns that every floor shares, as frozen dataclasses. No behaviour beyond small derivations.

What a search makes for each hit is a frozen struct, which is made in a quarter of the time.

Dates are calendar days (`datetime.date`); `None` means *unknown*, never "today". Offsets are characters,
end exclusive, into the text beside them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from searchapp.understood import Level, Match, Understood

UNKNOWN = ""
"""The facet value (and filter value) that stands for "not stated"."""

Sort = Literal["relevance", "newest", "oldest"]
Span = tuple[int, int]


class Document(Struct, frozen=True):
    """One article. `id` is unique in an index; an empty string means "no text of this kind"."""

    id: str
    title: str
    body: str
    captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: str | None = None
    date: dt.date | None = None
    author: str | None = None
    url: str | None = None
    file: str = ""
    """The file it was read from, as given to `reindex` (shown to readers, so never an absolute path)."""
    seen_on: str | None = None
    """The id of the article on whose page it stood, or None for an article of its own page."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the input that did not become an article. `file` is the path as the operator typed it, or
    found below a folder so typed; `line` is 1-based, None for a whole file.
    """

    file: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a reader asks, already checked: `page` and `per_page` are at least 1, no page is deeper than
    `search.MAX_DEPTH` hits, and no range ends before it begins.

    Values of one filter are alternatives (OR); filters combine with AND. `UNKNOWN` selects articles
    whose source is not stated. `date_from` and `date_to` are inclusive and leave out unknown dates.
    `dates` are chosen values of the date facet: "2023", "2023-09" or UNKNOWN.
    """

    q: str = ""
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    sort: Sort = "relevance"
    match: Match = "all"
    level: Level = "stem"
    variants: bool = True
    """Whether the level "wide" looks for other spellings. But for "exact", the answer names them either way, and
    says whether they were looked for: who searched without them is offered them.
    """
    page: int = 1
    per_page: int = 10
    highlight: bool = True
    strict: bool = False
    """True: a query that breaks the language's rules is an error. False: it is repaired, as in a search box."""
    explain: bool = False
    """Say of each hit why it is found; costs more than the search."""


class Snippet(Struct, frozen=True):
    """A piece of a field's original text and the words in it that matched."""

    field: str
    text: str
    marks: tuple[Span, ...]


MatchForm = Literal["exact", "stem", "phrase", "month", "day", "skeleton", "variant", "prefix", "wildcard", "fuzzy"]
"""By what a word matched: as it was typed (letters folded), by its stem, as a phrase in quotes, by another name of a
month, as a day beside its month or in digits, by a stem of its skeleton (below level "wide" that only adds to what is
found), by another spelling, as the beginning of a word, as a pattern, or as one some letters away.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word or phrase of the query stands in one field of an article: `count` times, at least once, and
    first behind `first` words of the field. `words` are its different spellings there, as written, at most some.
    """

    field: str
    count: int
    first: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What a word or phrase of the query adds to a hit's score by one of its forms. What forms add that count as one
    word is shared out by how often each counts.

    `text` is as typed, `term` what was looked for: of several that count as one, those that stand in the article.
    `places` has a row for each field that holds it; several fields have one weight, because they score as one.
    """

    text: str
    form: MatchForm
    term: str
    weight: float
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two words of an article, found by two of the query, where they are nearest. Distance 1: side by side."""

    words: tuple[str, str]
    field: str
    distance: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an article is found: the weights of its parts and `nearness` sum to its score.

    `nearness` is what words near each other add, of which `pairs` are the nearest.
    """

    score: float
    parts: tuple[ScorePart, ...]
    nearness: float = 0.0
    pairs: tuple[NearPair, ...] = ()


class Hit(Struct, frozen=True):
    """One article of a result page. `title_marks` are offsets into `document.title`; `explanation` is None unless
    the request asks for it.
    """

    document: Document
    score: float
    snippets: tuple[Snippet, ...] = ()
    title_marks: tuple[Span, ...] = ()
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """A whole article and where a query's words stand in it. `caption_marks` has one entry a caption.

    `seen_on_title` is the title (which may be empty) of the article on whose page it stood; None when there is
    none or it is gone.
    """

    document: Document
    title_marks: tuple[Span, ...]
    body_marks: tuple[Span, ...]
    caption_marks: tuple[tuple[Span, ...], ...]
    seen_on_title: str | None = None


@dataclass(frozen=True, slots=True)
class ExplainedArticle:
    """An article and why a search finds it; `explanation` None: it does not. `relaxed` as in a result page."""

    document: Document
    explanation: Explanation | None
    relaxed: bool


class FacetValue(Struct, frozen=True):
    """One value of a facet. `count` is what choosing it (with the other filters in force) would give."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another query that the reader may have meant, and how many articles it finds with the same filters."""

    q: str
    total: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The answer to one request. `total` is exact; `facets` has the keys source, date (year and month
    values: "2023", "2023-09", newest first, unknown last) and tag, each complete up to the settings' bound.
    """

    request: SearchRequest
    understood: Understood
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    took_ms: float
    relaxed: bool = False
    """True when no article had all words and these have any of them (only where the caller asked for that)."""
    fallback: str | None = None
    """Why an older generation answers, or None when the current one does."""
    did_you_mean: tuple[Proposal, ...] = ()
    """What may have been meant by a query that finds little, or has a word that stands nowhere as typed, likeliest
    first. Beside little, what finds more."""
    any_total: int = 0
    """Where no article has all the words: how many have any of them."""
    wide_total: int = 0
    """Where the level "stem" finds little: how many articles the level "wide" finds, if more; else 0."""
    offers_late: bool = False
    """Whether little was found, and the time was up before all that could be offered was looked for."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a reindex, add or delete did."""

    articles: int
    skipped: tuple[Skipped, ...]
    seconds: float
    generation: str
    notes: tuple[Skipped, ...] = ()
    """Articles that were kept without their date, because it could not be read: where and why."""
    variants: str = ""
    """How other spellings of names were learned, for people; empty where nothing was built anew."""
    untaken: Mapping[str, int] = field(default_factory=dict)
    """The names of values in records that no field took, each with how many records have it."""
    passed_over: Mapping[str, int] = field(default_factory=dict)
    """How many files of folders have no known format, by the endings of their names, empty for none."""
    unmet: Mapping[str, str] = field(default_factory=dict)
    """What `--map` was given and no record had a value for: field → name."""


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What there is. `documents` is 0 and `generation` None for "no index yet"."""

    engine: str
    generation: str | None
    documents: int
    size_bytes: int
    created: str | None
    writer: str | None
    """Who holds the writer's lock ("pid 812 on host, reindex, since …"), or None."""
    notes: tuple[str, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


MarkForm = Literal["exact", "stem", "prefix", "wildcard", "fuzzy"]


@dataclass(frozen=True, slots=True)
class MarkRule:
    """What a query's word or phrase marks in an article's text.

    `terms` are tokens, each at most `distance` after the one before (1: side by side), compared by `form`: "exact"
    (a vocalized term marks nothing that contradicts it), "stem", or "prefix": the last term is the beginning of an
    exact form. The one term of "wildcard" is a pattern of exact forms, that of "fuzzy" an exact form from which they
    are at most `distance` edits away. `fields` limits it to those fields; None means every default field.
    """

    form: MarkForm
    terms: tuple[str, ...]
    fields: frozenset[str] | None = None
    distance: int = 1


Mark = tuple[int, int, int]
"""A marked word of a text: its start and end, and the rules that mark it, as bits (rule n of the query is 1 << n)."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A word of the archive that begins as typed. `text` is as written in the archive, without marks."""

    text: str
    count: int
