"""What a reindex makes of the index that is there: articles are never replaced by none, and damage is cured."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import pytest

from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.files.manifest import read_manifest, write_manifest
from searchapp.errors import DamagedIndexError, IndexMismatchError, SearchappError, UnavailableError
from searchapp.reindex import reindex
from searchapp.search import open_service
from searchapp.settings import Settings


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    """A folder without articles."""
    folder = tmp_path / "nothing"
    folder.mkdir()
    return folder


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "one.jsonl"
    path.write_text('{"id": "one", "title": "خبر"}\n', "utf-8")
    return path


def damage(settings: Settings, generation: str) -> None:
    (settings.index_dir / generation / "manifest.json").write_bytes(b"")


def change_analyzer(settings: Settings) -> None:
    folder = settings.index_dir / "gen-000001"
    write_manifest(folder, msgspec.structs.replace(read_manifest(folder), analyzer="another"))


def refuse_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise UnavailableError("The cluster does not answer.")

    monkeypatch.setattr(WhooshEngine, "reader", refuse)


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (lambda settings, patch: damage(settings, "gen-000001"), DamagedIndexError),
        (lambda settings, patch: change_analyzer(settings), IndexMismatchError),
        (lambda settings, patch: refuse_reader(patch), UnavailableError),
    ],
    ids=["damaged", "of another analyzer", "out of reach"],
)
def test_an_index_that_cannot_be_read_now_is_not_replaced_by_an_empty_one(
    settings, article, nothing, monkeypatch, trouble, kind
):
    reindex(settings, [article])
    current = (settings.index_dir / "CURRENT").read_bytes()
    trouble(settings, monkeypatch)
    with pytest.raises(SearchappError, match="No article was found, so the index is left as it is") as caught:
        reindex(settings, [nothing])
    assert type(caught.value) is kind
    assert (settings.index_dir / "CURRENT").read_bytes() == current


def test_no_articles_do_not_replace_a_damaged_index_behind_which_an_empty_one_answers(settings, article, nothing):
    reindex(settings, [nothing])
    reindex(settings, [article])
    damage(settings, "gen-000002")
    assert reindex(settings, [nothing]).generation == "gen-000001"
    assert (settings.index_dir / "CURRENT").read_bytes().startswith(b"gen-000002")


@pytest.mark.parametrize(
    "trouble",
    [lambda settings, patch: damage(settings, "gen-000001"), lambda settings, patch: change_analyzer(settings)],
    ids=["damaged", "of another analyzer"],
)
def test_articles_replace_an_index_that_cannot_be_read(settings, article, monkeypatch, trouble):
    reindex(settings, [article])
    trouble(settings, monkeypatch)
    assert reindex(settings, [article]).articles == 1
    assert open_service(settings).status().documents == 1


@pytest.mark.parametrize("inside", [".", "index"])
def test_an_index_among_the_articles_is_no_article(settings, article, inside):
    settings = dataclasses.replace(settings, index_dir=article.parent / inside)
    for _ in range(3):
        report = reindex(settings, [article.parent])
        assert (report.articles, report.skipped, report.passed_over) == (1, (), {})
