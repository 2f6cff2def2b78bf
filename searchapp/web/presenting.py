"""A result page → what the templates print: chips, facets with their links, a pager. No request is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from searchapp.model import FacetValue, ResultPage, SearchRequest
from searchapp.understood import Understood
from searchapp.web.exclusions import ExclusionView, list_exclusions
from searchapp.web.languages import format_day, label_value, msgid, translate
from searchapp.web.links import Pair, SearchLinks, count_pages

VISIBLE_VALUES = 8
"""How many values of a facet stand open; the others are one click away."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet and the address that chooses it, or gives it up."""

    label: str
    count: int
    selected: bool
    url: str
    inner: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet. `shown` stand open, `more` fold."""

    name: str
    title: str
    shown: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force and the address without it."""

    title: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of several ways to see the results."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class OtherQuery:
    """A query that may have been meant, and the address of its results."""

    q: str
    url: str


@dataclass(frozen=True, slots=True)
class OtherSpellings:
    """Spellings that were looked for too, and the address of the search without them; or, where they were not, of the
    search that does.
    """

    forms: tuple[str, ...]
    applied: bool
    url: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page number; `url` None stands for a gap."""

    number: int
    url: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything around the hits."""

    facets: tuple[FacetView, ...]
    chips: tuple[Chip, ...]
    exclusions: tuple[ExclusionView, ...]
    proposals: tuple[OtherQuery, ...]
    sorts: tuple[Option, ...]
    matches: tuple[Option, ...]
    levels: tuple[Option, ...]
    variants: OtherSpellings | None
    """The other spellings of the query's words, or None where there are none."""
    wide_url: str
    pager: tuple[PageLink, ...]
    prev_url: str | None
    next_url: str | None
    first_url: str
    unfiltered_url: str
    any_word_url: str
    hit_query: str
    """What the address of a hit's article ends with, so that the article leads back to this page; may be empty."""
    hidden: tuple[Pair, ...]
    """What the search form carries along: everything but the query and the page."""


FACET_TITLES = {"source": msgid("Source"), "date": msgid("Date"), "tag": msgid("Tag")}
_FILTERS = ("source", "tag", "date", "from", "to")
_SORTS = {"relevance": msgid("Relevance"), "newest": msgid("Newest"), "oldest": msgid("Oldest")}
_MATCHES = {"all": msgid("All words"), "any": msgid("Any word")}
_LEVELS = {
    "exact": msgid("As written"),
    "stem": msgid("The word and its forms"),
    "wide": msgid("Related words too"),
}


def present_results(page: ResultPage, *, lang: str, path: str, extra: Sequence[Pair]) -> ResultView:
    """What stands around the hits of a page. `extra` are pairs that every link carries."""
    request = page.request
    links = SearchLinks(path, request, extra)
    last = count_pages(page.total, request.per_page)
    return ResultView(
        facets=tuple(_present_facets(page, links, lang)),
        chips=tuple(_present_chips(request, links, lang)),
        exclusions=tuple(list_exclusions(page.understood, links, lang)),
        proposals=tuple([OtherQuery(each.q, links.setting("q", each.q)) for each in page.did_you_mean]),
        sorts=_present_options("sort", _SORTS, request.sort, "relevance", links, lang),
        matches=_present_options("match", _MATCHES, "any" if page.relaxed else request.match, "all", links, lang),
        levels=_present_options("level", _LEVELS, request.level, "stem", links, lang),
        variants=_present_variants(page.understood, links),
        wide_url=links.setting("level", "wide"),
        pager=tuple(_present_pager(request.page, last, links)),
        prev_url=links.page(max(1, min(request.page - 1, last))) if request.page > 1 else None,
        next_url=links.page(request.page + 1) if request.page < last else None,
        first_url=links.page(1),
        unfiltered_url=links.without(_FILTERS),
        any_word_url=links.without((*_FILTERS, "match"), [("match", "any")]),
        hit_query=links.page(request.page).removeprefix(path),
        hidden=tuple(links.list_kept(without=("q",))),
    )


