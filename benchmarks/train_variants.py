"""Find the coefficients by which learned variants are judged, from the pairs of an archive.

    python -m benchmarks.train_variants --corpus ../shared/data/saudinewsnet.jsonl.gz

Right are the pairs of the package's list, and foreign-looking ones whose contexts are all but the same. Wrong are
those below, written by hand, and those whose contexts are nothing alike, or that do not look foreign at all. Prints
the coefficients for `searchapp.arabic.variants.learning`, and how many of the right and the wrong pairs they tell.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.variants import read_stream
from searchapp.arabic.variants.known import Variants
from searchapp.arabic.variants.learning import (
    LEAST_CHANCE,
    Coefficients,
    Pair,
    estimate_chance,
    judge_pairs,
    list_signs,
)

APART = (
    "كينيا غينيا، غاني غيني، لكني لكنني، ولكني ولكنني، انابيب انبوب، عروسين عريسين، بينك بينغ، كوني جوني، "
    "انجليس انجليز، فوزي فوسي، سهوله سهله، كونج كونك، توفيت توفت، برقيتي ببرقيتي، ونمسي ونمشي، ميغا ميكا، "
    "لندن للندن، غيني جيني، توني طوني، قرني قريني، خارطه خريطه، صحفي صحافي، ايراني ايرني، تونسي تنسي، "
    "لبناني لبني، ارمني ارميني، روسي روسيي، بولندي بلندي، كوري كوريي، سوري سوريي، يمني ياماني، نيجر نيجيري، "
    "مالي ميلي، مالطي ملطي، تشاد تشيد، كوبي كابي، تونس تنيس، ليون لين، كان كين، جيل غيل، لويس لوس، "
    "مارك مرك، جون جان، جونز جينز، بول بيل، ديفيد دافيد، مارتن مارتين، كارل كارول، توماس تومسون"
)
SURE_LIKENESS, SURE_FOREIGN = 6.0, 1.0
UNLIKE, NATIVE = 1.5, 0.4
ROUNDS = 50
PENALTY = 0.5


def label_pairs(pairs: Sequence[Pair]) -> list[tuple[Pair, bool]]:
    """The pairs that are known to be right or wrong."""
    listed = Variants()
    apart = {frozenset(pair.split()) for pair in APART.split("، ")}
    labelled = []
    for pair in pairs:
        if any(other == pair.other for other, _ in listed.of(pair.common)):
            labelled.append((pair, True))
        elif frozenset(pair[:2]) in apart or pair.likeness < UNLIKE or pair.foreign < NATIVE:
            labelled.append((pair, False))
        elif pair.likeness > SURE_LIKENESS and pair.foreign > SURE_FOREIGN:
            labelled.append((pair, True))
    return labelled


def fit(labelled: Sequence[tuple[Pair, bool]]) -> Coefficients:
    """Logistic regression by Newton's steps."""
    signs = np.array([list_signs(pair) for pair, _ in labelled])
    right = np.array([answer for _, answer in labelled], float)
    weights = np.zeros(signs.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (right - chance) - PENALTY * weights
        bend = (signs.T * (chance * (1 - chance))) @ signs + PENALTY * np.eye(len(weights))
        weights += np.linalg.solve(bend, slope)
    return Coefficients(*(round(float(weight), 2) for weight in weights))


def main() -> None:
    parser = argparse.ArgumentParser(description="Find the coefficients by which learned variants are judged.")
    parser.add_argument("--corpus", type=Path, required=True)
    labelled = label_pairs(judge_pairs(*read_stream(parser.parse_args().corpus)))
    found = fit(labelled)
    print(found)
    for wanted, name in ((True, "right"), (False, "wrong")):
        chances = [estimate_chance(pair, found) for pair, right in labelled if right is wanted]
        print(f"{name}: {sum(chance >= LEAST_CHANCE for chance in chances):,} of {len(chances):,} taken")


if __name__ == "__main__":
    main()
