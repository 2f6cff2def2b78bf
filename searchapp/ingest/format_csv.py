"""CSV files (`.csv`): the first row names the fields; commas, semicolons, tabs or bars between cells.

A quote that is never closed would swallow the rest of the file. So the lines of a row are kept until the row is
whole; when it is not, its first line is reported and reading goes on with the second.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from searchapp.errors import IngestError
from searchapp.ingest.encoding import LineDecoder
from searchapp.ingest.format_base import Found, InputFile
from searchapp.ingest.options import IngestOptions
from searchapp.ingest.records import RecordReader
from searchapp.ingest.streams import read_lines
from searchapp.model import Skipped

_DELIMITERS = ",;\t|"
_TEXT_FIELDS = ("title", "body", "captions")
_NO_HEADER = (
    "the first row is no header: it names no title, body or captions; if it does so in other words, say in which, "
    "as in --map title=HEADING"
)
_MOST_TIMES_READ = 4
"""How often, at most, the longest row may be read again in one file: bounds the work on hostile quotes."""

Row = tuple[int, list[str]]


def read_csv(file: InputFile) -> Iterator[Found | Skipped]:
    """The articles of a CSV file. A row that is broken, or has more cells than the header, is reported."""
    records = RecordReader(file)
    header: list[str] | None = None
    rows = RowReader(file)
    for row in rows.read_rows():
        if isinstance(row, Skipped):
            yield row
            continue
        line, cells = row
        if header is None:
            header = _read_header(cells, file.options)
            rows.width = len(header)
            if not any(name in header for field in _TEXT_FIELDS for name in file.options.names_of(field)):
                yield Skipped(file.path, line, _NO_HEADER)
                return
        elif len(cells) > len(header) and any(cells[len(header) :]):
            reason = f"the row has {len(cells)} cells where the header has {len(header)}: a quote may be missing"
            yield Skipped(file.path, line, reason)
        else:
            yield records.read(dict(zip(header, cells, strict=False)), line)


def _read_header(cells: list[str], options: IngestOptions) -> list[str]:
    """The names of a header: as the operator maps them, or else in lower case."""
    mapped = options.field_map.values()
    return [name if (name := cell.strip()) in mapped else name.lower() for cell in cells]


class RowReader:
    """The rows of a CSV file with the lines on which they begin, in the face of broken quotes.

    `width` is the header's number of cells, once it is known.
    """

    def __init__(self, file: InputFile) -> None:
        self._path = file.path
        self._limit = file.options.max_line_bytes
        self._lines = read_lines(file.stream, self._limit)
        self._decoder = LineDecoder()
        self._waiting: deque[tuple[int, str]] = deque()
        self._taken: list[tuple[int, str]] = []
        self._faults: list[Skipped] = []
        self._read_again = 0
        self._after_break = False
        self._delimiter = _DELIMITERS[0]
        self.width = 1
        # The module's bound is one for the whole process and smaller than many an article.
        csv.field_size_limit(max(csv.field_size_limit(), self._limit))

    def read_rows(self) -> Iterator[Row | Skipped]:
        """Each row that is not blank, and each fault, in the order of the file."""
        self._find_delimiter()
        while (row := self._read_row()) is not None:
            yield from self._faults
            self._faults.clear()
            if self._is_wanted(row[1]):
                yield row
            if self._read_again > _MOST_TIMES_READ * self._limit:
                reason = "too many quotes are never closed; the rest of the file was not read"
                yield Skipped(self._path, row[0], reason)
                return
        yield from self._faults

    def _read_row(self) -> Row | None:
        """The next row, without cells when it was broken; None at the end."""
        self._taken.clear()
        faults = len(self._faults)
        try:
            # A fresh reader a row: a broken one would carry its state into the next.
            cells = next(csv.reader(self._take_lines(), delimiter=self._delimiter, strict=True), None)
        except csv.Error as error:
            self._reject_row(error)
            return self._taken[0][0], []
        if cells is None:
            return None
        line = self._taken[0][0]
        # A line that could not be read stood inside this row: the row is not whole.
        spoiled = any(fault.line is None or fault.line > line for fault in self._faults[faults:])
        return line, [] if spoiled else cells

    def _is_wanted(self, cells: list[str]) -> bool:
        if self._after_break:
            # What follows a broken row may be the rest of it: paragraphs that would pass for short rows.
            self._after_break = len(cells) != self.width
            return not self._after_break
        return any(cell.strip() for cell in cells)

    def _find_delimiter(self) -> None:
        first = self._next_line()
        if first is not None:
            self._waiting.appendleft(first)
            self._delimiter = max(_DELIMITERS, key=first[1].count)

    def _take_lines(self) -> Iterator[str]:
        size = 0
        while size <= self._limit and (line := self._next_line()) is not None:
            self._taken.append(line)
            size += len(line[1])
            yield line[1]

    def _next_line(self) -> tuple[int, str] | None:
        if self._waiting:
            return self._waiting.popleft()
        for line in self._lines:
            if line.fault:
                self._faults.append(Skipped(self._path, line.number, line.fault))
                continue
            try:
                # Before Python 3.11 the csv module refuses a NUL; it means nothing in any version.
                return line.number, self._decoder.decode(line.data).replace("\0", "")
            except IngestError as error:
                self._faults.append(Skipped(self._path, line.number, str(error)))
        return None

    def _reject_row(self, error: csv.Error) -> None:
        again = self._taken[1:]
        self._waiting.extendleft(reversed(again))
        self._read_again += sum(len(text) for _, text in again)
        reason = "a quote is never closed" if "unexpected end" in str(error) else str(error)
        self._faults.append(Skipped(self._path, self._taken[0][0], f"the row is broken: {reason}"))
        self._after_break = True
