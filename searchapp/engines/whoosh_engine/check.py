"""`check`: every byte of every generation against its manifest, and what the files say against each other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from searchapp.engines.base import CheckReport, GenerationCheck
from searchapp.engines.whoosh_engine.files.generations import CURRENT, Generations
from searchapp.engines.whoosh_engine.files.lexicon_file import LEXICON
from searchapp.engines.whoosh_engine.files.lock import LOCK, read_holder
from searchapp.engines.whoosh_engine.files.manifest import (
    MANIFEST,
    NEW,
    READERS,
    Manifest,
    read_manifest,
    verify_file,
    verify_sizes,
)
from searchapp.engines.whoosh_engine.files.segment import Segment
from searchapp.engines.whoosh_engine.files.structure import find_faults
from searchapp.engines.whoosh_engine.files.variants_file import VARIANTS, read_variants
from searchapp.engines.whoosh_engine.opening import read_toc
from searchapp.errors import DamagedIndexError, NoIndexError, UnreadableIndexError

_KNOWN = {CURRENT, LOCK, "README.md"}


def check_index(generations: Generations) -> CheckReport:
    """See `engines.base.Engine.check`."""
    current = generations.read_current()
    names = generations.list_names()
    if not names:
        raise NoIndexError(generations.explain_absence())
    checked: list[GenerationCheck] = []
    leftovers: list[str] = []
    writer = read_holder(generations.folder)
    if writer is None:
        leftovers += [f"{path}: half removed; the next writer removes it." for path in generations.list_removed()]
    for name in names:
        if not generations.is_unfinished(name):
            found = _check_generation(generations, name, name == current, leftovers)
            checked += [found] if found else []
        elif writer is None:
            leftovers.append(f"{generations.path(name)}: an unfinished generation; the next writer removes it.")
    damage = _check_current(generations, current, switched=bool(checked) and writer is None)
    return CheckReport(tuple(checked), tuple(damage), (*leftovers, *_list_strays(generations)))


def _check_current(generations: Generations, current: str | None, *, switched: bool) -> Iterator[str]:
    """What is wrong with CURRENT. `switched`: there has to be one, as no first writer is about to make it."""
    path = generations.folder / CURRENT
    if current is None and path.exists():
        yield f"{path} is damaged: it is not as it was written. Run `searchapp reindex`."
    elif current is None and switched:
        yield f"{path} is missing, so the newest whole index answers. The next reindex, add or delete writes it."
    elif current is not None and not generations.path(current).is_dir():
        yield f"{generations.path(current)}, the current generation, is missing. Run `searchapp reindex`."


def _list_strays(generations: Generations) -> Iterator[str]:
    """What stands in the index's folder and is neither a generation nor known. Dot files are somebody's."""
    names = {*generations.list_names(), *(path.name for path in generations.list_removed()), *_KNOWN}
    for path in sorted(generations.folder.iterdir()):
        if path.name == CURRENT + NEW:
            yield f"{path}: left by a writer that was killed; the next writer removes it."
        elif path.name not in names and not path.name.startswith("."):
            yield f"{path}: not the index's; it is left alone."


def _check_generation(
    generations: Generations, name: str, current: bool, leftovers: list[str]
) -> GenerationCheck | None:
    """One generation; None when it was swept meanwhile. Nobody sweeps it while this looks."""
    folder = generations.path(name)
    errors: list[DamagedIndexError] = []
    faults: list[str] = []
    documents = size = 0
    hold = None
    try:
        hold = generations.hold(name)
    except DamagedIndexError as error:
        if not folder.is_dir() or generations.is_unfinished(name):
            return None
        errors.append(error)
    try:
        manifest = read_manifest(folder)
        documents, size = manifest.documents, sum(record.size for record in manifest.files.values())
        broken = _check_files(folder, manifest)
        errors += broken
        faults = [] if broken else _check_contents(folder, manifest)
        known = {MANIFEST, READERS, *manifest.files}
        for path in sorted(folder.iterdir()):
            if path.name not in known:
                leftovers.append(f"{path}: no part of its generation.")
    except DamagedIndexError as error:
        errors.append(error)
    finally:
        if hold is not None:
            os.close(hold)
    unread = any(isinstance(error, UnreadableIndexError) for error in errors)
    damage = (*(error.message for error in errors), *faults)
    return GenerationCheck(name, current, documents, size, damage, unread)


def _check_files(folder: Path, manifest: Manifest) -> list[DamagedIndexError]:
    """The files that are missing, cannot be read, have another size or another checksum."""
    damage = []
    for name, record in manifest.files.items():
        try:
            verify_sizes(folder, Manifest(name, "", files={name: record}))
            verify_file(folder / name, record)
        except DamagedIndexError as error:
            damage.append(error)
    return damage


def _check_contents(folder: Path, manifest: Manifest) -> list[str]:
    """What does not fit together in files that are as they were written: a fault of the program, or a forgery."""
    faults: list[str] = []
    listed, live = set(), 0
    for entry in read_toc(folder).segments:
        path = entry.path(folder)
        listed.add(path.name)
        live += entry.doc_count()
        if path.name not in manifest.files:
            faults.append(f"{path} is in the table of contents and not in the manifest.")
            continue
        segment = Segment(path)
        if segment.documents != entry.doc_count_all():
            faults.append(f"{path} holds {segment.documents} articles where {entry.doc_count_all()} are listed.")
        if not all(0 <= number < segment.documents for number in entry.deleted_docs()):
            faults.append(f"{path} lacks some articles that are listed as deleted.")
        faults += [f"{path}: {fault}" for fault in find_faults(segment)]
    faults += [
        f"{folder / name} is not in the manifest." for name in (LEXICON, VARIANTS) if name not in manifest.files
    ]
    try:
        read_variants(folder)
    except DamagedIndexError as error:
        faults.append(error.message)
    if live != manifest.documents:
        faults.append(f"{folder} holds {live} articles where {manifest.documents} were written.")
    faults += [
        f"{folder / name} is in the manifest and not in the table of contents."
        for name in manifest.files
        if name not in listed and name not in (LEXICON, VARIANTS) and not name.endswith(".toc")
    ]
    return faults
