"""What a generation has learned and is frozen with, as blobs: its lexicon and its other spellings."""

from __future__ import annotations

import msgspec

from searchapp.arabic import Lexicon, Variants
from searchapp.engines.opensearch_engine.blobs import Blobs
from searchapp.errors import DamagedIndexError

_LEXICON = "lexicon"
_VARIANTS = "variants"
_encode = msgspec.msgpack.Encoder().encode
_decode_lexicon = msgspec.msgpack.Decoder(tuple[str, bytes]).decode


def write_lexicon(blobs: Blobs, lexicon: Lexicon) -> None:
    """Keep the lexicon of a generation."""
    # `Lexicon.pack` would take an eighth of the room, and thirty times as long, of which each load would wait.
    sizes = bytes(count.bit_length() for count in lexicon.counts.values())
    blobs.write([(_LEXICON, _encode(("\n".join(lexicon.counts), sizes)))])


def read_lexicon(blobs: Blobs) -> Lexicon:
    """The lexicon of a generation. Raises DamagedIndexError where it is gone."""
    forms, sizes = _decode_lexicon(_read(blobs, _LEXICON))
    return Lexicon.restore({form: 1 << size - 1 for form, size in zip(forms.split(), sizes, strict=True)})


def write_variants(blobs: Blobs, variants: Variants) -> None:
    """Keep what a generation has learned of other spellings."""
    blobs.write([(_VARIANTS, variants.to_bytes())])


def read_variants(blobs: Blobs) -> Variants:
    """What a generation has learned, and what ships. Raises DamagedIndexError where it is gone."""
    return Variants.from_bytes(_read(blobs, _VARIANTS))


def _read(blobs: Blobs, name: str) -> bytes:
    (content,) = blobs.read([name])
    if content is None:
        raise DamagedIndexError(f"{blobs.index} has lost its {name}. Run `searchapp reindex`.")
    return content
