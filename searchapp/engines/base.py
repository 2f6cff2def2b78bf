"""The engine contract: what an index must do for the floors above, whichever engine holds it.

**Documents and terms.** An engine stores whole `Document`s and, for each text field and form
(`searchapp.fields`), the terms that `searchapp.arabic` gives. It never analyzes text by rules of its own. A term's
position is how many of the field stand before it, and `VALUE_GAP` more for each value before its own that has any: a
value without a word is none.

**Generations.** What is searched is a *generation*: an immutable state of the index with a name. `rebuild`
makes a new one from nothing, `change` one from the current. Either becomes visible in one atomic step at
`commit`, after it is on disk and holds as many documents as it should; until then readers see the old one, and
a killed writer leaves nothing that a reader could see. There is one writer at a time over all processes.

**Query trees.** A tree is made of these Whoosh nodes, and an engine must evaluate each of them:
`Term(field_form, term, boost)`, `Phrase(field_form, terms, slop, boost)`, `Prefix(field_form, text, boost)`,
`Wildcard(field_form, text, boost)`, `FuzzyTerm(field_form, text, boost, maxdist, prefixlength)`, `And`, `Or`, `Not`
(inside an And, or alone: every other document), `NumericRange("date", start, end)` over days as YYYYMMDD (0 =
unknown; None leaves an end open), `Every()` and `NullQuery`.

A term of the exact form may be a *vocalized* one (`searchapp.arabic.vocalized`): then it stands wherever its exact
form does, but for the places whose words contradict it.

A phrase is its terms in their order, each at most `slop` positions after the one before: 1 is side by side. `slop` is
below `VALUE_GAP`, so that no phrase runs from one value into the next. A prefix, a wildcard and a fuzzy term stand
for terms of the field: those that begin with the text; those wholly like it, where `*` is any characters or none and
`?` is one; those at most `maxdist` edits (a character added, dropped or changed, two neighbours swapped) away that
begin with its first `prefixlength` characters.

`AnyField(terms)` (`searchapp.query`) is a word wherever it stands: `Term`s of one text in several fields, or also of
several texts that count as one word.
`AndMaybe(required, optional)` matches what `required` does; `optional` only adds to the scores.
`ConstantScoreQuery(child, score)` matches what `child` does, a leaf (see below) or an Or of leaves, and scores
`score`, however that matches.

**Scores.** Weights stand in the tree as boosts, so scoring knows no field names. A term scores
boost · (ln(1 + TF_SHARE · tf · average/length · N/df) + LEAD_SHARE · ln(1 + N/df) / (1 + first/LEAD_WORDS)): N is the
number of live documents, df of those that hold it, `length` the field's in this document, `average` that over live
documents which have the field, `first` the term's first position. In an AnyField tf is the sum over its terms, each
times its term's boost, `length` the sum over the fields, df the largest of theirs, `first` the smallest. A phrase
scores as a term: tf is from how many places it can be read, df its rarest word's. A prefix, a wildcard or a fuzzy
term adds its boost once, however many terms it stands for; ranges, Every and Not add nothing but membership. A
document's score is the sum over the leaves that match, so results do not depend on how documents were committed.

**A second look.** Where a query is ordered by score, its best SECOND_LOOK_HITS documents are looked at again. Where
it names `near`, words that belong together, each of them gains by *nearness* NEARNESS_SHARE / (n − 1) times the sum,
over the pairs of the words, of min(ln(1 + N/df)) · (1/√d + 1/√e): n is how many of their own stems any of NEAR_FIELDS
holds (a word whose own none holds makes no pair), df the largest of these fields', d the least distance (at least 1)
between a place of one and a place of the other in one of them, be it of kin, and e the least by which the one that is
named later follows the other, both in their exact forms: what stands in the text as in the query gains twice. Where
it has `besides`, a tree, each of them that matches this gains what it scores there.

**Parts of a score.** What a document's score is made of is told leaf by leaf: a leaf is a term, an AnyField, a
phrase, a prefix, a wildcard, a fuzzy term or a ConstantScoreQuery, and its weight is what it adds to the score;
`besides` has leaves too. The weights and what nearness adds sum to the score that a search gives.

**Order.** By score (or by date), then newest first, unknown dates last, then by id ascending; so pages are
stable. Sorting by date puts unknown dates last both ways.

**Facets.** `source` and `tag` by falling count then by value, `UNKNOWN` among the tags only where it is chosen
(most articles of most archives have none); `date` as years and months, newest first, unknown
last; months are listed for the five newest years that match and for chosen ones. A facet's counts apply the query
and the filters of every *other* facet, so that further values can be chosen beside the selected ones; selected values
are always listed, those beyond the limit behind the others. The date range limits all counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, TypeAlias

from whoosh.query import Query

from searchapp.arabic import Variants
from searchapp.fields import BODY
from searchapp.model import Document, FacetValue, IndexStatus, Mark, MarkRule, Snippet, Sort
from searchapp.query import NearWord

TF_SHARE = 0.6
LEAD_SHARE = 0.7
LEAD_WORDS = 40
NEARNESS_SHARE = 2.4
SECOND_LOOK_HITS = 100
MOST_RELATIVES = 12
"""Rarer ones are mostly slips of the pen, and broad roots have fifty."""
COMMONER_BY = 6
"""All relatives together are at most so many times as common as the word. Most broken plurals and their singulars are
within it, and what is far commoner (عمل beside عمالة) would bury the word's own articles."""
MOST_KIN = 3
"""More of them rank no better."""
NEAR_FIELDS = ("title", BODY)

