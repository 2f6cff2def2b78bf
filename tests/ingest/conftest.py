"""Reading bytes as a file of a given name, without a test knowing where it lies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from searchapp.ingest import IngestOptions, Intake
from searchapp.model import Document, Skipped

ReadBytes = Callable[..., list[Document | Skipped]]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadBytes:
    """Call it with a file name, its bytes (or text, as UTF-8) and options; get what the intake gives. The file
    lies in the current folder, so reports name it as the test does.
    """
    monkeypatch.chdir(tmp_path)

    def read_as(name: str, data: bytes | str, **options: Any) -> list[Document | Skipped]:
        path = Path(name)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return list(Intake([path], IngestOptions(**options)))

    return read_as


@pytest.fixture
def pages() -> Path:
    """The folder of sample pages."""
    return Path(__file__).parent / "pages"
