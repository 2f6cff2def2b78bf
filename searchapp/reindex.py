"""Files → documents → a new generation of the index, with progress and a report."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from searchapp.engines.base import Engine, Writer
from searchapp.engines.register import open_engine
from searchapp.errors import NoIndexError, SearchappError
from searchapp.ingest import IngestOptions, Intake
from searchapp.model import Report, Skipped
from searchapp.settings import Settings

_PROGRESS_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come. `stage` is "reading" while articles come in, then "writing", and "learning" while other
    spellings are learned beside that.
    """

    stage: str
    articles: int
    skipped: int
    bytes_read: int
    bytes_total: int
    seconds: float


@dataclass(frozen=True, slots=True)
class DeleteReport:
    """What a deletion did. `generation` is None when nothing was there to delete."""

    deleted: tuple[str, ...]
    missing: tuple[str, ...]
    generation: str | None


OnProgress = Callable[[Progress], None]
"""Called by one thread at a time, which need not be the caller's."""


def reindex(
    settings: Settings,
    paths: Sequence[Path],
    options: IngestOptions | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Build a new index from files and folders and switch it in.

    What cannot be read is skipped and reported; of two articles with one id the first is kept. Until the
    switch, and for ever if this is interrupted, the old index serves. So it does when no article was found:
    an index with articles is never replaced by an empty one. Raises IndexLockedError and IndexWriteError, and with
    no article found also what keeps the old index from being read, which is then left as it is.
    """
    started = time.perf_counter()
    engine = open_engine(settings)
    with engine.rebuild() as writer:
        report = _feed(engine, writer, _open_intake(engine, paths, options), on_progress, started)
    return replace(report, variants=engine.reader().variants.account) if report.articles else report


def add_articles(
    settings: Settings,
    paths: Sequence[Path],
    options: IngestOptions | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Add the articles of files and folders to the current index; one with a known id replaces the old one."""
    started = time.perf_counter()
    engine = open_engine(settings)
    with engine.change() as writer:
        return _feed(engine, writer, _open_intake(engine, paths, options), on_progress, started)


def delete_articles(settings: Settings, ids: Sequence[str]) -> DeleteReport:
    """Remove articles from the current index. Unknown ids are reported; if all are, nothing is written."""
    with open_engine(settings).change() as writer:
        deleted = tuple(document_id for document_id in ids if writer.delete(document_id))
        missing = tuple(document_id for document_id in ids if document_id not in deleted)
        return DeleteReport(deleted, missing, writer.commit() if deleted else None)


def _open_intake(engine: Engine, paths: Sequence[Path], options: IngestOptions | None) -> Intake:
    """Once the writer is open: what it builds is passed over too, where the index stands among the articles."""
    return Intake(paths, options or IngestOptions(), engine.list_own_files())


def _feed(engine: Engine, writer: Writer, intake: Intake, on_progress: OnProgress | None, started: float) -> Report:
    articles = 0
    skipped: list[Skipped] = []
    notes: list[Skipped] = []
    shown = started

    def show(stage: str) -> None:
        if on_progress is not None:
            seconds = time.perf_counter() - started
            on_progress(Progress(stage, articles, len(skipped), intake.bytes_read, intake.bytes_total, seconds))

    show("reading")
    for item in intake:
        if isinstance(item, Skipped):
            skipped.append(item)
        elif writer.add(item):
            articles += 1
            notes += (Skipped(*intake.place, fault) for fault in intake.faults)
        else:
            reason = f"an article with the id {item.id} came before, and the first is kept (add keeps the last)"
            skipped.append(Skipped(*intake.place, reason))
        if on_progress is not None and (now := time.perf_counter()) - shown >= _PROGRESS_SECONDS:
            shown = now
            show("reading")
    generation = None if articles else _find_serving(engine)
    if generation is None:
        show("writing")
        generation = writer.commit(show)
    seconds = time.perf_counter() - started
    return Report(
        articles,
        tuple(skipped),
        seconds,
        generation,
        tuple(notes),
        untaken=intake.untaken,
        passed_over=intake.passed_over,
        unmet=intake.unmet,
    )


def _find_serving(engine: Engine) -> str | None:
    """The generation that an empty one must not replace; None where there is none, or none with articles."""
    try:
        reader = engine.reader()
    except NoIndexError:
        return None
    except SearchappError as error:
        raise type(error)(f"No article was found, so the index is left as it is. {error.message}") from error
    # One that answers in place of another says nothing of how many articles that one has.
    return reader.generation if reader.documents or reader.fallback else None
