"""Why a hit is found, as a table of what adds how much to its score."""

from __future__ import annotations

from searchapp.cli.terminal import render_table
from searchapp.model import Explanation, NearPair, Place

_HEADER = ["weight", "word", "form", "term", "where"]


def render_explanation(explanation: Explanation) -> list[str]:
    """The explanation as lines: a table of its parts, the last row their sum, which is the score."""
    rows = [
        [_show_weight(part.weight), part.text, part.form, part.term, "; ".join(map(_show_place, part.places))]
        for part in explanation.parts
    ]
    if explanation.nearness:
        rows.append(
            [_show_weight(explanation.nearness), "", "nearness", "", "; ".join(map(_show_pair, explanation.pairs))]
        )
    rows.append([_show_weight(explanation.score), "", "score", "", ""])
    return render_table(_HEADER, rows, widest=24)


def _show_weight(weight: float) -> str:
    return f"{weight:.4f}"


def _show_place(place: Place) -> str:
    times = "once" if place.count == 1 else f"{place.count:,} times"
    return f"{place.field}: {times}, word {place.first + 1:,} ({'، '.join(place.words)})"


def _show_pair(pair: NearPair) -> str:
    apart = "side by side" if pair.distance == 1 else f"{pair.distance:,} words apart"
    return f"{pair.field}: {' + '.join(pair.words)}, {apart}"
