"""Memory of a process and all it started, as the kernel shares it out."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from types import TracebackType

_SECONDS_BETWEEN = 0.5


def list_tree(pid: int) -> list[int]:
    """The process and those below it."""
    found = [pid]
    for each in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def read_pss_mb(pid: int) -> float:
    """Proportional set size: pages that several processes share count a part in each. 0 when it is gone."""
    return _read_mb(pid, "Pss")


def weigh_below_mb(pid: int) -> float:
    """What the processes below one take together, each page that any of them has counted once, whoever else has it.

    Their own parts of shared pages would not do: of what they share with the parent one child is told a half, four
    are told four fifths.
    """
    private = _read_mb(pid, "Private_Clean") + _read_mb(pid, "Private_Dirty")
    return sum(map(read_pss_mb, list_tree(pid))) - private


def _read_mb(pid: int, name: str) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0


class PeakMemory:
    """While it is entered, watches a process and all it started; `peak_mb` is the largest sum that was seen."""

    def __init__(self, pid: int) -> None:
        self.peak_mb = 0.0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_SECONDS_BETWEEN):
            self.peak_mb = max(self.peak_mb, sum(map(read_pss_mb, list_tree(self._pid))))
