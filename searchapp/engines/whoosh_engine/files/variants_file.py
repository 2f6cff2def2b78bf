"""The other spellings that a generation has learned and is frozen with."""

from __future__ import annotations

from pathlib import Path

from searchapp.arabic import Variants
from searchapp.engines.whoosh_engine.files.manifest import explain_unread
from searchapp.errors import DamagedIndexError

VARIANTS = "variants.bin"


def write_variants(folder: Path, variants: Variants) -> None:
    """Write what a generation has learned."""
    (folder / VARIANTS).write_bytes(variants.to_bytes())


def read_variants(folder: Path) -> Variants:
    """What a generation has learned, and what ships. Raises DamagedIndexError, which names the file."""
    path = folder / VARIANTS
    try:
        return Variants.from_bytes(path.read_bytes())
    except OSError as error:
        raise explain_unread(path, error) from error
    except ValueError as error:
        raise DamagedIndexError(f"{path} is damaged ({error}). Run `searchapp reindex`.") from error
