from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from searchapp.ingest import Intake
from searchapp.model import Document, Skipped


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or f"خبر {path.name}\nنص.", encoding="utf-8")
    return path


def files(*paths: Path) -> list[str]:
    return [result.file for result in Intake(paths) if isinstance(result, Document)]


def faults(*paths: Path) -> list[Skipped]:
    return [result for result in Intake(paths) if isinstance(result, Skipped)]


def test_a_folder_is_read_in_depth_and_in_order(tmp_path: Path) -> None:
    for name in ["b/z.txt", "b/a.txt", "a.TXT", "c/d/e.txt", "c/a.txt"]:
        write(tmp_path / name)
    assert files(tmp_path) == ["a.TXT", "b/a.txt", "b/z.txt", "c/a.txt", "c/d/e.txt"]


def test_a_named_file_is_known_by_its_name_alone(tmp_path: Path) -> None:
    assert files(write(tmp_path / "deep/a.txt")) == ["a.txt"]


def test_unknown_formats_and_hidden_entries_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    for name in ["a.pdf", "README", ".hidden.txt", ".git/a.txt", "a.gz"]:
        write(tmp_path / name)
    intake = Intake([tmp_path])
    assert list(intake) == []
    assert intake.passed_over == {".pdf": 1, "": 1, ".gz": 1}


def test_a_named_file_of_unknown_format_is_reported(tmp_path: Path) -> None:
    (skipped,) = faults(write(tmp_path / "a.pdf"))
    assert skipped.file == str(tmp_path / "a.pdf")
    assert ".jsonl" in skipped.reason


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.json", "a.csv", "a.csv.gz"])
def test_an_empty_file_is_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(b"") if name.endswith(".gz") else b"")
    assert faults(tmp_path) == [Skipped(str(tmp_path / name), None, "the file is empty")]


@pytest.mark.parametrize(("name", "text"), [("a.json", "[]"), ("a.csv", "title,body\n")])
def test_a_file_that_says_that_it_holds_nothing_is_no_fault(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path / name, text)
    assert faults(tmp_path) == []


@pytest.mark.parametrize("name", ["none.txt", "none/deeper", "a\0b.txt", "x" * 300 + ".txt"])
def test_a_path_that_is_not_there_is_reported(tmp_path: Path, name: str) -> None:
    (skipped,) = faults(tmp_path / name)
    assert skipped.reason
    assert skipped.file == str(tmp_path / name)


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "in/a.txt")
    (tmp_path / "in/link.txt").symlink_to(path)
    (tmp_path / "in/hard.txt").hardlink_to(path)
    assert len(files(tmp_path / "in", path, tmp_path)) == 1


def test_a_folder_loop_is_reported_and_its_files_read_once(tmp_path: Path) -> None:
    write(tmp_path / "a/b/x.txt")
    (tmp_path / "a/b/up").symlink_to(tmp_path / "a")
    assert files(tmp_path / "a") == ["b/x.txt"]
    (skipped,) = faults(tmp_path / "a")
    assert skipped.file == str(tmp_path / "a/b/up")
    assert "leads back" in skipped.reason


def test_a_link_to_another_folder_is_followed_once(tmp_path: Path) -> None:
    write(tmp_path / "other/x.txt")
    for name in ["one", "two"]:
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).symlink_to(tmp_path / "other")
    assert files(tmp_path / "in") == ["one/x.txt"]
    assert faults(tmp_path / "in") == []


def test_a_broken_link_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "none")
    assert [skipped.file for skipped in faults(tmp_path)] == [str(tmp_path / "a.txt")]


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "pages.txt/a.txt")
    assert files(tmp_path) == ["pages.txt/a.txt"]


def test_a_pipe_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert [skipped.reason for skipped in faults(tmp_path)] == ["this is not a regular file"]


def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a/x.txt")
    write(tmp_path / "b/x.txt")
    real = os.listdir

    def refuse(path: Path) -> list[str]:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("searchapp.ingest.walk.os.listdir", refuse)
    assert faults(tmp_path) == [Skipped(str(tmp_path / "a"), None, "Permission denied")]
    assert files(tmp_path) == ["b/x.txt"]


def test_a_file_that_goes_away_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    intake = Intake([path])
    path.unlink()
    assert [type(result) for result in intake] == [Skipped]


def test_a_name_that_is_not_utf8_can_be_stored(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.txt")
    path.write_text("خبر", encoding="utf-8")
    (name,) = files(tmp_path)
    assert name == "\ufffd.txt"


def test_progress_runs_from_nothing_to_all_bytes(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.txt", "خبر\n" + "نص " * 1000)
    write(tmp_path / "rest.pdf")
    intake = Intake([tmp_path])
    assert (intake.files, intake.bytes_read) == (3, 0)
    assert intake.bytes_total == sum((tmp_path / f"{number}.txt").stat().st_size for number in range(3))
    steps = [intake.bytes_read for _ in intake]
    assert steps == sorted(steps)
    assert 0 < steps[0] < intake.bytes_total
    assert intake.bytes_read == intake.bytes_total


def test_no_paths_give_nothing() -> None:
    intake = Intake([])
    assert (list(intake), intake.files, intake.bytes_total) == ([], 0, 0)


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    assert list(Intake([tmp_path])) == list(Intake([tmp_path]))
