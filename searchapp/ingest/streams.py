"""A file as a stream of bytes in UTF-8 (or Windows-1256): unpacked, without its byte order mark, in bounded memory.

The streams deliver everything that precedes a break before they raise, so that what can be read is kept.
"""

from __future__ import annotations

import codecs
import io
import zlib
from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from searchapp.errors import IngestError

CHUNK_BYTES = 1 << 16
BUFFER_BYTES = 1 << 18
Source = TypeVar("Source", io.RawIOBase, io.BufferedReader)

_GZIP_FORMAT = 31  # zlib's word for "a gzip header and a checksum"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class _ReadStream(io.RawIOBase, Generic[Source]):
    """A stream that is read from another one, and closes it."""

    def __init__(self, source: Source) -> None:
        self._source: Source = source

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._source.close()
        super().close()


class GzipStream(_ReadStream[io.RawIOBase]):
    """The unpacked bytes of a gzip file of one or more members.

    Unlike `gzip.GzipFile` it hands out all that could be unpacked before a break, then raises IngestError.
    """

    def __init__(self, packed: io.RawIOBase) -> None:
        super().__init__(packed)
        self._engine = zlib.decompressobj(_GZIP_FORMAT)
        self._pending = b""
        self._fault = ""

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with at least one byte; 0 at the end. Raises IngestError at a break."""
        data = b""
        while not data:
            if self._fault:
                raise IngestError(self._fault)
            if self._engine.eof and not self._open_member():
                return 0
            self._pending = self._pending or self._source.read(CHUNK_BYTES) or b""
            if not self._pending:
                raise IngestError("the gzip data end too early: the file is truncated")
            data = self._unpack(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _open_member(self) -> bool:
        rest = self._engine.unused_data.lstrip(b"\0")  # tapes pad with zeros
        while not rest:
            chunk = self._source.read(CHUNK_BYTES)
            if not chunk:
                return False
            rest = chunk.lstrip(b"\0")
        self._engine = zlib.decompressobj(_GZIP_FORMAT)
        self._pending = rest
        return True

    def _unpack(self, size: int) -> bytes:
        before = self._engine.copy()
        try:
            data = self._engine.decompress(self._pending, size)
        except zlib.error:
            return self._salvage(before, size)
        self._pending = self._engine.unconsumed_tail
        return data

    def _salvage(self, engine: zlib._Decompress, size: int) -> bytes:
        # A byte at a time, because a failing call gives nothing of what it had unpacked.
        saved = bytearray()
        for at in range(len(self._pending)):
            try:
                saved += engine.decompress(self._pending[at : at + 1], max(1, size - len(saved)))
            except zlib.error as error:
                self._fault = f"the gzip data are damaged ({str(error).rpartition(': ')[2]})"
                break
            if len(saved) >= size:
                self._fault = "the gzip data are damaged"
                break
        return bytes(saved[:size])


class Utf16Stream(_ReadStream[io.BufferedReader]):
    """The bytes of a UTF-16 stream (with its byte order mark) as UTF-8.

    A lone surrogate becomes bytes that are not valid UTF-8, so the line that holds it is refused, not the file.
    """

    def __init__(self, packed: io.BufferedReader) -> None:
        super().__init__(packed)
        self._decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
        self._pending = b""

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with at least one byte; 0 at the end. Raises IngestError for half a character there."""
        while not self._pending:
            chunk = self._source.read1(CHUNK_BYTES)
            try:
                text = self._decoder.decode(chunk, final=not chunk)
            except UnicodeError:
                raise IngestError("the UTF-16 text ends inside a character") from None
            self._pending = text.encode("utf-8", "surrogatepass")
            if not chunk and not self._pending:
                return 0
        data = self._pending[: len(buffer)]
        self._pending = self._pending[len(data) :]
        buffer[: len(data)] = data
        return len(data)


class ReturnStream(_ReadStream[io.BufferedReader]):
    """The bytes of a stream whose lines end in a carriage return alone, as old Macs wrote them, with line feeds."""

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with at least one byte; 0 at the end. Raises what the stream raises."""
        data = self._source.read1(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(data)] = data
        return len(data)


def open_stream(raw: io.RawIOBase, *, packed: bool) -> io.BufferedReader:
    """A buffered stream over a raw file (`packed`: gzip), after its byte order mark; UTF-16 becomes UTF-8, and
    carriage returns line feeds where the file begins with no others.

    Raises IngestError or OSError where the file breaks within its first bytes; closing the
    stream closes the file.
    """
    stream: io.BufferedReader = io.BufferedReader(GzipStream(raw) if packed else raw, BUFFER_BYTES)
    try:
        head = stream.peek(3)
        if head.startswith(_UTF16_MARKS):
            stream = io.BufferedReader(Utf16Stream(stream), BUFFER_BYTES)
            head = stream.peek(1)
    except (IngestError, OSError):
        stream.close()
        raise
    if head.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
    # A line feed may follow the last one.
    if b"\n" not in head and b"\r" in head[:-1]:
        return io.BufferedReader(ReturnStream(stream), BUFFER_BYTES)
    return stream


class Line(NamedTuple):
    """A line with its end, or the reason why there is none (then `data` is empty). `number` is 1-based."""

    number: int
    data: bytes
    fault: str = ""


def read_lines(stream: io.BufferedReader, limit: int) -> Iterator[Line]:
    """The lines of a stream. One longer than `limit` bytes becomes a fault and is never held; a break of the
    stream is the last fault. An empty stream has no lines.
    """
    number = 0
    try:
        while True:
            number += 1
            data = stream.readline(limit + 1)
            if not data:
                return
            if len(data) <= limit:
                yield Line(number, data)
                continue
            while data and not data.endswith(b"\n"):
                data = stream.readline(CHUNK_BYTES)
            yield Line(number, b"", f"the line is longer than {limit} bytes")
    except (IngestError, OSError) as error:
        yield Line(number, b"", describe_break(error))


def read_all(stream: io.BufferedReader, limit: int) -> tuple[bytes, str]:
    """The bytes of a stream up to a break, and the reason of the break ("" for none).

    Raises IngestError when there are more than `limit` bytes.
    """
    chunks: list[bytes] = []
    size = 0
    fault = ""
    try:
        while chunk := stream.read1(CHUNK_BYTES):
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                break
    except (IngestError, OSError) as error:
        fault = describe_break(error)
    if size > limit:
        raise IngestError(f"the page is longer than {limit} bytes")
    return b"".join(chunks), fault


def describe_break(error: Exception) -> str:
    """Why the rest of a file was not read, as a reason for the report."""
    reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return f"{reason}; the rest of the file was not read"
