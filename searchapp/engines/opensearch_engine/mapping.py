"""What an index looks like: its fields, its settings, and the description kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from searchapp import arabic
from searchapp.arabic import SIGN
from searchapp.engines.opensearch_engine.scoring import make_similarities, name_similarity
from searchapp.fields import EXACT, TEXT_FIELDS, VALUE_GAP, term_field

FORMAT = 7
"""Raised when the meaning of what is stored changes."""

ARTICLE = "article"
BLOB = "blob"
"""The two kinds of entries: an article, and bytes kept with the generation."""

CHOICE = SIGN
"""Between the exact forms that count as one word of a query; it stands in none."""

MAX_TERM_BYTES = 32_766
MAX_QUERY_CHARS = 1_000_000
"""No word of a query has as many forms."""
_MAX_VALUE_CHARS = MAX_TERM_BYTES // 4
"""Lucene takes no longer term; a character needs up to four bytes. Nobody can ask for as long a word."""
_STORED = {"type": "binary", "store": True}
_VALUE = {"type": "keyword", "ignore_above": _MAX_VALUE_CHARS}


class Description(msgspec.Struct, frozen=True):
    """What a generation is, kept in its mapping. `state` is "building" until it may be served.

    `held` says for each text field how many documents have a term in it. `checksum` is the sum over all articles of
    the CRC of what is stored, modulo 2⁶⁴.
    """

    state: str = "building"
    format: int = FORMAT
    analyzer: str = arabic.FINGERPRINT
    documents: int = 0
    held: Mapping[str, int] = {}
    checksum: int = 0
    created: str = ""


def make_index(shards: int, replicas: int) -> dict[str, Any]:
    """The body that creates an index to be loaded: never refreshed, its log written at the end.

    What was sent is kept only where copies are made while it comes: they may need it to catch up.
    """
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                "refresh_interval": "-1",
                "similarity": make_similarities(0, {}),
                **make_loading(replicas),
                "analysis": _ANALYSIS,
            }
        },
        "mappings": make_mapping(keep_sent=replicas > 0),
    }


def make_loading(replicas: int) -> dict[str, Any]:
    """The index settings that hold only while an index is loaded, with so many copies.

    Its shards stay where they are. What comes while one moves, the new place reads from what was sent; where that is
    not kept, it is passed over without a word, and then an article lacks and the index cannot be closed.
    """
    return {
        "translog": {"durability": "async", "flush_threshold_size": "2gb"},
        "routing": {
            "allocation": {"enable": "all" if replicas else "new_primaries"},
            "rebalance": {"enable": "none"},
        },
    }


LOADED: Mapping[str, Any] = {
    "translog": {"durability": None, "flush_threshold_size": None},
    "routing": {"allocation": {"enable": None}, "rebalance": {"enable": None}},
}
"""The same settings as the cluster has them by itself."""


_ANALYSIS = {
    "tokenizer": {"words": {"type": "whitespace", "max_token_length": MAX_QUERY_CHARS}},
    "analyzer": {
        "vocalized": {"type": "custom", "tokenizer": "whitespace", "filter": ["bare"]},
        "chosen": {"type": "custom", "tokenizer": "words", "filter": ["choices"]},
    },
    "filter": {
        # All of them at one place: the cluster then takes them for one word, and adds up how often they stand.
        "choices": {"type": "pattern_capture", "preserve_original": False, "patterns": [f"([^{CHOICE}]+)"]},
        # Beside a vocalized form its exact one: what it has besides are digits and signs. No other term has a sign.
        "bare": {
            "type": "word_delimiter",
            "preserve_original": True,
            "generate_number_parts": False,
            "split_on_case_change": False,
            "split_on_numerics": False,
            "stem_english_possessive": False,
            "type_table": [". => ALPHANUM"],
        },
    },
}


def make_mapping(*, keep_sent: bool) -> dict[str, Any]:
    """The fields: of words their exact forms alone, for a stem is looked up as all its forms. Nothing of an entry is
    kept but `document`: what was sent to be indexed is larger.
    """
    properties: dict[str, Any] = {
        "kind": {"type": "keyword", "doc_values": False},
        "document": _STORED,
        "id": _VALUE | {"index": False},
        "day": {"type": "integer"},
        "month": {"type": "keyword"},
        "source": _VALUE,
        "tag": _VALUE,
    }
    for field in TEXT_FIELDS:
        properties[term_field(field.name, EXACT)] = {
            "type": "text",
            "analyzer": "vocalized",
            "search_analyzer": "chosen",
            "similarity": name_similarity(field.name),
            "position_increment_gap": VALUE_GAP,
        }
    return {
        "dynamic": "strict",
        "_source": {"enabled": False, "recovery_source_enabled": keep_sent},
        "_meta": msgspec.to_builtins(Description()),
        "properties": properties,
    }
