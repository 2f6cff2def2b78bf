"""One reading of files and folders: documents and what was skipped, with the progress in bytes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from searchapp.errors import IngestError
from searchapp.ingest.format_base import Found, InputFile
from searchapp.ingest.options import DEFAULT_OPTIONS, IngestOptions
from searchapp.ingest.register import find_reader
from searchapp.ingest.streams import describe_break, open_stream
from searchapp.ingest.walk import FoundFile, find_files, show_path
from searchapp.model import Document, Skipped


class Intake:
    """Iterating gives each `Document`, in a stable order, and each `Skipped` with its reason; bad input raises
    nothing. The files are looked up when the intake is made and read when it is iterated.

    No paths, or folders without a known format, give nothing; nor do, within folders, files and folders that are the
    program's `own`.
    """

    def __init__(
        self, paths: Sequence[Path], options: IngestOptions = DEFAULT_OPTIONS, own: Collection[Path] = ()
    ) -> None:
        self._options = options
        self.passed_over: Counter[str] = Counter()
        """How many files of folders have no known format, by the endings of their names, empty for none."""
        self._found = list(find_files(paths, self.passed_over, own))
        sizes = [found.size for found in self._found if isinstance(found, FoundFile)]
        self.files = len(sizes)
        """How many files will be read."""
        self.bytes_total = sum(sizes)
        """The size of these files on disk (packed, where they are)."""
        self.place: tuple[str, int | None] = ("", None)
        """Where the item that was just given came from: the file's path as typed, and its line if it has one."""
        self.faults: tuple[str, ...] = ()
        """What the document that was just given states and could not be read: a date that is no day."""
        self.untaken: Counter[str] = Counter()
        """The names of values in records that no field takes, each with how many records have it."""
        self.unmet = dict(options.field_map)
        """Of the options' `field_map`: fields whose name no record had a value under."""
        self._bytes_done = 0
        self._open: tuple[io.FileIO, int] | None = None

    @property
    def bytes_read(self) -> int:
        """How far the reading is, on the scale of `bytes_total`. Reading runs ahead of the documents by a buffer."""
        if self._open is None:
            return self._bytes_done
        raw, size = self._open
        return self._bytes_done + min(raw.tell(), size)

    def __iter__(self) -> Iterator[Document | Skipped]:
        self._bytes_done = 0
        for found in self._found:
            if isinstance(found, Skipped):
                self.place = (found.file, found.line)
                self.faults = ()
                yield found
                continue
            path = show_path(found.path)
            for item in self._read_file(found, path):
                self.place = (path, item.line)
                self.faults = item.faults if isinstance(item, Found) else ()
                yield item.document if isinstance(item, Found) else item
            self._bytes_done += found.size

    def _read_file(self, found: FoundFile, path: str) -> Iterator[Found | Skipped]:
        format_ = find_reader(found.path.name)
        if format_ is None:
            raise ValueError(f"{found.name} was found without a format")
        reader, packed = format_
        try:
            with io.FileIO(found.path, "r") as raw, open_stream(raw, packed=packed) as stream:
                self._open = (raw, found.size)
                if not stream.peek(1):
                    yield Skipped(path, None, "the file is empty")
                    return
                yield from reader(InputFile(found.name, path, stream, self._options, self.untaken, self.unmet))
        except (OSError, IngestError) as error:
            yield Skipped(path, None, describe_break(error))
        finally:
            self._open = None
