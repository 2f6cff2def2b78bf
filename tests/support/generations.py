"""Generations of the default engine that tests make and look at."""

from __future__ import annotations

from pathlib import Path

from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.model import Document


def rebuild(engine: WhooshEngine, *names: str) -> None:
    with engine.rebuild() as writer:
        for name in names:
            writer.add(Document(name, "عنوان", "نص قصير"))
        writer.commit()


def list_ids(engine: WhooshEngine) -> list[str]:
    result = engine.reader().search(EngineQuery(tree.Every(), limit=1000))
    return [document.id for document, _ in result.hits]


def list_generations(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("gen-*"))


def find_segment(folder: Path, generation: str) -> Path:
    return next((folder / generation).glob("*.arrays"))