def _present_facets(page: ResultPage, links: SearchLinks, lang: str) -> Iterator[FacetView]:
    for name, title in FACET_TITLES.items():
        values = page.facets.get(name, ())
        if name == "date":
            choices = _present_dates(values, page.request.dates, links, lang)
        else:
            choices = [_present_value(name, value, links, lang) for value in values]
        if choices:
            # Selected values that would fold come forward, so that what is in force is seen.
            shown = [c for place, c in enumerate(choices) if place < VISIBLE_VALUES or c.selected]
            more = [c for place, c in enumerate(choices) if place >= VISIBLE_VALUES and not c.selected]
            yield FacetView(name, translate(lang, title), tuple(shown), tuple(more))


def _present_value(name: str, value: FacetValue, links: SearchLinks, lang: str) -> Choice:
    pair = (name, value.value)
    url = links.adding((), [pair]) if value.selected else links.adding([pair])
    return Choice(label_value(name, value.value, lang), value.count, value.selected, url)


def _present_dates(
    values: Sequence[FacetValue], chosen: Sequence[str], links: SearchLinks, lang: str
) -> list[Choice]:
    """Years, with the months of a year inside it once the year or one of its months is chosen."""
    years = [value for value in values if "-" not in value.value]
    choices = []
    for year in years:
        months = [value for value in values if year.value and value.value.startswith(f"{year.value}-")]
        opened = len(years) == 1 or any(value[:4] == year.value for value in chosen if value)
        inner = [_present_month(month, year, links, lang) for month in months] if opened else []
        pair = ("date", year.value)
        url = links.adding((), [pair])
        if not year.selected:
            # A year holds its months, so choosing it gives them up.
            url = links.adding([pair], [("date", month.value) for month in months])
        choices.append(Choice(label_value("date", year.value, lang), year.count, year.selected, url, tuple(inner)))
    return choices


def _present_month(month: FacetValue, year: FacetValue, links: SearchLinks, lang: str) -> Choice:
    pair = ("date", month.value)
    # Choosing a month inside a chosen year narrows the year to it.
    url = links.adding((), [pair]) if month.selected else links.adding([pair], [("date", year.value)])
    return Choice(label_value("date", month.value, lang), month.count, month.selected, url)


def _present_chips(request: SearchRequest, links: SearchLinks, lang: str) -> Iterator[Chip]:
    chosen: Mapping[str, tuple[str, ...]] = {"source": request.sources, "date": request.dates, "tag": request.tags}
    for name, values in chosen.items():
        for value in values:
            title = translate(lang, FACET_TITLES[name])
            yield Chip(title, label_value(name, value, lang), links.adding((), [(name, value)]))
    if request.date_from:
        label = translate(lang, msgid("from %(day)s"), day=format_day(request.date_from, lang))
        yield Chip(translate(lang, FACET_TITLES["date"]), label, links.without(["from"]))
    if request.date_to:
        label = translate(lang, msgid("until %(day)s"), day=format_day(request.date_to, lang))
        yield Chip(translate(lang, FACET_TITLES["date"]), label, links.without(["to"]))


def _present_options(
    name: str, labels: Mapping[str, str], current: str, default: str, links: SearchLinks, lang: str
) -> tuple[Option, ...]:
    return tuple(
        Option(translate(lang, label), links.setting(name, None if value == default else value), value == current)
        for value, label in labels.items()
    )


def _present_variants(understood: Understood, links: SearchLinks) -> OtherSpellings | None:
    forms = tuple(dict.fromkeys(form for each in understood.respelt for form in each.forms))
    if not forms:
        return None
    if understood.respelt_applied:
        return OtherSpellings(forms, True, links.setting("variants", "off"))
    return OtherSpellings(forms, False, links.without(("level", "variants"), [("level", "wide")]))


def _present_pager(current: int, last: int, links: SearchLinks) -> Iterator[PageLink]:
    """The first page, those around the current one, the last, and gaps between. Nothing for a single page."""
    if last <= 1:
        return
    previous = 0
    for number in sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)}):
        if number - previous > 1:
            yield PageLink(number - 1, None, False)
        yield PageLink(number, links.page(number), number == current)
        previous = number
