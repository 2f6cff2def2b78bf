"""JSON files (`.json`): an array of objects, one object, or objects one after another.

The file is read in pieces: only one element is held, however large the array is. An element that is broken
inside its brackets is reported and the next one read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from searchapp.errors import IngestError
from searchapp.ingest.encoding import LineDecoder
from searchapp.ingest.format_base import Found, InputFile
from searchapp.ingest.format_jsonl import read_value
from searchapp.ingest.records import NO_OBJECT, RecordReader
from searchapp.ingest.streams import CHUNK_BYTES, Line, describe_break
from searchapp.model import Skipped

_IN_TEXT = re.compile(rb'["\\]')
_BETWEEN = re.compile(rb'["{}\[\]]')
_AFTER = re.compile(rb'[",{}\[\]]')
_START = re.compile(rb"[^\s,]")
_MATES = {b"{": b"}", b"[": b"]"}


def read_json(file: InputFile) -> Iterator[Found | Skipped]:
    """The articles of a JSON file, each with the line on which it begins."""
    records = RecordReader(file)
    decoder = LineDecoder()
    for line in ElementSplitter(file.stream, file.options.max_line_bytes).split():
        if line.fault:
            yield Skipped(file.path, line.number, line.fault)
        else:
            yield read_value(line.data, line.number, file.path, records, decoder)


class ElementSplitter:
    """Cuts a stream of JSON into the objects of its top array, or of its top level, by brackets and quotes."""

    def __init__(self, stream: io.BufferedReader, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._chunk = b""
        self._at = 0
        self._line = 1
        self._in_array = False
        self._closed = False
        self._balanced = True
        """Whether the brackets add up so far as the latest element shows. If not, that element is reported, and
        what its brackets upset right behind it is no second fault."""

    def split(self) -> Iterator[Line]:
        """Each element with the line on which it begins; a fault for what is none."""
        try:
            while self._find_start():
                start = self._line
                opening = self._chunk[self._at : self._at + 1]
                if self._closed:
                    yield Line(start, b"", "there is more text after the end of the JSON array")
                    return
                if opening == b"[" and not self._in_array:
                    self._in_array = True
                    self._take(1)
                elif opening == b"]" and self._in_array:
                    self._closed = True
                    self._take(1)
                elif opening == b"}" and self._in_array:
                    self._take(1)
                    if self._balanced:
                        yield Line(start, b"", "a bracket closes nothing")
                    self._balanced = False
                elif opening == b"{" or self._in_array:
                    yield self._read_element(start)
                else:
                    yield Line(start, b"", "the top of a JSON file must be an array or an object")
                    return
            if self._in_array and not self._closed and self._balanced:
                yield Line(self._line, b"", "the JSON array is never closed: the file may be truncated")
        except (IngestError, OSError) as error:
            yield Line(self._line, b"", describe_break(error))

    def _fill(self) -> bool:
        if self._at < len(self._chunk):
            return True
        self._chunk = self._stream.read1(CHUNK_BYTES)
        self._at = 0
        return bool(self._chunk)

    def _take(self, size: int) -> bytes:
        piece = self._chunk[self._at : self._at + size]
        self._at += len(piece)
        self._line += piece.count(b"\n")
        return piece

    def _find_start(self) -> bool:
        while self._fill():
            match = _START.search(self._chunk, self._at)
            self._take((match.start() if match else len(self._chunk)) - self._at)
            if match:
                return True
        return False

    def _read_element(self, start: int) -> Line:
        self._balanced = self._chunk[self._at : self._at + 1] not in _MATES
        if self._balanced:
            return self._read_scalar(start)
        element = bytearray()
        size = 0
        for piece in self._walk_brackets():
            size += len(piece)
            if size <= self._limit:
                element += piece
            else:
                element.clear()
        if size > self._limit:
            return Line(start, b"", f"the record is longer than {self._limit} bytes")
        return Line(start, bytes(element))

    def _walk_brackets(self) -> Iterator[bytes]:
        """The pieces of an element, up to the bracket that closes it or the end of the stream."""
        mate = _MATES[self._chunk[self._at : self._at + 1]]
        depth = 0
        in_text = False
        while self._fill():
            match = (_IN_TEXT if in_text else _BETWEEN).search(self._chunk, self._at)
            if match is None:
                yield self._take(len(self._chunk) - self._at)
                continue
            sign = match[0]
            yield self._take(match.end() - self._at)
            if sign == b"\\":
                if self._fill():
                    yield self._take(1)
            elif sign == b'"':
                in_text = not in_text
            else:
                depth += 1 if sign in _MATES else -1
                if depth == 0:
                    self._balanced = sign == mate
                    return

    def _read_scalar(self, start: int) -> Line:
        """Skip a value that is no object, up to the next comma or bracket outside quotes."""
        in_text = False
        while self._fill():
            match = (_IN_TEXT if in_text else _AFTER).search(self._chunk, self._at)
            self._take((match.start() if match else len(self._chunk)) - self._at)
            if match is None:
                continue
            if not in_text and match[0] != b'"':
                break
            self._take(1)
            if match[0] == b'"':
                in_text = not in_text
            elif self._fill():
                self._take(1)
        return Line(start, b"", NO_OBJECT)
