"""What a server lets go of before it starts a worker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from searchapp.cli.sharing import list_unwritten

MAPPINGS = """\
1000-3000 r-xp 00000000 fe:00 42                         /lib/a library.so
Rss:                   8 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
3000-4000 r--p 00002000 fe:00 42                         /lib/a library.so
Anonymous:             4 kB
4000-5000 rw-p 00003000 fe:00 42                         /lib/a library.so
Anonymous:             0 kB
5000-6000 r--s 00000000 00:01 7                          /dev/shm/counts
Anonymous:             0 kB
6000-7000 r--p 00000000 00:00 0
Anonymous:             0 kB
7000-8000 r-xp 00000000 00:00 0                          [vdso]
Anonymous:             0 kB
8000-9000 r--p 00000000 fe:00 43                         /lib/b.so
Anonymous:             0 kB
"""


def test_only_what_files_hold_as_it_is_may_be_read_again() -> None:
    assert list(list_unwritten(MAPPINGS)) == [(0x1000, 0x3000), (0x8000, 0x9000)]


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="the system does not show what a process maps")
def test_a_process_goes_on_with_fewer_pages_of_its_files() -> None:
    script = """
import ctypes, pathlib, numpy
from searchapp.cli.sharing import share_memory

def count():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssFile:"))

before = count()
share_memory(None, None)
print(count() < before / 2, numpy.arange(5).sum())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "10"]
