"""From a generation's folder to its reader."""

from __future__ import annotations

import os
import re
import weakref
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import _DEF_INDEX_NAME, TOC

from searchapp.engines.refusals import check_match
from searchapp.engines.whoosh_engine.codec import EXTENSION
from searchapp.engines.whoosh_engine.files.generations import Generations
from searchapp.engines.whoosh_engine.files.lexicon_file import LEXICON
from searchapp.engines.whoosh_engine.files.manifest import (
    FORMAT,
    explain_unread,
    read_manifest,
    verify_file,
    verify_sizes,
)
from searchapp.engines.whoosh_engine.files.segment import Segment
from searchapp.engines.whoosh_engine.loops.arrays import Arrays
from searchapp.engines.whoosh_engine.reader import WhooshReader
from searchapp.engines.whoosh_engine.schema import make_schema
from searchapp.engines.whoosh_engine.searching.postings import Postings
from searchapp.engines.whoosh_engine.verification import Verification
from searchapp.errors import DamagedIndexError

_TOC_NAME = re.compile(rf"_{_DEF_INDEX_NAME}_(\d+)\.toc")


def open_generation(generations: Generations, name: str, arrays: Arrays) -> WhooshReader:
    """Open a generation after its files were found to be there, whole as far as their headers tell.

    Raises DamagedIndexError, which names the file, or IndexMismatchError.
    """
    hold = generations.hold(name)
    try:
        reader = _open_folder(generations.path(name), arrays)
    except BaseException as error:
        os.close(hold)
        if isinstance(error, OSError):
            raise explain_unread(generations.path(name), error) from error
        raise
    # A request may still use this reader when a newer one has taken its place; the generation is given back
    # when the last of them lets go.
    weakref.finalize(reader, os.close, hold)
    return reader


def _open_folder(folder: Path, arrays: Arrays) -> WhooshReader:
    manifest = read_manifest(folder)
    if manifest.state != "complete":
        raise DamagedIndexError(f"{folder} was never finished. Run `searchapp reindex`.")
    check_match(manifest.format, FORMAT, manifest.analyzer)
    verify_sizes(folder, manifest)
    for file, record in manifest.files.items():
        if not file.endswith(EXTENSION) and file != LEXICON:
            verify_file(folder / file, record)
    with Verification(folder, manifest):
        reader = WhooshReader(folder, manifest, open_postings(folder, arrays))
    if reader.documents != manifest.documents:
        raise DamagedIndexError(
            f"{folder} holds {reader.documents} articles where {manifest.documents} were written. "
            "Run `searchapp reindex`."
        )
    return reader


def open_postings(folder: Path, arrays: Arrays) -> Postings:
    """The segments of a generation's folder."""
    return Postings(
        [
            (Segment(entry.path(folder), arrays.find_string), np.array(sorted(entry.deleted_docs()), np.int64))
            for entry in read_toc(folder).segments
        ],
        arrays,
    )


def read_toc(folder: Path) -> TOC:
    """Whoosh's table of contents of a generation. Raises OSError, and DamagedIndexError where there is none."""
    # Whoosh would take a folder that cannot be listed for an empty one.
    found = [int(match[1]) for name in os.listdir(folder) if (match := _TOC_NAME.fullmatch(name))]  # noqa: PTH208
    if not found:
        raise DamagedIndexError(f"{folder} is damaged: its table of contents is missing. Run `searchapp reindex`.")
    return TOC.read(FileStorage(str(folder)), _DEF_INDEX_NAME, gen=max(found), schema=make_schema())
