"""The shapes of the API's answers. What is sent and what OpenAPI says are both made from these classes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from searchapp.search import MAX_DEPTH

Offsets = Annotated[Sequence[int], Meta(min_length=2, max_length=2)]


class Snippet(Struct, frozen=True):
    """A piece of a field's original text."""

    field: Annotated[str, Meta(description="Field that the piece is from: title, body, captions, tags, …")]
    text: Annotated[str, Meta(description="The piece, letter for letter as in the article.")]
    marks: Annotated[
        Sequence[Offsets],
        Meta(description="The words that matched: [start, end] in characters of `text`, end exclusive."),
    ]


class Place(Struct, frozen=True):
    """Where a word or phrase stands in one field of the article."""

    field: Annotated[str, Meta(description="The field: title, body, captions, tags, source or author.")]
    count: Annotated[int, Meta(description="How often it stands there, 1 or more.")]
    first: Annotated[int, Meta(description="How many words of the field stand before the first.")]
    words: Annotated[list[str], Meta(description="Its different spellings there, the commonest first, at most six.")]


class ScorePart(Struct, frozen=True):
    """What a word or phrase of the query adds to the score by one of its forms."""

    text: Annotated[str, Meta(description="As it stands in the query.")]
    form: Annotated[
        str,
        Meta(
            description="By what it matched: exact (as typed), stem, phrase, month (written otherwise), "
            "day (a day beside its month, or in digits), "
            "skeleton (a related word; found by it alone only with level=wide), variant (another spelling), "
            "prefix, wildcard or fuzzy."
        ),
    ]
    term: Annotated[
        str, Meta(description="The folded word, the stem or the pattern; of several, those that the article holds.")
    ]
    weight: Annotated[float, Meta(description="What it adds to the score; one weight for all its fields.")]
    places: Annotated[list[Place], Meta(description="Where it stands, a row for each field that holds it.")]


class NearPair(Struct, frozen=True):
    """Two words of the article, found by two of the query, where they are nearest."""

    words: Annotated[list[str], Meta(description="The two words, as written there.")]
    field: Annotated[str, Meta(description="The field: title or body.")]
    distance: Annotated[int, Meta(description="How many words the one stands from the other; 1: side by side.")]


class Explanation(Struct, frozen=True):
    """Why an article is found: the weights of its parts and what nearness adds sum to its score."""

    score: Annotated[float, Meta(description="The score, with more digits than the hit's.")]
    parts: Annotated[list[ScorePart], Meta(description="In the query's order; empty for a query without words.")]
    nearness: Annotated[float, Meta(description="What words near each other add.")]
    pairs: Annotated[list[NearPair], Meta(description="Which words these are, the nearest first.")]


class Hit(Struct, frozen=True):
    """One article that matches."""

    id: Annotated[str, Meta(description="The article's id; `/api/v1/articles/{id}` gives the whole of it.")]
    title: Annotated[str, Meta(description="The title; an empty string where the article has none.")]
    source: Annotated[str | None, Meta(description="Who published it; null: not stated.")]
    date: Annotated[dt.date | None, Meta(description="The day it was published, ISO 8601; null: not stated.")]
    url: Annotated[str | None, Meta(description="Where it was published; null: not stated.")]
    score: Annotated[float, Meta(description="How well it matches; comparable inside one answer only.")]
    snippets: Annotated[
        list[Snippet],
        Meta(
            description="The title if words of the query stand in it, then the best places of the text; "
            "empty with highlight=0."
        ),
    ]
    explanation: Annotated[
        Explanation | UnsetType, Meta(description="Why it is found; only with explain=1, absent otherwise.")
    ] = UNSET


class FacetEntry(Struct, frozen=True):
    """One value of a facet."""

    value: Annotated[str, Meta(description="What to send as the parameter; an empty string: not stated.")]
    label: Annotated[str, Meta(description="What to show, in the language of `lang`.")]
    count: Annotated[int, Meta(description="How many articles choosing it gives, with the other filters.")]
    selected: Annotated[bool, Meta(description="Whether this request chose it.")]


