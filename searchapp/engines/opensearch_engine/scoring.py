"""How a posting scores: the one place that says it, as scripts that the cluster compiles.

The contract's formula needs more than the cluster tells a script, so scores are near the contract's and not equal:

- `first`, where a word comes first in a text, is not known. It is taken to stand where the first of so many words
  would on average, had chance placed them.
- A stem is as rare as the commonest of its forms, not as all of them together.
- A word in several fields adds up the fields' scores, each times its share.
- Of several words that count as one, the one that scores most counts, by its own rarity.
- A phrase has the mean of its words' scores, not the rarest one's; a vocalized term is as rare as its exact form.
- `length` is kept in one byte: exact up to 40 terms, then in steps of an eighth or less.
- `df` counts a shard's documents unless the setting asks for global statistics.

The cluster knows how many documents hold a field, not how many there are; so each field's script has the ratio of the
two, written in when a generation is finished.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from searchapp.engines.base import LEAD_SHARE, LEAD_WORDS, TF_SHARE
from searchapp.fields import TEXT_FIELDS


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
            "weight_script": {"source": "return query.boost;"},
            "script": {"source": _write_script(documents / (held.get(field.name) or documents or 1))},
        }
        for field in TEXT_FIELDS
    }


def _write_script(ratio: float) -> str:
    return (
        f"double rarity = {max(ratio, 1.0)!r} * field.docCount / term.docFreq; "
        "double average = (double) field.sumTotalTermFreq / field.docCount; "
        "double first = doc.length / (doc.freq + 1.0); "
        f"return weight * (Math.log(1.0 + {TF_SHARE} * doc.freq * average / doc.length * rarity)"
        f" + {LEAD_SHARE} * Math.log(1.0 + rarity) / (1.0 + first / {LEAD_WORDS}));"
    )
