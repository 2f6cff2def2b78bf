"""The progress of a reindex."""

from __future__ import annotations

import io

import pytest

from searchapp.cli.progress import (
    BarProgress,
    LineProgress,
    NoProgress,
    choose_progress,
    describe_progress,
    estimate_left,
)
from searchapp.reindex import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def make_progress(read: int, *, stage: str = "reading", articles: int = 100, skipped: int = 0) -> Progress:
    return Progress(stage, articles, skipped, read, 1000, 2.0)


@pytest.mark.parametrize(("read", "left"), [(300, None), (600, 1.0), (1000, 0.0), (2000, 0.0)])
def test_time_left_goes_by_the_bytes_since_the_line_before(read: int, left: float | None) -> None:
    before = Progress("reading", 50, 0, 300, 1000, 1.25)
    assert estimate_left(make_progress(read), before) == left
    assert estimate_left(make_progress(read), None) is None


def test_a_line_while_reading() -> None:
    before = Progress("reading", 0, 0, 0, 1000, 0.0)
    expected = "reading: 50%, 100 articles, 50 articles/s, about 2 s left, 3 skipped"
    assert describe_progress(make_progress(500, skipped=3), before) == expected
    assert describe_progress(make_progress(500)) == "reading: 50%, 100 articles, 50 articles/s"


def test_a_line_before_the_first_byte_gives_no_time() -> None:
    assert describe_progress(make_progress(0, articles=0)) == "reading: 0 articles, 0 articles/s"


def test_a_line_while_writing_gives_no_share() -> None:
    assert describe_progress(make_progress(1000, stage="writing")) == "writing: 100 articles, 50 articles/s"


def test_a_line_while_learning_says_what_is_learned() -> None:
    line = describe_progress(make_progress(1000, stage="learning"))
    assert line == "learning other spellings: 100 articles, 50 articles/s"


def test_the_bar_says_what_is_learned() -> None:
    stream = Terminal()
    with BarProgress(stream) as show:
        for stage in ("reading", "writing", "learning", "writing"):
            show(make_progress(1000, stage=stage))
    shown = [text.split(":")[0].strip() for text in stream.getvalue().split("\r") if text]
    assert list(dict.fromkeys(shown)) == ["reading", "writing", "learning other spellings"]
    assert shown[-1] == "writing"


def test_input_of_no_bytes_is_described() -> None:
    assert describe_progress(Progress("reading", 0, 0, 0, 0, 0.0)) == "reading: 0 articles, 0 articles/s"


def make_lines(stream: io.StringIO, *times: float) -> LineProgress:
    return LineProgress(stream, iter(times).__next__)


def test_lines_come_every_few_seconds_and_at_each_later_stage() -> None:
    stream = io.StringIO()
    with make_lines(stream, 9.0, 9.0, 10.0, 11.0, 13.5, 14.0) as show:
        for read, stage in ((0, "reading"), (100, "reading"), (200, "reading"), (300, "reading"), (1000, "writing")):
            show(make_progress(read, stage=stage))
    shown = [line.split(",")[0] for line in stream.getvalue().splitlines()]
    assert shown == ["reading: 10%", "reading: 30%", "writing: 100 articles"]


def test_a_note_is_a_line_and_what_was_before_it_tells_no_time_left() -> None:
    stream = io.StringIO()
    with make_lines(stream, 0.0, 2.0, 6.0, 10.0) as show:
        show(make_progress(100))
        show.note("It takes longer.")
        show(make_progress(200))
        show(make_progress(300))
    lines = stream.getvalue().splitlines()
    assert lines[1] == "It takes longer."
    assert ["left" in line for line in lines] == [False, False, False, True]


def test_a_note_stands_above_the_bar() -> None:
    stream = Terminal()
    with BarProgress(stream) as show:
        show.note("Early.")
        show(make_progress(100))
        show.note("It takes longer.")
    assert stream.getvalue().startswith("Early.\n")
    assert "\rIt takes longer.\n" in stream.getvalue()


def test_the_bar_shows_stage_share_articles_rate_and_time_left() -> None:
    stream = Terminal()
    with BarProgress(stream) as show:
        show(make_progress(0, articles=0))
        show(make_progress(1000, stage="writing", articles=1234))
    last = stream.getvalue().split("\r")[-1]
    assert "writing: 100%|" in last
    assert "1,234 articles, 617 articles/s" in last
    assert "left" in last


def test_the_bar_stands_files_that_grow_and_files_of_no_bytes() -> None:
    stream = Terminal()
    with BarProgress(stream) as show:
        show(Progress("reading", 0, 0, 0, 0, 0.0))
        show(Progress("writing", 1, 0, 10, 0, 0.1))
    assert "1 articles" in stream.getvalue()


def test_a_bar_on_a_terminal_lines_elsewhere_nothing_when_quiet() -> None:
    assert isinstance(choose_progress(False, Terminal()), BarProgress)
    assert isinstance(choose_progress(False, io.StringIO()), LineProgress)
    assert isinstance(choose_progress(True, Terminal()), NoProgress)
