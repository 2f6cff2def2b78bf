"""What processes take together."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

SHARED_MB, OWN_MB = 64, 16
FORKS = f"""
import os, signal
from benchmarks.memory import weigh_below_mb

shared = bytearray(os.urandom({SHARED_MB} << 20))
ready, say = os.pipe()
for _ in range(3):
    if not os.fork():
        own = bytearray(os.urandom({OWN_MB} << 20))
        os.write(say, own[:1])
        signal.pause()
    os.read(ready, 1)
    print(weigh_below_mb(os.getpid()), flush=True)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.killpg(0, signal.SIGTERM)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_what_processes_share_counts_once_and_what_is_their_own_each_time() -> None:
    # A process of its own: to fork one with threads, as this may have, is not safe.
    command = [sys.executable, "-c", FORKS]
    output = subprocess.run(command, capture_output=True, text=True, check=True, start_new_session=True).stdout
    weights = list(map(float, output.split()))
    assert len(weights) == 3
    assert weights[0] > SHARED_MB + OWN_MB
    for before, after in itertools.pairwise(weights):
        assert OWN_MB <= after - before < SHARED_MB
