"""Stems come from the words of the index itself, and stay what they were when it was made."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh import query as tree

from searchapp import arabic
from searchapp.arabic import Lexicon, Stemmer, learn_lexicon
from searchapp.engines.base import Engine, EngineQuery
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.files.lexicon_file import open_lexicon, read_lexicon, write_lexicon
from searchapp.model import Document

NAME = "شكرموند"
"""A word that no archive has but this one."""


def add(engine: Engine, *bodies: str) -> None:
    with engine.change() as writer:
        for body in bodies:
            writer.add(Document(body, "", body))
        writer.commit()


def find(engine: Engine, word: str) -> int:
    reader = engine.reader()
    return reader.search(EngineQuery(tree.Term("body_stem", reader.stem(word)))).total


def teach(engine: Engine) -> None:
    add(engine, *(f"{NAME} {number}" for number in range(20)), f"ال{NAME} كبير", f"في ال{NAME}")


@pytest.fixture
def learned(each_engine: Engine) -> Engine:
    teach(each_engine)
    return each_engine


def test_a_preposition_comes_off_a_word_that_only_this_archive_has(learned):
    assert arabic.stem(f"ب{NAME}") == f"ب{NAME}"
    assert learned.reader().stem(f"ب{NAME}") == NAME


def test_what_is_added_later_is_stemmed_by_the_words_of_the_first(learned):
    add(learned, f"ذهب إلى ب{NAME}", *(f"ب{NAME} مرة {number}" for number in range(50)))
    assert find(learned, NAME) == 22 + 51
    assert learned.check().whole


def test_an_index_that_was_empty_learns_from_what_is_added_first(each_engine):
    with each_engine.rebuild() as writer:
        writer.commit()
    add(each_engine, *(f"{NAME} {number}" for number in range(20)), f"ال{NAME}")
    assert each_engine.reader().stem(f"ب{NAME}") == NAME


def test_an_article_that_is_replaced_before_the_index_is_made_teaches_nothing(each_engine):
    with each_engine.change() as writer:
        for body in (f"{NAME} " * 20, "بحر"):
            writer.add(Document("a", "", body))
        writer.commit()
    assert each_engine.reader().stem(f"ب{NAME}") == f"ب{NAME}"
    assert find(each_engine, NAME) == 0


def test_a_deleted_article_takes_the_stems_of_its_words_with_it(learned):
    add(learned, f"كال{NAME}")
    with learned.change() as writer:
        assert writer.delete(f"كال{NAME}")
        writer.commit()
    assert find(learned, NAME) == 22


def test_merged_segments_keep_the_stems(engine: WhooshEngine):
    teach(engine)
    for number in range(10):
        add(engine, f"ب{NAME} و{NAME} {number}")
    assert find(engine, f"و{NAME}") == 32
    assert engine.reader().stem(f"ول{NAME}") == NAME


def test_a_lexicon_is_read_from_its_file_as_it_was_written(tmp_path: Path):
    lexicon = learn_lexicon([NAME, "بحر"], [5, 700])
    write_lexicon(tmp_path, lexicon)
    assert read_lexicon(tmp_path).counts == dict(lexicon.counts)
    opened = open_lexicon(tmp_path)
    assert opened.counts[NAME] == 4
    assert opened.counts.get(f"لا{NAME}", 0) == 0
    assert len(opened.counts) == len(lexicon.counts)
    assert [Stemmer(each).stem(f"بال{NAME}") for each in (opened, lexicon)] == [NAME, NAME]


def test_an_empty_lexicon_has_a_file_too(tmp_path: Path):
    write_lexicon(tmp_path, Lexicon({}))
    assert dict(read_lexicon(tmp_path).counts) == {}
