from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from searchapp.model import Document, Skipped

Read = Callable[..., list[Any]]

TEXT = "وصول القافلة إلى الواحة\nوصلت القافلة، مساء أمس، إلى «الواحة» بعد رحلة طويلة."
RECORD = '{"title": "وصول القافلة إلى الواحة"}\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-mark", "cp1256"])
@pytest.mark.parametrize("name", ["page.txt", "page.jsonl", "page.json", "page.csv"])
def test_every_format_is_read_in_every_encoding(read: Read, name: str, encoding: str) -> None:
    text = {
        "page.txt": TEXT,
        "page.jsonl": RECORD,
        "page.json": f"[{RECORD}]",
        "page.csv": "title\nوصول القافلة إلى الواحة\n",
    }[name]
    marked = b"\xfe\xff" + text.encode("utf-16-be") if encoding == "utf-16-be-mark" else b""
    (document,) = read(name, marked or text.encode(encoding))
    assert document.title == "وصول القافلة إلى الواحة"


def test_legacy_and_unicode_bytes_of_one_text_give_one_id(read: Read) -> None:
    (new,) = read("a.txt", TEXT.encode())
    (old,) = read("b.txt", TEXT.encode("cp1256"))
    assert new.id == old.id


@pytest.mark.parametrize(
    ("data", "line"),
    [
        pytest.param(TEXT.encode()[:-3] + b"\xd9", 2, id="UTF-8 cut inside a letter"),
        pytest.param(TEXT.encode() + b"\n\xff", 3, id="UTF-8 and a wrong byte"),
        pytest.param("Le café est fermé à midi".encode("latin-1"), 1, id="Latin-1"),
        pytest.param("Москва встречает гостей".encode("cp1251"), 1, id="Cyrillic"),
        pytest.param(TEXT.encode("iso8859-6", "ignore"), 1, id="ISO 8859-6"),
        pytest.param(TEXT.encode("utf-16-le"), 1, id="UTF-16 without a mark"),
        pytest.param(TEXT.encode("cp1256") + b"\x00\x01", 1, id="Windows-1256 with NUL"),
        pytest.param(bytes(range(256)), 1, id="binary"),
    ],
)
def test_bytes_in_no_known_encoding_are_reported_with_their_line(read: Read, data: bytes, line: int) -> None:
    (skipped,) = read("page.txt", data)
    assert isinstance(skipped, Skipped)
    assert (skipped.file, skipped.line) == ("page.txt", line)
    assert "Windows-1256" in skipped.reason or "not text" in skipped.reason


@pytest.mark.parametrize("name", ["page.jsonl", "page.json"])
def test_a_record_in_a_wrong_encoding_costs_only_itself(read: Read, name: str) -> None:
    good = RECORD.encode()
    first, bad, last = read(name, good + RECORD.encode("cp1256") + good)
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert bad.line == 2
    assert "is not UTF-8" in bad.reason


def test_after_a_legacy_line_any_legacy_line_is_read(read: Read) -> None:
    lines = RECORD + '{"title": "café"}\n'
    _, second = read("page.jsonl", lines.encode("cp1256"))
    assert second.title == "café"


def test_a_lone_utf16_surrogate_costs_only_its_line(read: Read) -> None:
    data = RECORD.encode("utf-16") + '{"title": "\ud800"}\n'.encode("utf-16-le", "surrogatepass")
    good, bad = read("page.jsonl", data)
    assert isinstance(good, Document)
    assert bad.line == 2


def test_utf16_cut_inside_a_character_keeps_what_precedes(read: Read) -> None:
    good, cut = read("page.jsonl", (RECORD + RECORD).encode("utf-16")[:-1])
    assert isinstance(good, Document)
    assert (cut.line, "inside a character" in cut.reason) == (2, True)


def test_a_stray_control_character_is_taken_out(read: Read) -> None:
    (document,) = read("page.txt", TEXT.replace("أمس", "أم\x00س").encode())
    assert "أمس" in document.body
