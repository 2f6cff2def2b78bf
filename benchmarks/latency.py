"""Ask every open index the same questions, in turn and repeatedly, and sum the times up."""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.peers.base import KINDS, Answer, Kind, Question, Session

SHARES = {"p50_ms": 0.50, "p95_ms": 0.95, "p99_ms": 0.99}
_WARM_ROUNDS = 3
_WARM_SECONDS = 10.0
"""What compiles as it runs needs to be asked often before; what is slow is not asked for ever."""
_SLOW_SECONDS = 20.0
"""A peer that needs longer than this for one kind of question takes part in the first round only."""

Questions = Mapping[Kind, Sequence[Question]]
Found = tuple[int, dict[str, int]]


def find_percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies, between two neighbours in proportion.

    Raises ValueError for no values.
    """
    if not values:
        raise ValueError("there is no percentile of nothing")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@dataclass(slots=True)
class Times:
    """For one peer: the key ("or", "or_no_facets", …) → for each question its times in ms; and what it found."""

    samples: dict[str, list[list[float]]] = field(default_factory=dict)
    found: dict[Kind, list[Found]] = field(default_factory=dict)

    def summarize(self) -> dict[str, dict[str, float]]:
        """Percentiles over the questions, each by its median over the rounds; `all_…` over every single time."""
        summary = {}
        for key, questions in self.samples.items():
            medians = [find_percentile(times, 0.5) for times in questions]
            every = [one for times in questions for one in times]
            summary[key] = (
                {name: round(find_percentile(medians, share), 4) for name, share in SHARES.items()}
                | {f"all_{name}": round(find_percentile(every, share), 4) for name, share in SHARES.items()}
                | {"questions": len(questions), "rounds": len(questions[0])}
            )
        return summary


def measure_latency(sessions: Mapping[str, Session], questions: Questions, rounds: int) -> dict[str, Times]:
    """Time all peers: in each round each peer gets all questions of a kind, with facets and without."""
    times = {name: Times() for name in sessions}
    prepared = {
        name: {kind: [session.prepare(question) for question in questions[kind]] for kind in KINDS}
        for name, session in sessions.items()
    }
    for name, session in sessions.items():
        for kind in KINDS:
            end = time.perf_counter() + _WARM_SECONDS
            for each in prepared[name][kind] * _WARM_ROUNDS:
                session.ask(each, facets=True)
                if time.perf_counter() > end:
                    break
    names = list(sessions)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            for kind in KINDS:
                for facets in (True, False):
                    # What others left is not to be searched for rubbish while the clock runs.
                    gc.collect()
                    gc.freeze()
                    _run_round(sessions[name], prepared[name][kind], kind, facets, times[name])
    gc.unfreeze()
    return times


def _run_round(session: Session, prepared: Sequence[Any], kind: Kind, facets: bool, times: Times) -> None:
    key = kind if facets else f"{kind}_no_facets"
    known = times.samples.get(key)
    if known and sum(sum(each) for each in known) / 1000 / len(known[0]) > _SLOW_SECONDS:
        return
    spent: list[float] = []
    found: list[Found] = []
    for each in prepared:
        started = time.perf_counter()
        answer: Answer = session.ask(each, facets)
        spent.append((time.perf_counter() - started) * 1000)
        if facets and known is None:
            found.append((answer.total, session.count_sources(answer)))
    if known is None:
        times.samples[key] = [[one] for one in spent]
        if facets:
            times.found[kind] = found
    else:
        for each_known, one in zip(known, spent, strict=True):
            each_known.append(one)


def compare_answers(own: Times, other: Times) -> dict[str, int]:
    """How many questions a peer answers with our total and our counts of sources, and how many there are."""
    pairs = [pair for kind in KINDS for pair in zip(own.found[kind], other.found[kind], strict=True)]
    return {"same": sum(mine == theirs for mine, theirs in pairs), "of": len(pairs)}
