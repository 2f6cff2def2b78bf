"""`check` finds every changed byte, and opening finds what it must not trust."""

from __future__ import annotations

import datetime as dt
import errno
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import query as tree

from searchapp.engines.base import EngineQuery, Filters
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.files import manifest as manifests
from searchapp.errors import DamagedIndexError, NoIndexError
from searchapp.model import Document

TEXT = "وصل وفد من المدينة الكبيرة إلى الميناء صباح اليوم"
QUERIES = [
    EngineQuery(tree.Term("body_stem", "مدين"), sort="newest"),
    EngineQuery(tree.Phrase("body_exact", ["المدينه", "الكبيره"])),
    EngineQuery(tree.Prefix("body_exact", "ال"), Filters(tags=("بحر",))),
    EngineQuery(tree.And([tree.Every(), tree.Not(tree.Term("title_exact", "خبر"))]), Filters(sources=("الميناء",))),
]


@pytest.fixture
def segment(engine: WhooshEngine, folder: Path) -> Path:
    """The one segment of an index of several documents and two generations, the second with a deletion."""
    with engine.rebuild() as writer:
        for number in range(12):
            day = dt.date(2024, 1, 1 + number)
            document = Document(f"a{number}", f"خبر {number}", TEXT, tags=("بحر",), source="الميناء", date=day)
            writer.add(document)
        writer.commit()
    with engine.change() as writer:
        writer.delete("a3")
        writer.commit()
    return next((folder / "gen-000002").glob("*.arrays"))


def find_header_end(segment: Path) -> int:
    return 48 + int.from_bytes(segment.read_bytes()[8:16], "little")


def flip_bytes(path: Path, places: range | list[int]) -> Iterator[int]:
    """Put the file there with one bit changed, for each place; at the end as it was."""
    content = path.read_bytes()
    generator = random.Random(path.name)
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1 << generator.randrange(8)
        path.write_bytes(changed)
        yield place
    path.write_bytes(content)


def search_everything(folder: Path) -> None:
    reader = WhooshEngine(folder).reader()
    for query in QUERIES:
        reader.search(query)
    reader.get("a7")
    reader.complete("ال", 5)


def test_a_sound_index_is_whole(engine, segment):
    report = engine.check()
    assert report.whole
    assert report.leftovers == ()
    assert [(each.name, each.current, each.documents) for each in report.generations] == [
        ("gen-000002", True, 11),
        ("gen-000001", False, 12),
    ]


def test_nothing_to_check_is_an_error_with_the_cure(engine):
    with pytest.raises(NoIndexError, match="searchapp reindex"):
        engine.check()


@pytest.mark.slow
def test_check_names_the_file_of_any_changed_byte(engine, folder, segment):
    head = find_header_end(segment)
    size = segment.stat().st_size
    for path in [folder / "CURRENT", *sorted(segment.parent.iterdir())]:
        places = range(0, path.stat().st_size, 1 + path.stat().st_size // 500)
        if path == segment:
            places = [*range(0, head, 7), *range(head, size, 97), size - 1]
        for _ in flip_bytes(path, places):
            report = engine.check()
            damage = [*report.damage, *(line for each in report.generations for line in each.damage)]
            assert any(path.name in line for line in damage), damage
            assert not report.whole
    assert engine.check().whole


@pytest.mark.slow
def test_opening_refuses_a_changed_byte_in_all_that_it_reads(folder, segment):
    toc = next(segment.parent.glob("*.toc"))
    read = {segment: range(find_header_end(segment)), toc: range(toc.stat().st_size)}
    read[segment.parent / "manifest.json"] = range((segment.parent / "manifest.json").stat().st_size)
    for path, places in read.items():
        for _ in flip_bytes(path, places[:: 1 if path != segment else 5]):
            # The generation before shares the segment's file, so a fault in that leaves nothing to open.
            if path == segment:
                with pytest.raises(DamagedIndexError, match=path.name):
                    WhooshEngine(folder).reader()
            else:
                reader = WhooshEngine(folder).reader()
                assert reader.generation == "gen-000001"
                assert path.name in reader.fallback


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9999])
def test_opening_a_cut_off_file_names_it(folder, segment, part):
    for path in [*segment.parent.glob("*.toc"), segment]:
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * part)])
        opened = WhooshEngine(folder)
        assert any(path.name in note for note in opened.status().notes)
        assert any(path.name in line for each in opened.check().generations for line in each.damage)
        path.write_bytes(content)


