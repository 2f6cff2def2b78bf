"""`searchapp reindex`, `add` and `delete`: the commands that change the index."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from searchapp.cli.group import INTERRUPTED, TERMINATED, Failure, Terminated, heed_sigterm
from searchapp.cli.options import PAIR, TEXT, Function, collect_pairs, json_option
from searchapp.cli.progress import choose_progress
from searchapp.cli.reports import describe_report, encode_report
from searchapp.compiling import on_compiling
from searchapp.errors import IngestError, NoIndexError
from searchapp.model import Report
from searchapp.settings import Settings, load_settings

if TYPE_CHECKING:
    from searchapp.ingest import IngestOptions
    from searchapp.reindex import Progress

    Write = Callable[[Settings, list[Path], IngestOptions, Callable[[Progress], None]], Report]


@dataclasses.dataclass(frozen=True, slots=True)
class Intent:
    """What the options of `reindex` and `add` say."""

    source: str | None
    pairs: tuple[tuple[str, str], ...]
    strict: bool
    as_json: bool
    quiet: bool
    workers: int | None


def _reading_options(function: Function) -> Function:
    for add_option in reversed(
        (
            click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."),
            click.option(
                "--source",
                type=TEXT,
                help="Source of articles whose text states none. Those under “read also” on an aggregator's page stay"
                " unknown.",
            ),
            click.option(
                "--map",
                "pairs",
                multiple=True,
                type=PAIR,
                metavar="FIELD=NAME",
                help="Read FIELD from the records' NAME, as in body=story, or body=a.html in objects. Repeatable.",
            ),
            click.option("--strict", is_flag=True, help="Exit with status 1 when something was skipped."),
            json_option(
                "End with one JSON line: articles, skipped, seconds, generation; variants, notes, untaken, unmet and"
                " passed_over, if any."
            ),
            click.option("--quiet", is_flag=True, help="Show no progress and no report, except with --json."),
            click.option(
                "--workers", type=click.IntRange(1, 256), help="Processes that build the index; one for each core."
            ),
        )
    ):
        function = add_option(function)
    return function


@click.command()
@_reading_options
@click.option("--if-empty", is_flag=True, help="Do nothing when the index holds articles already.")
def reindex(
    paths: tuple[Path, ...],
    source: str | None,
    pairs: tuple[tuple[str, str], ...],
    strict: bool,
    as_json: bool,
    quiet: bool,
    workers: int | None,
    if_empty: bool,
) -> None:
    """Build a new index and switch to it in one step.

    PATH is a file or a folder, which is read recursively. Reads .txt, .jsonl, .ndjson, .json and .csv, each
    also .gz. What cannot be read is skipped and reported. The old index serves until the new one is whole, and
    stays where no article was found; then the exit status is 1.

    Of two articles with one id the first is kept, and the other one reported: where ids may come again with newer
    texts, use add, which keeps the last. The date of an article is a whole day, or unknown: a year or a month alone
    is none.

    \b
    Examples:
      searchapp reindex articles/
      searchapp reindex news.jsonl.gz --source "وكالة الأنباء" --map body=story
      searchapp reindex articles/ --strict --json > report.json
    """
    from searchapp.reindex import reindex as rebuild

    if if_empty and _holds_articles(load_settings()):
        return
    if not _write(rebuild, paths, Intent(source, pairs, strict, as_json, quiet, workers)).articles:
        raise Failure("There was nothing to index.")


@click.command()
@_reading_options
def add(
    paths: tuple[Path, ...],
    source: str | None,
    pairs: tuple[tuple[str, str], ...],
    strict: bool,
    as_json: bool,
    quiet: bool,
    workers: int | None,
) -> None:
    """Add articles to the index, or replace them.

    An article whose id the index knows replaces the old one, also where both come in one run: the last is kept.
    PATH is a file or a folder.

    \b
    Examples:
      searchapp add today.jsonl
      searchapp add pages/ --source "صحيفة الضاد"
    """
    from searchapp.reindex import add_articles

    _write(add_articles, paths, Intent(source, pairs, strict, as_json, quiet, workers))


@click.command()
@click.argument("ids", nargs=-1, required=True, type=TEXT, metavar="ID...")
@json_option("Print one JSON object: deleted, missing, generation.")
def delete(ids: tuple[str, ...], as_json: bool) -> None:
    """Delete articles by id. Exits with status 1 when the index lacks one of them; the others are deleted.

    \b
    Examples:
      searchapp delete 3f9a0c1e5b7d2468
      searchapp delete --json -- -17 news-18
    """
    from searchapp.reindex import delete_articles

    settings = load_settings()
    with _say_what_serves(settings):
        report = delete_articles(settings, ids)
    if as_json:
        answer = {"deleted": report.deleted, "missing": report.missing, "generation": report.generation}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        noun = "article" if len(report.deleted) == 1 else "articles"
        now = f"; generation {report.generation}" if report.generation else ""
        click.echo(f"Deleted {len(report.deleted):,} {noun}{now}.")
    if report.missing:
        click.echo(f"searchapp: no article has the id {', '.join(report.missing)}.", err=True)
        raise click.exceptions.Exit(1)


def _write(write: Write, paths: tuple[Path, ...], intent: Intent) -> Report:
    from searchapp.ingest import IngestOptions

    if not any(path.exists() for path in paths):
        # A typing error must not replace a good index by an empty one.
        raise click.UsageError(f"No such file or folder: {', '.join(map(str, paths))}.")
    settings = load_settings()
    if intent.workers is not None:
        settings = dataclasses.replace(settings, index_workers=intent.workers)
    try:
        options = IngestOptions(intent.source, collect_pairs(intent.pairs), settings.max_line_bytes)
    except IngestError as error:
        raise click.BadParameter(error.message, param_hint="--map") from error
    with _say_what_serves(settings), choose_progress(intent.quiet) as progress:
        on_compiling(lambda: progress.note("It takes longer until its loops are compiled, once on this machine."))
        try:
            report = write(settings, list(paths), options, progress)
        finally:
            on_compiling(None)
    if intent.as_json:
        click.echo(encode_report(report))
    elif not intent.quiet:
        for line in describe_report(report):
            click.echo(line)
    if intent.strict and report.skipped:
        raise click.exceptions.Exit(1)
    return report


@contextmanager
def _say_what_serves(settings: Settings) -> Iterator[None]:
    """Answer Ctrl-C and SIGTERM with what serves now; asked of the index, as the switch may just have happened."""
    from searchapp.search import open_service

    try:
        with heed_sigterm():
            yield
    except KeyboardInterrupt as cause:
        generation = open_service(settings).status().generation
        left = f"the index {generation} still serves" if generation else "there is no index yet"
        click.echo(f"searchapp: stopped; {left}.", err=True)
        raise click.exceptions.Exit(TERMINATED if isinstance(cause, Terminated) else INTERRUPTED) from None


def _holds_articles(settings: Settings) -> bool:
    """Whether there is an index with something in it. One that is damaged is for its owner to rebuild."""
    from searchapp.engines.register import open_engine

    try:
        reader = open_engine(settings).reader()
    except NoIndexError:
        return False
    return reader.documents > 0 or reader.fallback is not None
