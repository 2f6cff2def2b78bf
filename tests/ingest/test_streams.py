from __future__ import annotations

import gzip
import io
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.errors import IngestError
from searchapp.ingest.streams import open_stream, read_all, read_lines
from searchapp.model import Document, Skipped

Read = Callable[..., list[Any]]

LINES = b"".join(b'{"title": "%d"}\n' % number for number in range(5))


class RawBytes(io.RawIOBase):
    """Bytes as an unbuffered file gives them: at most `step` at a time."""

    def __init__(self, data: bytes, step: int = 7) -> None:
        self._rest = data
        self._step = step

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._rest[: min(self._step, len(buffer))]
        self._rest = self._rest[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


def open_all(data: bytes) -> bytes:
    got, fault = read_all(open_stream(RawBytes(data), packed=True), 1 << 20)
    assert not fault
    return got


@given(
    st.lists(st.binary(max_size=300).map(lambda data: data.replace(b"\r", b"")), min_size=1, max_size=4),
    st.booleans(),
)
@settings(max_examples=50)
def test_members_of_a_gzip_file_follow_each_other(parts: list[bytes], padded: bool) -> None:
    data = b"x".join([b"", *parts])  # keeps byte order marks out of the front
    packed = gzip.compress(data[:1]) + gzip.compress(data[1:]) + b"\0" * (100 * padded)
    assert open_all(packed) == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", '{"title": "أول خبر"}\r{"title": "خبر ثان"}\r'),
        ("a.json", '[{"title": "أول خبر"},\r{"title": "خبر ثان"}]\r'),
        ("a.csv", "title,body\rأول خبر,\rخبر ثان,"),
    ],
)
def test_lines_may_end_in_carriage_returns_alone(read: Read, name: str, text: str, encoding: str) -> None:
    assert [item.title for item in read(name, text.encode(encoding))] == ["أول خبر", "خبر ثان"]


@pytest.mark.parametrize("data", [b"a\rb\nc\r\n", b"a\r"])
def test_where_lines_end_otherwise_carriage_returns_stay(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    with open_stream(io.FileIO(path), packed=False) as stream:
        assert stream.read() == data


def test_a_truncated_file_gives_its_whole_lines_and_one_report(read: Read) -> None:
    *documents, skipped = read("a.jsonl.gz", gzip.compress(LINES)[:-9])
    assert [document.title for document in documents] == ["0", "1", "2", "3", "4"][: len(documents)]
    assert len(documents) >= 4
    assert "truncated" in skipped.reason


def test_a_wrong_checksum_loses_nothing_before_it(read: Read) -> None:
    packed = bytearray(gzip.compress(LINES))
    packed[-6] ^= 1
    *documents, skipped = read("a.jsonl.gz", bytes(packed))
    assert len(documents) == 5
    assert skipped == Skipped(
        "a.jsonl.gz", 6, "the gzip data are damaged (incorrect data check); the rest of the file was not read"
    )


def test_text_behind_the_gzip_data_is_reported(read: Read) -> None:
    *documents, skipped = read("a.jsonl.gz", gzip.compress(LINES) + b"rest")
    assert len(documents) == 5
    assert "damaged" in skipped.reason


@pytest.mark.parametrize("data", [b"", b"no gzip"])
def test_what_is_no_gzip_file_is_reported(read: Read, data: bytes) -> None:
    (skipped,) = read("a.jsonl.gz", data)
    assert "gzip" in skipped.reason


def test_a_truncated_page_is_kept_up_to_the_break(read: Read) -> None:
    text = "عنوان الصفحة\n" + "\n".join(f"فقرة رقم {number}" for number in range(300))
    skipped, document = read("a.txt.gz", gzip.compress(text.encode())[:-200])
    assert isinstance(skipped, Skipped)
    assert "truncated" in skipped.reason
    assert document.title == "عنوان الصفحة"
    assert "فقرة رقم 1\n" in document.body


def test_a_long_line_is_skipped_and_the_next_read(read: Read) -> None:
    long = b'{"title": "' + b"a" * 3000 + b'"}\n'
    first, second = read("a.jsonl", long + LINES, max_line_bytes=1000)[:2]
    assert first == Skipped("a.jsonl", 1, "the line is longer than 1000 bytes")
    assert isinstance(second, Document)


def test_a_line_of_exactly_the_bound_is_read() -> None:
    stream: io.BufferedReader = io.BufferedReader(RawBytes(b"12345\n67890\nabcdef\n"))
    lines = list(read_lines(stream, 6))
    assert [line.data for line in lines] == [b"12345\n", b"67890\n", b""]
    assert lines[2].fault


def test_a_bomb_is_never_held(read: Read) -> None:
    bomb = gzip.compress(b"a" * 30_000_000)
    tracemalloc.start()
    try:
        (skipped,) = read("a.jsonl.gz", bomb, max_line_bytes=100_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "longer" in skipped.reason
    assert peak < 5_000_000


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.json", "a.csv"])
def test_every_format_bounds_what_it_holds(read: Read, name: str) -> None:
    data = {"a.json": b'[{"title": "%s"}]', "a.csv": b'title\n"%s"\n'}.get(name, b"%s\n") % (b"a" * 5000)
    results = read(name, gzip.compress(data) if name.endswith(".gz") else data, max_line_bytes=1000)
    assert results
    assert all(isinstance(result, Skipped) for result in results)


@given(st.binary(max_size=400), st.integers(1, 60))
@settings(max_examples=100)
def test_lines_join_to_the_stream(data: bytes, step: int) -> None:
    stream: io.BufferedReader = io.BufferedReader(RawBytes(data, step), 16)
    lines = list(read_lines(stream, 1000))
    assert b"".join(line.data for line in lines) == data
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


@given(st.data())
@settings(max_examples=50)
def test_damage_never_raises_anything_else(data: st.DataObject) -> None:
    packed = bytearray(gzip.compress(LINES * 20))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        got, _ = read_all(open_stream(RawBytes(bytes(packed)), packed=True), 1 << 20)
    except IngestError:
        return
    assert isinstance(got, bytes)


def test_a_failing_disk_is_reported(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr("searchapp.ingest.intake.io.FileIO", fail)
    (skipped,) = read("a.jsonl", LINES)
    assert skipped == Skipped("a.jsonl", None, f"{os.strerror(5)}; the rest of the file was not read")
