"""What the workers of a server know of each other."""

from __future__ import annotations

import subprocess
import sys

import pytest

from searchapp.cli.shared_counts import SharedCounts


@pytest.fixture
def counts() -> SharedCounts:
    return SharedCounts()


def test_the_least_of_the_slots_in_use_is_known(counts: SharedCounts) -> None:
    first, second = counts.take_slot(), counts.take_slot()
    assert counts.is_least(first)
    assert counts.is_least(second)
    counts.write(first, 1)
    assert not counts.is_least(first)
    assert counts.is_least(second)


def test_a_slot_that_was_given_back_counts_no_more_and_is_taken_again(counts: SharedCounts) -> None:
    first, second = counts.take_slot(), counts.take_slot()
    counts.write(second, 3)
    counts.give_back(first)
    assert counts.is_least(second)
    assert counts.take_slot() == first
    assert not counts.is_least(second)


def test_a_number_beyond_what_fits_is_large(counts: SharedCounts) -> None:
    first, second = counts.take_slot(), counts.take_slot()
    counts.write(first, 1_000_000)
    counts.write(second, 1000)
    assert not counts.is_least(first)


FORK = """
import os
from searchapp.cli.shared_counts import SharedCounts
counts = SharedCounts()
first, second = counts.take_slot(), counts.take_slot()
child = os.fork()
if not child:
    counts.write(second, 5)
    os._exit(0)
os.waitpid(child, 0)
for number in (4, 6):
    counts.write(first, number)
    print(counts.is_least(first))
"""


def test_a_forked_process_writes_for_all() -> None:
    # A process of its own: to fork one with threads, as this may have, is not safe.
    output = subprocess.run([sys.executable, "-c", FORK], capture_output=True, text=True, check=True).stdout
    assert output.split() == ["True", "False"]