class Facets(Struct, frozen=True):
    """The values by which the hits can be narrowed."""

    source: Annotated[list[FacetEntry], Meta(description="Sources, commonest first.")]
    date: Annotated[list[FacetEntry], Meta(description="Years (2023) and months (2023-09), newest first.")]
    tag: Annotated[list[FacetEntry], Meta(description="Tags, commonest first.")]


class PageLinks(Struct, frozen=True):
    """Relative addresses of this page and its neighbours."""

    self_: Annotated[str, Meta(description="This page.")] = field(name="self")
    next: Annotated[
        str | None,
        Meta(
            description="The page after it; null: this is the last, or that one would go deeper than hit "
            f"{MAX_DEPTH:,}. Deeper pages are not served, whatever `total` says: narrow the search."
        ),
    ]
    prev: Annotated[str | None, Meta(description="The page before it; null: this is the first.")]


class UnderstoodWord(Struct, frozen=True):
    """A word, phrase, prefix, pattern or date of the query."""

    text: Annotated[str, Meta(description="As it stands in the query.")]
    exact: Annotated[str, Meta(description="Its exact form: letters folded, nothing cut off.")]
    stem: Annotated[str | None, Meta(description="Its stem; null where only the exact form counts.")]
    field: Annotated[str | None, Meta(description="The field that it is looked for in; null: the usual ones.")]
    kind: Annotated[
        str,
        Meta(
            description="word, phrase, prefix, wildcard, fuzzy, month (the one before it, written otherwise) or date."
        ),
    ]
    required: Annotated[bool, Meta(description="Whether every hit has it; a common word need not stand there.")]
    distance: Annotated[int | None, Meta(description="The number after ~; null: none.")] = None


class UnderstoodOperator(Struct, frozen=True):
    """An operator of the query."""

    text: Annotated[str, Meta(description="As it stands in the query.")]
    operator: Annotated[str, Meta(description="AND, OR or NOT.")]


class UnderstoodVariant(Struct, frozen=True):
    """A word of the query, or two, that the archive also has in other spellings."""

    text: Annotated[str, Meta(description="As it stands in the query.")]
    forms: Annotated[list[str], Meta(description="The other spellings, the surest first.")]
    applied: Annotated[
        bool, Meta(description="Whether they were looked for too, as level=wide does unless variants=off.")
    ]


class UnderstoodQuery(Struct, frozen=True):
    """How the query was understood."""

    q: Annotated[str, Meta(description="The query as it was sent.")]
    match: Annotated[str, Meta(description="all or any.")]
    level: Annotated[str, Meta(description="What a word finds: exact, stem or wide.")]
    words: Annotated[
        list[UnderstoodWord], Meta(description="What is asked for, in the query's order; common words too.")
    ]
    excluded: Annotated[
        list[UnderstoodWord],
        Meta(description="What no hit has. What an alternative alone leaves out stands nowhere."),
    ]
    operators: Annotated[list[UnderstoodOperator], Meta(description="Operators, in the query's order.")]
    ignored: Annotated[
        list[str],
        Meta(
            description="What was repaired, as stable codes: unbalanced-quote, unbalanced-parenthesis, "
            "stray-operator, empty-group, empty-phrase, empty-prefix, bad-distance, short-fuzzy, "
            "field-without-value; what was taken for words: unknown-field, field-before-space; or stop-words: "
            "common words beside others are not looked for, and stand in `words` without being required."
        ),
    ]
    variants: Annotated[
        list[UnderstoodVariant], Meta(description="Words of the query that the archive spells otherwise too.")
    ]


class ProposalEntry(Struct, frozen=True):
    """Another query that may have been meant."""

    q: Annotated[str, Meta(description="The query.")]
    total: Annotated[int, Meta(description="How many articles match it, with the same filters.")]
    url: Annotated[str, Meta(description="Relative address of its first page.")]


class OtherSearch(Struct, frozen=True):
    """The same search, asked in a wider way."""

    total: Annotated[int, Meta(description="How many articles match then, with the same filters.")]
    url: Annotated[str, Meta(description="Relative address of its first page.")]


