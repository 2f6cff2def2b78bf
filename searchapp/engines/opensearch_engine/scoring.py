"""How a posting scores: the one place that says it, as scripts that the cluster compiles.

The formula is the contract's. The cluster knows how many documents hold a field, not how many there are, so each
field's script has the ratio of the two, written in when a generation is finished. Lucene keeps a field's length in
one byte, exact up to 40 terms and then in steps of an eighth or less, so longer texts score a little otherwise than
in the default engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from searchapp.fields import TEXT_FIELDS

K1 = 1.2
B = 0.75

# The same for every field and generation, so that a cluster compiles it once.
_SCRIPT = (
    "double average = (double) field.sumTotalTermFreq / field.docCount; "
    f"return weight * doc.freq / (doc.freq + {K1} * ({1 - B} + {B} * doc.length / average));"
)


def name_similarity(field: str) -> str:
    """The mapping's name of how a text field scores.

    >>> name_similarity("title")
    'score_title'
    """
    return f"score_{field}"


def make_similarities(documents: int, held: Mapping[str, int]) -> dict[str, Any]:
    """The index setting `similarity` for so many documents, of which `held` hold a term in each text field."""
    return {
        name_similarity(field.name): {
            "type": "scripted",
            "weight_script": {"source": _write_weight(documents / (held.get(field.name) or documents or 1))},
            "script": {"source": _SCRIPT},
        }
        for field in TEXT_FIELDS
    }


def _write_weight(ratio: float) -> str:
    # The cluster tries a script before it takes it and refuses one that could go below zero.
    idf = f"Math.log({max(ratio, 1.0)!r} * field.docCount / (term.docFreq + 1.0)) + 1.0"
    return f"return query.boost * {K1 + 1} * ({idf});"