def test_a_missing_file_is_named(engine, folder, segment):
    segment.unlink()
    assert segment.name in WhooshEngine(folder).reader().fallback
    assert any(segment.name in line for line in engine.check().generations[0].damage)


@pytest.mark.slow
def test_a_changed_byte_in_an_array_ends_in_an_answer_or_in_a_named_error(folder, segment):
    head = find_header_end(segment)
    refused = 0
    for _ in flip_bytes(
        segment, sorted(random.Random(5).sample(range(max(head, 1 << 16), segment.stat().st_size), 900))
    ):
        try:
            search_everything(folder)
        except DamagedIndexError as error:
            assert segment.name in error.message  # noqa: PT017 (most of these bytes change no answer)
            refused += 1
    assert refused > 20
    search_everything(folder)


def test_a_fault_of_the_program_is_not_called_damage(engine, segment, monkeypatch):
    reader = engine.reader()
    monkeypatch.setattr(type(reader.postings), "find_document", lambda *_: [][0])
    with pytest.raises(IndexError):
        reader.get("a1")


def test_a_damaged_current_file_is_said_and_the_newest_generation_answers(engine, folder, segment):
    (folder / "CURRENT").write_bytes((folder / "CURRENT").read_bytes().replace(b"2", b"1", 1))
    reader = WhooshEngine(folder).reader()
    assert (reader.generation, reader.documents) == ("gen-000002", 11)
    assert "CURRENT" in reader.fallback
    assert [line for line in engine.check().damage if "CURRENT" in line]


def test_a_current_file_that_is_gone_is_damage_until_it_is_written_again(engine, folder, segment):
    (folder / "CURRENT").unlink()
    report = engine.check()
    assert (report.whole, [str(folder / "CURRENT") in line for line in report.damage]) == (False, [True])
    with engine.change() as writer:
        assert engine.check().whole  # it is not known to be lost while a writer may be about to switch
        writer.delete("a4")
        writer.commit()
    assert engine.check().whole


def test_a_current_generation_that_is_gone_is_damage(engine, folder, segment):
    segment.parent.rename(folder / "elsewhere")
    report = engine.check()
    assert "gen-000002" in report.damage[0]
    assert any("elsewhere" in line for line in report.leftovers)


def test_files_that_may_not_be_read_are_not_called_missing_or_damaged(engine, folder, segment, monkeypatch):
    def refuse(*args: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(args[0]))

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(manifests, "hash_file", refuse)
    found = engine.check().generations[0]
    assert found.unread
    assert [line for line in found.damage if "READERS cannot be read: Permission denied. Change its perm" in line]
    assert [line for line in found.damage if f"{segment.name} cannot be read: Permission denied" in line]
    with pytest.raises(DamagedIndexError, match="Change its permissions"):
        WhooshEngine(folder).reader()


def test_what_a_killed_writer_left_is_named_and_no_damage(engine, folder, segment):
    (folder / "CURRENT.new").touch()
    (folder / "gen-000001.removing").mkdir()
    (folder / "gen-000003").mkdir()
    manifests.write_manifest(folder / "gen-000003", manifests.Manifest("gen-000003", "building"))
    (segment.parent / "MAIN_stray.arrays").touch()
    report = engine.check()
    assert report.whole
    assert sorted(Path(line.partition(": ")[0]).name for line in report.leftovers) == [
        "CURRENT.new",
        "MAIN_stray.arrays",
        "gen-000001.removing",
        "gen-000003",
    ]


def test_what_a_writer_is_building_is_not_left_over(engine, segment):
    with engine.rebuild():
        assert engine.check().leftovers == ()
        assert len(engine.check().generations) == 2
