"""The progress of a reindex on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, TextIO

from searchapp.cli.terminal import is_terminal

if TYPE_CHECKING:
    from types import TracebackType

    from tqdm import tqdm

    from searchapp.reindex import Progress

LINE_INTERVAL = 3.0
"""Seconds between two plain lines."""
FIRST_LINE = 1.0
"""Seconds before the first one: a small archive is read by then."""

BAR_FORMAT = "{desc}{percentage:3.0f}%|{bar}| {unit}, {remaining} left"


_STAGES = {"learning": "learning other spellings"}
"""How a stage is called where it is not by its own name."""


def measure_rate(articles: int, seconds: float) -> float:
    """Articles a second; 0 where no time has passed."""
    return articles / seconds if seconds > 0 else 0.0


def estimate_left(progress: Progress, before: Progress | None) -> float | None:
    """Seconds that reading will still take, judged by the bytes read since `before`; None where there is nothing to
    judge by.
    """
    if before is None or progress.bytes_read <= before.bytes_read:
        return None
    left = max(progress.bytes_total - progress.bytes_read, 0)
    return (progress.seconds - before.seconds) * left / (progress.bytes_read - before.bytes_read)


def describe_progress(progress: Progress, before: Progress | None = None) -> str:
    """One line without its end: stage, share read, articles, rate, and the time left, judged since `before`."""
    rate = measure_rate(progress.articles, progress.seconds)
    parts = [f"{progress.articles:,} articles", f"{rate:,.0f} articles/s"]
    if progress.stage == "reading" and progress.bytes_read > 0:
        share = min(progress.bytes_read / progress.bytes_total, 1.0) if progress.bytes_total else 1.0
        left = estimate_left(progress, before)
        parts = [f"{share:.0%}", *parts, *([] if left is None else [f"about {left:.0f} s left"])]
    if progress.skipped:
        parts.append(f"{progress.skipped:,} skipped")
    return f"{_name_stage(progress)}: {', '.join(parts)}"


def _name_stage(progress: Progress) -> str:
    return _STAGES.get(progress.stage, progress.stage)


class LineProgress:
    """Prints a line every few seconds, and at the start of each stage but the first. A context manager, and a
    callback.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._stage = "reading"
        self._next = clock() + FIRST_LINE
        self._before: Progress | None = None

    def __enter__(self) -> LineProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close: each line is whole."""

    def __call__(self, progress: Progress) -> None:
        """Print the line when it is due."""
        now = self._clock()
        if progress.stage == self._stage and now < self._next:
            return
        self._stage, self._next = progress.stage, now + LINE_INTERVAL
        print(describe_progress(progress, self._before), file=self._stream, flush=True)
        self._before = progress

    def note(self, text: str) -> None:
        """Print a line of its own, from any thread. What was before says nothing of what is left any more."""
        self._before = None
        print(text, file=self._stream, flush=True)


class BarProgress:
    """A bar over the bytes read, redrawn in place. A context manager, and a callback."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: tqdm[NoReturn] | None = None

    def __enter__(self) -> BarProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the last state of the bar on the screen."""
        if self._bar is not None:
            self._bar.close()

    def __call__(self, progress: Progress) -> None:
        """Move the bar, which is there from the first byte on; tqdm decides whether to redraw."""
        if self._bar is None and progress.stage == "reading" and not progress.bytes_read:
            return
        stage = f"{_name_stage(progress):<7}"
        rate = measure_rate(progress.articles, progress.seconds)
        unit = f"{progress.articles:,} articles, {rate:,.0f} articles/s"
        bar = self._open_bar(progress.bytes_total, stage, unit) if self._bar is None else self._bar
        new_stage = bar.desc != f"{stage}: "
        bar.set_description(stage, refresh=False)
        bar.unit = unit
        bar.update(min(progress.bytes_read, progress.bytes_total) - bar.n)
        if new_stage:
            bar.refresh()

    def note(self, text: str) -> None:
        """Print a line above the bar, from any thread."""
        if self._bar is None:
            print(text, file=self._stream, flush=True)
        else:
            self._bar.write(text, file=self._stream)

    def _open_bar(self, bytes_total: int, stage: str, unit: str) -> tqdm[NoReturn]:
        from tqdm import tqdm

        # tqdm takes a total of 0 for "unknown" and would then show no bar. Nor does it where the terminal says
        # that its size is 0, as some do in containers; there get_terminal_size answers 80 by 24.
        total, (columns, lines) = max(bytes_total, 1), shutil.get_terminal_size()
        self._bar = tqdm(
            total=total,
            desc=f"{stage}: ",
            unit=unit,
            file=self._stream,
            bar_format=BAR_FORMAT,
            ncols=columns,
            nrows=lines,
        )
        return self._bar


class NoProgress:
    """Says nothing: `--quiet`. A context manager, and a callback."""

    def __enter__(self) -> NoProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close."""

    def __call__(self, progress: Progress) -> None:
        """Print nothing."""

    def note(self, text: str) -> None:
        """Print nothing."""


def choose_progress(quiet: bool, stream: TextIO | None = None) -> LineProgress | BarProgress | NoProgress:
    """The progress that suits the stream (standard error by default)."""
    stream = stream or sys.stderr
    if quiet:
        return NoProgress()
    return BarProgress(stream) if is_terminal(stream) else LineProgress(stream)