COMPLETED = ("title", BODY)
"""The fields whose words complete and correct what is typed."""


OnStage: TypeAlias = Callable[[Literal["writing", "learning"]], None]
"""Is told what a commit turns to."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Chosen values: OR inside one facet, AND between facets and the range. Empty tuples choose nothing."""

    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """One search. `deadline` is on the clock of `time.monotonic()`, in seconds; None means no limit."""

    tree: Query
    filters: Filters = Filters()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    facet_limit: int = 50
    max_expansions: int = 1000
    deadline: float | None = None
    near: tuple[NearWord, ...] = ()
    besides: Query | None = None
    rules: tuple[MarkRule, ...] | None = None
    """Ask for the hits' marks by these rules."""
    snippets: bool = False
    """Ask for their snippets too. Then marks of bodies are wanted only where an engine does not cut them."""


@dataclass(frozen=True, slots=True)
class EngineResult:
    """`total` is exact; `hits` are (document, score) from `offset`, at most `limit`, fewer at the end."""

    total: int
    hits: tuple[tuple[Document, float], ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    body_marks: tuple[Sequence[Mark] | None, ...] = ()
    """For each hit, what the rules mark in its body, as `highlight.find_marks` finds it, and perhaps more behind the
    characters that this reads; None where the engine cannot tell without analyzing. Empty unless asked for."""
    title_marks: tuple[Sequence[Mark] | None, ...] = ()
    """The same of their titles; empty also where the engine can tell of none."""
    snippets: tuple[tuple[Snippet, ...] | None, ...] = ()
    """For each hit what `highlight.make_snippets` makes of its texts by the rules, or would if it looked at more than
    the first `highlight.MARKED_CHARS` characters; None where that is left to the caller. Empty also where it is for
    all."""


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What the score of a hit is made of: `weights` (what each leaf that matches adds, equal leaves together) and
    `nearness` sum to it. A hit that matches no leaf has no weights.
    """

    score: float
    weights: Mapping[Query, float]
    nearness: float = 0.0


@dataclass(frozen=True, slots=True)
class TermCount:
    """An exact form, the number of documents that hold it, and the id of one of them."""

    term: str
    count: int
    example_id: str


@dataclass(frozen=True, slots=True)
class GenerationCheck:
    """One generation as it was found. `damage` has one line for each fault and names the file; empty: whole.
    `unread`: some of it could not be read, so nobody can tell.
    """

    name: str
    current: bool
    documents: int
    size_bytes: int
    damage: tuple[str, ...]
    unread: bool = False


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `Engine.check` found. `damage` are faults of no one generation; `leftovers` say what a killed writer
    left and the next one removes, and what is not the index's own.
    """

    generations: tuple[GenerationCheck, ...]
    damage: tuple[str, ...]
    leftovers: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is damaged. Leftovers are no damage."""
        return not self.damage and not any(each.damage for each in self.generations)

    @property
    def serves_whole(self) -> bool:
        """Whether what is served is whole, whatever an older generation is."""
        return not self.damage and any(each.current and not each.damage for each in self.generations)


class Reader(Protocol):
    """One generation, open. Threads may share it; it stays whole while writers commit and sweep."""

    generation: str
    edition: str
    """What tells this generation from any other, also from one of the same name in an index that was made anew."""
    documents: int
    fallback: str | None
    """Why this is not the newest generation, or None when it is."""
    variants: Variants
    """The other spellings that were learned when this generation was made, and those that ship. Frozen with it."""

    def stem(self, form: str) -> str:
        """The stem of an exact form by which this generation was made. Frozen with it."""

    def list_relatives(self, stem: str) -> Sequence[str]:
        """Other stems of the index that have a stem's skeleton, for a search that finds them too: the commonest
        first, at most MOST_RELATIVES. One with which all together would stand in over COMMONER_BY times as many
        titles and bodies as the stem is passed over, as far as counts tell: those of deleted articles may linger.
        Empty for none, for a stem that the index lacks and for the name of a month that is no other word.
        """

    def list_kin(self, stem: str) -> Sequence[str]:
        """The MOST_KIN commonest other stems of a stem's skeleton, however common, to rank by: the commonest first.
        Empty for none and for the name of a month that is no other word.
        """

    def holds(self, form: str, deadline: float | None = None) -> bool:
        """Whether an exact form stands in a default field, as far as counts tell: those of deleted articles may
        linger, and an engine may count the other text fields too. Raises DeadlineError when the time (of
        `time.monotonic`) is up; an engine that asks nobody need not.
        """

    def list_variants(self, form: str) -> Sequence[tuple[str, float]]:
        """What `variants` has of an exact form, or of two with a space, and the index holds: other spellings, and how
        much a match of each should count; the surest first, empty for none. They stand with the form's proclitics, or
        else with the article or bare.
        """

    def search(self, query: EngineQuery) -> EngineResult:
        """Evaluate a query. Raises DeadlineError, and TooManyExpansionsError for a prefix, wildcard or fuzzy term
        that stands for more than `max_expansions` terms; an engine may pass over one that cannot change the answer.
        """

    def explain(self, query: EngineQuery, document_ids: Sequence[str]) -> tuple[ScoreParts | None, ...]:
        """What the score of each of these documents is made of; None for one that is no hit of the query.

        It costs more than the search, whose offset, limit and facets play no part. Raises what `search` raises.
        """

    def get(self, document_id: str) -> Document | None:
        """The document with this id, or None."""

    def complete(self, prefix: str, limit: int) -> list[TermCount]:
        """The exact forms of titles and bodies that begin with `prefix` (folded), commonest first."""

    def list_words(self, most: int) -> list[tuple[str, int]]:
        """The `most` commonest exact forms of titles and bodies, the commonest first, each once, with about how
        many articles hold it: enough to rank words by.
        """


class Writer(Protocol):
    """The one open write. A context manager: leaving it without `commit` discards everything."""

    def add(self, document: Document) -> bool:
        """Add a document. In a change, it replaces the one with its id; in a rebuild a second one with the
        same id is refused. False: refused.
        """

    def delete(self, document_id: str) -> bool:
        """Remove a document. False: there was none. Takes effect at commit."""

    def commit(self, on_stage: OnStage | None = None) -> str:
        """Make it durable, verify the count, switch it in, sweep what is old. Returns the generation's name.

        It begins with "writing". An engine that learns other spellings says so to `on_stage` when it begins and ends,
        perhaps from another thread, but never two at once.

        Raises CountMismatchError when the index does not hold what was fed; then nothing is switched in.
        """

    def __enter__(self) -> Writer: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Engine(Protocol):
    """An index at one place."""

    name: str

    def reader(self) -> Reader:
        """The newest whole generation. Cheap when nothing changed: the same object again.

        Opening one need not read all of it: what is cut off or missing is found here, a changed byte in the
        middle of a large file perhaps only by `check`. Searching a damaged generation may miss or miscount, but
        ends in an answer or in DamagedIndexError.

        Raises NoIndexError, IndexMismatchError or DamagedIndexError (none of the generations is whole).
        """

    def limit(self, deadline: float) -> AbstractContextManager[None]:
        """While this lasts, whatever this thread asks of the engine and its readers, to read a query too, waits for
        another machine until then at most, on the clock of `time.monotonic()`. Raises DeadlineError.
        """

    def prepare(self, *, wait: bool = True) -> bool:
        """Load what makes searching fast but takes a moment; without it all works, slower. Opens no index. A server
        calls it before it starts its workers.

        What has to be compiled once on a machine takes half a minute: without `wait` it is left out, and False
        returned.
        """

    def rebuild(self) -> Writer:
        """Start a new generation from nothing. Raises IndexLockedError."""

    def change(self) -> Writer:
        """Start one from the current generation (from nothing where there is none). Raises IndexLockedError,
        IndexMismatchError.
        """

    def list_own_files(self) -> Sequence[Path]:
        """The files and folders here that are the index's own now, wherever it stands: they hold no articles to read.
        Empty where it is kept elsewhere.
        """

    def status(self) -> IndexStatus:
        """What there is, without raising for a missing or damaged index: that stands in `notes`."""

    def check(self) -> CheckReport:
        """Read every byte of every generation, newest first, and say what is damaged and what is left over.

        It reads the disk, trusts nothing that was found good before, and may run beside readers and a writer.
        Raises NoIndexError where there is nothing to check.
        """
