"""The stems of many words by kernels: what `Stemmer` gives, whatever words and counts there are."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic.scanning.lines import decode_lines, encode_lines
from searchapp.arabic.scanning.packing import MOST_LETTERS, pack_affix, pack_lines, pack_words, unpack_words
from searchapp.arabic.stems.evidence import OUTSIDE, PRONOUNS
from searchapp.arabic.stems.lexicon import Lexicon, load_base_lexicon
from searchapp.arabic.stems.stemmer import NEVER_CUT, Stemmer
from searchapp.arabic.stems.stemming import stem_lines, stem_words
from searchapp.arabic.stopwords import STOP_WORDS

needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed")

PROCLITICS = ("", "و", "ف", "ب", "ك", "ل", "س", "ال", "لل", "ي", "ت", *OUTSIDE["ل"])
ENDINGS = ("", "ه", "ا", "ت", "ات", "ون", "ين", "ان", "وا", "يه", "ي", "ته", "تها", *PRONOUNS)
ROOTS = st.text("اوبتلهينسكمفق", min_size=1, max_size=5) | st.sampled_from(sorted(STOP_WORDS))
BEFORE, BEHIND = st.sampled_from(PROCLITICS), st.sampled_from(ENDINGS)
WORDS = st.builds("".join, st.tuples(BEFORE, BEFORE, ROOTS, BEHIND, BEHIND))
COUNTS = st.integers(1, 5000)


def check(words: list[str], lexicon: Lexicon) -> None:
    stems = Stemmer(lexicon).stem_forms(words)
    assert stem_words(words, lexicon, compiled=True) == stems
    for same in (lexicon, Lexicon.restore(lexicon.list_counts())):
        terms, ordinals = stem_lines(encode_lines(words), same)
        found = decode_lines(terms)
        assert found == sorted(set(stems))
        assert [found[place] for place in ordinals.tolist()] == stems


@needs_numba
@settings(max_examples=500)
@given(counts=st.dictionaries(WORDS, COUNTS, max_size=40), others=st.lists(WORDS, max_size=20))
def test_words_of_an_invented_archive_have_the_stems_of_the_rules(counts: dict[str, int], others: list[str]) -> None:
    check([*counts, *others], Lexicon(counts))


@needs_numba
@settings(max_examples=300)
@given(
    root=ROOTS,
    counts=st.dictionaries(st.tuples(BEFORE, BEHIND), COUNTS, max_size=60),
)
def test_a_family_of_words_has_the_stems_of_the_rules(root: str, counts: dict[tuple[str, str], int]) -> None:
    family = {before + root + after: count for (before, after), count in counts.items()}
    check([before + root + after for before in PROCLITICS for after in ENDINGS], Lexicon(family))


@needs_numba
@settings(max_examples=50)  # each asks the whole lexicon that ships
@given(words=st.lists(st.text("والبتهينك", max_size=40) | st.text(max_size=30), max_size=20))
def test_long_words_and_what_is_no_word_have_the_stems_of_the_rules(words: list[str]) -> None:
    check([word.replace("\n", "") for word in words], load_base_lexicon())


@needs_numba
def test_all_words_that_ship_have_the_stems_of_the_rules() -> None:
    base = load_base_lexicon()
    affixed = [
        before + word + after for word in sorted(NEVER_CUT) for before in ("", "و", "ال") for after in ("", "ه")
    ]
    check([*base.counts, *affixed], base)


@needs_numba
def test_parents_are_forgotten_and_found_again_and_words_come_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchapp.arabic.stems.stemming._MOST_FOUND", 256)
    monkeypatch.setattr("searchapp.arabic.stems.stemming._PACKED_WORDS", 1000)
    check(list(load_base_lexicon().counts)[:5000], load_base_lexicon())


@needs_numba
def test_the_name_of_the_rules_tells_what_was_compiled_from_other_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from searchapp.arabic.stems import stemming_kernel

    shutil.copytree(Path(stemming_kernel.__file__).parents[1], tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr("searchapp.arabic.stems.stemming_kernel.resources.files", lambda package: tmp_path)
    before = stemming_kernel.name_rules()
    assert before == stemming_kernel.name_rules()
    with (tmp_path / "stems/evidence.py").open("a") as file:
        file.write(os.linesep)
    assert before != stemming_kernel.name_rules()


def test_no_words_have_no_stems() -> None:
    assert stem_words([], load_base_lexicon(), compiled=True) == []


@needs_numba
@given(words=st.lists(st.text("ءابتهويعغن", max_size=MOST_LETTERS) | st.text(max_size=30), max_size=10))
def test_words_are_packed_and_unpacked(words: list[str]) -> None:
    words = [word.replace("\n", " ") for word in words]
    packed = pack_words(words)
    for each, other in zip(packed, pack_lines(encode_lines(words)), strict=True):
        assert each.tolist() == other.tolist()
    for word, found, length in zip(words, unpack_words(packed), packed.lengths.tolist(), strict=True):
        assert found == (word if length else "")
        assert length in (0, len(word))
        is_packed = 0 < len(word) <= MOST_LETTERS and set(word) <= set("ءابتثجحخدذرزسشصضطظعغفقكلمنهوي")
        assert bool(length) == is_packed


def test_an_affix_has_letters() -> None:
    with pytest.raises(ValueError, match="no affix"):
        pack_affix("x")