class SearchAnswer(Struct, frozen=True):
    """One page of hits."""

    query: Annotated[UnderstoodQuery, Meta(description="How the query was understood.")]
    took_ms: Annotated[float, Meta(description="How long the search took, in milliseconds.")]
    total: Annotated[int, Meta(description="How many articles match, exactly.")]
    page: Annotated[int, Meta(description="Number of this page, from 1.")]
    per_page: Annotated[int, Meta(description="Most hits of one page.")]
    links: Annotated[PageLinks, Meta(description="This page and its neighbours.")]
    hits: Annotated[list[Hit], Meta(description="The articles; empty beyond the last page.")]
    facets: Annotated[Facets, Meta(description="How the hits can be narrowed.")]
    did_you_mean: Annotated[
        list[ProposalEntry],
        Meta(
            description="For a query that finds little, or has a word that stands nowhere as typed: what may have "
            "been meant, likeliest first."
        ),
    ]
    any_word: Annotated[
        OtherSearch | None,
        Meta(
            description="Where no article has all the words: those with any of them, which the page shows "
            "at once; null: some article has all, or none has any."
        ),
    ]
    related_words: Annotated[
        OtherSearch | None,
        Meta(
            description="Where few articles are found by stem: the level wide, if it finds more (broken plurals, "
            "other persons of a verb, other spellings); null otherwise."
        ),
    ]
    fallback: Annotated[
        str | None,
        Meta(description="That the newest index cannot be read and an older one answers; null: the newest does."),
    ]


class Article(Struct, frozen=True):
    """One whole article."""

    id: Annotated[str, Meta(description="The article's id.")]
    title: Annotated[str, Meta(description="The title; an empty string where there is none.")]
    body: Annotated[str, Meta(description="The whole text, paragraphs parted by line ends.")]
    captions: Annotated[list[str], Meta(description="Captions of its photographs.")]
    tags: Annotated[list[str], Meta(description="Its keywords.")]
    source: Annotated[str | None, Meta(description="Who published it; null: not stated.")]
    date: Annotated[dt.date | None, Meta(description="The day it was published, ISO 8601; null: not stated.")]
    author: Annotated[str | None, Meta(description="Who wrote it; null: not stated.")]
    url: Annotated[str | None, Meta(description="Where it was published; null: not stated.")]
    file: Annotated[str, Meta(description="The file it was read from.")]
    seen_on: Annotated[
        str | None, Meta(description="Id of the article on whose page it stood; null: it has its own page.")
    ]


class SourceEntry(Struct, frozen=True):
    """One source of the archive."""

    value: Annotated[str, Meta(description="What to send as `source`; an empty string: not stated.")]
    label: Annotated[str, Meta(description="What to show, in the language of `lang`.")]
    count: Annotated[int, Meta(description="How many articles it has.")]


class SourcesAnswer(Struct, frozen=True):
    """All sources."""

    sources: Annotated[list[SourceEntry], Meta(description="The sources, commonest first.")]


class CompletionEntry(Struct, frozen=True):
    """A word of the archive that begins as typed."""

    text: Annotated[str, Meta(description="The word.")]
    count: Annotated[int, Meta(description="How many articles hold it.")]


class SuggestAnswer(Struct, frozen=True):
    """Words that complete what was typed."""

    q: Annotated[str, Meta(description="What was typed.")]
    completions: Annotated[
        list[CompletionEntry],
        Meta(description="Those that follow the words before first, then the commonest; empty: none begins so."),
    ]


class Health(Struct, frozen=True):
    """Whether the service is up."""

    status: Annotated[str, Meta(description="`ok`.")]


class Readiness(Struct, frozen=True):
    """Whether the service can answer searches."""

    status: Annotated[str, Meta(description="`ok`.")]
    fallback: Annotated[str | None, Meta(description="That an older index answers; null: the newest does.")]


class Problem(Struct, frozen=True):
    """Why a request failed, as RFC 9457 has it (media type application/problem+json)."""

    type: Annotated[str, Meta(description="Address of the page on this kind of problem; its end is a stable code.")]
    title: Annotated[str, Meta(description="The kind of problem in a few words.")]
    status: Annotated[int, Meta(description="The HTTP status.")]
    detail: Annotated[str, Meta(description="What is wrong with this request, and the cure.")]
    instance: Annotated[str, Meta(description="The path that was asked for.")]
