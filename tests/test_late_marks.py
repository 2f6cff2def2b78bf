"""What a search shows of its hits when its time is up."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from searchapp.engines.base import EngineQuery, EngineResult
from searchapp.engines.whoosh_engine.reader import WhooshReader
from searchapp.model import SearchRequest
from searchapp.reindex import reindex
from searchapp.search import open_service
from searchapp.settings import Settings

BODY = "بداية النص. " + "كلام " * 100 + "ثم وصلت السفينة إلى الميناء."


@pytest.mark.parametrize("late_s", [0, 60])
def test_hits_are_shown_by_their_beginnings_without_marks(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late_s: int
) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(f'{{"title": "السفينة", "body": "{BODY}"}}\n', "utf-8")
    reindex(settings, [path])
    search, now = WhooshReader.search, time.monotonic

    def search_long(reader: WhooshReader, query: EngineQuery) -> EngineResult:
        found = search(reader, query)
        monkeypatch.setattr(time, "monotonic", lambda: now() + late_s)
        return found

    monkeypatch.setattr(WhooshReader, "search", search_long)
    (hit,) = open_service(settings).search(SearchRequest("السفينة")).hits
    assert bool(hit.title_marks) is not bool(late_s)
    assert any(snippet.marks for snippet in hit.snippets) is not bool(late_s)
    assert ("الميناء" in hit.snippets[0].text) is not bool(late_s)
