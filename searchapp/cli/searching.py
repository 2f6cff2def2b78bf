"""`searchapp search`: one page of hits, as a table or as the API's JSON."""

from __future__ import annotations

import os

import click

from searchapp.cli.explaining import render_explanation
from searchapp.cli.options import TEXT, json_option
from searchapp.cli.terminal import is_terminal, make_printable, render_table
from searchapp.errors import BadRequestError
from searchapp.model import Hit, ResultPage, SearchRequest, Snippet
from searchapp.settings import Settings, load_settings

SNIPPETS_SHOWN = 2
UNKNOWN_SHOWN = "-"
LATE_OFFERS = "The time was up before all that may have been meant was looked for; SEARCHAPP_DEADLINE_MS gives more."

Pairs = list[tuple[str, str]]


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=TEXT)
@click.option("--source", "sources", multiple=True, type=TEXT, help="Only this source; '' for unknown. Repeatable.")
@click.option("--tag", "tags", multiple=True, type=TEXT, help="Only this tag. Repeatable.")
@click.option(
    "--date",
    "dates",
    multiple=True,
    help="Only this year or month (2023, 2023-09 or September 2023); '' for unknown. Repeatable.",
)
@click.option("--from", "first", metavar="DATE", help="First day: 2023, 2023-09, 2023-09-05 or 5 September 2023.")
@click.option(
    "--to", "last", metavar="DATE", help="Last day, inclusive: 2023, 2023-09, 2023-09-05 or 5 September 2023."
)
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), help="Order; relevance by default.")
@click.option("--match", type=click.Choice(["all", "any"]), help="All words (default), or any of them.")
@click.option(
    "--level",
    type=click.Choice(["exact", "stem", "wide"]),
    help="Words as written, by stem (default), or related words and other spellings too.",
)
@click.option("--page", type=click.IntRange(1), help="Page, from 1.")
@click.option("--per-page", type=click.IntRange(1), help="Hits of one page; 10 by default.")
@click.option(
    "--no-variants", is_flag=True, help="Look for no other spellings, and print none; --json names them all the same."
)
@click.option("--explain", is_flag=True, help="Say under each hit what adds how much to its score.")
@click.option("--strict", is_flag=True, help="Refuse a query that breaks the query language.")
@json_option("Print what the API would.")
def search(
    words: tuple[str, ...],
    sources: tuple[str, ...],
    tags: tuple[str, ...],
    dates: tuple[str, ...],
    no_variants: bool,
    explain: bool,
    strict: bool,
    as_json: bool,
    **single: object,
) -> None:
    """Search for WORDS, in the same query language as the web page. No words: every article.

    The shell takes quotes away, so quote a phrase twice. A word after a minus is excluded.

    \b
    Examples:
      searchapp search كوريا الشمالية
      searchapp search '"كوريا الشمالية"' -اليابان --sort newest
      searchapp search المياه --source "الشرق الأوسط" --from 2023-01 --to 2023-06
      searchapp search title:انتخابات --json
      searchapp search وزراء البيئة --explain
    """
    for word in words:
        if word.startswith("--"):
            # Unknown options pass as words, for the sake of -word; a mistyped --option must not.
            raise click.NoSuchOption(word)
    pairs: Pairs = [("q", " ".join(words))]
    for name, values in (("source", sources), ("tag", tags), ("date", dates)):
        pairs += [(name, value) for value in values]
    names = {"first": "from", "last": "to"}
    pairs += [(names.get(name, name), str(value)) for name, value in single.items() if value is not None]
    if no_variants:
        pairs.append(("variants", "off"))
    pairs += [(name, "1") for name, given in (("strict", strict), ("explain", explain)) if given]
    _run(pairs, as_json)


def _run(pairs: Pairs, as_json: bool) -> None:
    from searchapp.search import open_service

    settings = load_settings()
    page = open_service(settings).search(_read_request(pairs, settings))
    if as_json:
        from searchapp.web.answers import encode_json, encode_search

        click.echo(encode_json(encode_search(page)).decode())
        return
    from searchapp.web.faults import list_repair_notes

    if page.fallback:
        click.echo(f"searchapp: {page.fallback}", err=True)
    for note in list_repair_notes(page.understood, "en"):
        click.echo(f"searchapp: {note}", err=True)
    if page.offers_late:
        click.echo(f"searchapp: {LATE_OFFERS}", err=True)
    for line in render_page(page, bold=is_terminal() and not os.environ.get("NO_COLOR")):
        click.echo(line)


def _read_request(pairs: Pairs, settings: Settings) -> SearchRequest:
    """The request as the API would read it, so that both check alike."""
    from searchapp.web.params import list_api_search_params, read_params
    from searchapp.web.search_request import build_request

    given: dict[str, list[str]] = {}
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    try:
        return build_request(read_params(given, list_api_search_params(settings), forgiving=False))
    except BadRequestError as error:
        raise click.UsageError(error.message) from error


def render_page(page: ResultPage, *, bold: bool) -> list[str]:
    """The page as lines: the sum, a table, and under each hit its best places, marked words bold if `bold`."""
    from searchapp.web.links import count_pages

    noun = "article" if page.total == 1 else "articles"
    pages = max(count_pages(page.total, page.request.per_page), 1)
    summary = f"{page.total:,} {noun}, {page.took_ms:.1f} ms, page {page.request.page} of {pages:,}"
    if page.any_total:
        summary += f"; --match any finds {page.any_total:,} with any of the words"
    lines = [summary]
    if page.wide_total:
        lines.append(f"--level wide finds {page.wide_total:,}, with related words and further forms")
    if page.did_you_mean:
        lines.append("Did you mean: " + " | ".join(make_printable(other.q) for other in page.did_you_mean))
    lines += _list_variants(page)
    if page.hits:
        first = (page.request.page - 1) * page.request.per_page + 1
        rows = [_make_row(rank, hit) for rank, hit in enumerate(page.hits, first)]
        header, *table = render_table(["#", "date", "id", "source", "title"], rows, widest=24)
        lines.append(header)
        for row, hit in zip(table, page.hits, strict=True):
            lines.append(row)
            lines += [f"    {mark_words(snippet, bold=bold)}" for snippet in hit.snippets[:SNIPPETS_SHOWN]]
            if hit.explanation is not None:
                lines += [f"    {line}" for line in render_explanation(hit.explanation)]
    return lines


def _list_variants(page: ResultPage) -> list[str]:
    """Which other spellings were looked for, or could be."""
    found = page.understood.respelt
    if not found or not page.request.variants:
        return []
    forms = " | ".join(make_printable(form) for each in found for form in each.forms)
    if page.understood.respelt_applied:
        return [f"Also searched for: {forms}; --no-variants searches without"]
    return [f"The archive also writes: {forms}; --level wide finds them too"]


def _make_row(rank: int, hit: Hit) -> list[str]:
    document = hit.document
    date = document.date.isoformat() if document.date else UNKNOWN_SHOWN
    return [str(rank), date, document.id, document.source or UNKNOWN_SHOWN, document.title or UNKNOWN_SHOWN]


def mark_words(snippet: Snippet, *, bold: bool) -> str:
    """The snippet on one line. Its marked words are bold if `bold`; any other sign could be the text's own."""
    text = make_printable(snippet.text)
    if not bold:
        return text
    pieces, done = [], 0
    for start, end in snippet.marks:
        word = text[start:end]
        pieces += [text[done:start], click.style(word, bold=True)]
        done = end
    return "".join([*pieces, text[done:]])
