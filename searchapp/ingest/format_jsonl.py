"""JSON lines (`.jsonl`, `.ndjson`): one object a line; empty lines mean nothing."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from searchapp.errors import IngestError
from searchapp.ingest.encoding import LineDecoder
from searchapp.ingest.format_base import Found, InputFile
from searchapp.ingest.records import RecordReader
from searchapp.ingest.streams import read_lines
from searchapp.model import Skipped

_DECODER = msgspec.json.Decoder()
_NOISE = "JSON is malformed: "


def read_jsonl(file: InputFile) -> Iterator[Found | Skipped]:
    """The articles of a file of JSON lines. A line that is broken is reported; the rest goes on."""
    records = RecordReader(file)
    decoder = LineDecoder()
    for line in read_lines(file.stream, file.options.max_line_bytes):
        if line.fault:
            yield Skipped(file.path, line.number, line.fault)
        elif not line.data.isspace():
            yield read_value(line.data, line.number, file.path, records, decoder)


def read_value(data: bytes, line: int, path: str, records: RecordReader, decoder: LineDecoder) -> Found | Skipped:
    """The document of one JSON value that begins on `line`, or why there is none."""
    try:
        return records.read(parse_value(data, decoder), line)
    except IngestError as error:
        return Skipped(path, line, str(error))


def parse_value(data: bytes, decoder: LineDecoder) -> object:
    """One JSON value. Raises IngestError for bytes that are no text, and for text that is no JSON."""
    try:
        try:
            value = _DECODER.decode(data)
        except UnicodeDecodeError:
            return _DECODER.decode(decoder.decode(data))
    except RecursionError:
        raise IngestError("the JSON is nested too deep") from None
    except ValueError as error:
        # Bytes that are no text often break the JSON first; that they are no text is the truer reason.
        decoder.decode(data)
        raise IngestError(f"this is not JSON: {str(error).removeprefix(_NOISE)}") from None
    decoder.note_utf8(data)
    return value
