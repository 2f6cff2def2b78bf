"""The exact form of a word: spellings that a reader takes for the same become the same.

Rules run in the order of `fold`. Each is one function that changes one thing, so a word may pass through any
of them alone. None of them strips a prefix or an ending: that is the stem's work.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import reduce

from pyarabic import araby

from searchapp.arabic import letters

MAX_TERM_CHARS = 100
"""A term is cut here, so that a text without spaces cannot make one of a megabyte."""
MAX_READ_CHARS = 1000
"""What is read of one word: room for a term's letters with all their marks, and a bound on the work."""

_ALEF = str.maketrans(letters.ALEF_FORMS)
_YEH = str.maketrans(letters.YEH_FORMS)
_KAF = str.maketrans(letters.KAF_FORMS)
_HEH = str.maketrans(letters.HEH_FORMS)
_FOREIGN = str.maketrans(letters.WAW_FORMS | letters.OTHER_FORMS)
_HAMZA = str.maketrans(letters.HAMZA_SEATS)
_DIGITS = str.maketrans(letters.DIGITS)
_MARKS = str.maketrans("", "", letters.ARABIC_MARKS)
_CONTROLS = str.maketrans("", "", letters.CONTROLS)
_ACCENTS = str.maketrans("", "", letters.LATIN_MARKS)
_DECIMAL = re.compile(rf"(?<=\d)[{letters.DECIMAL_SEPARATORS}](?=\d)")
_HIDDEN = re.compile(f"[{re.escape(letters.ARABIC_MARKS + letters.CONTROLS + letters.TATWEEL)}]+")


def compose_letters(word: str) -> str:
    """Presentation forms, ligatures and letters written in parts become plain letters (NFKC).

    >>> compose_letters("ﺍﻟﺴﻼﻡ")
    'السلام'
    """
    return unicodedata.normalize("NFKC", word)


def strip_arabic_marks(word: str) -> str:
    """Vowel signs and Quranic signs go.

    >>> strip_arabic_marks("كِتَابٌ")
    'كتاب'
    """
    return word.translate(_MARKS)


def strip_tatweel(word: str) -> str:
    """The stroke that only lengthens a word goes.

    >>> strip_tatweel("كتـــاب")
    'كتاب'
    """
    text: str = araby.strip_tatweel(word)
    return text


def strip_controls(word: str) -> str:
    """Bidi controls, joiners, soft hyphen and byte order mark go; Persian می‌خواهم becomes one piece.

    >>> strip_controls("می\u200cخواهم")
    'میخواهم'
    """
    return word.translate(_CONTROLS)


def fold_hamza_after_yeh(word: str) -> str:
    """هيأة is written هيئة too. This runs before alef loses its hamza.

    >>> fold_hamza_after_yeh("هيأة")
    'هيئة'
    """
    return word.replace("يأة", "يئة")


def fold_alef(word: str) -> str:
    """Alef with madda, hamza or wasla is alef.

    >>> fold_alef("آأإٱ")
    'اااا'
    """
    return word.translate(_ALEF)


def fold_yeh(word: str) -> str:
    """Alef maksura and Farsi yeh are yeh: writers mix them at the end of a word.

    >>> fold_yeh("مستشفى")
    'مستشفي'
    """
    return word.translate(_YEH)


def fold_kaf(word: str) -> str:
    """Keheh, gaf and their kin are kaf.

    >>> fold_kaf("کوريا")
    'كوريا'
    """
    return word.translate(_KAF)


def fold_heh(word: str) -> str:
    """The hehs of Persian, Urdu and Kurdish are heh.

    >>> fold_heh("ھہە")
    'ههه'
    """
    return word.translate(_HEH)


def fold_foreign_letters(word: str) -> str:
    """Other letters that Arabic lacks become those that an Arabic keyboard has.

    >>> fold_foreign_letters("پاريس ڤيينا")
    'باريس فيينا'
    """
    return word.translate(_FOREIGN)


def fold_teh_marbuta(word: str) -> str:
    """Teh marbuta is heh: its dots are often left out.

    >>> fold_teh_marbuta("مدينة")
    'مدينه'
    """
    return word.replace(letters.TEH_MARBUTA, letters.HEH)


def fold_hamza_seats(word: str) -> str:
    """Hamza on waw or yeh is hamza, so that both spellings of a word meet. A lone hamza stays.

    >>> fold_hamza_seats("مسؤول") == fold_hamza_seats("مسئول") == "مسءول"
    True
    """
    return word.translate(_HAMZA)


def fold_digits(word: str) -> str:
    """Arabic-Indic and Persian digits are ASCII digits.

    >>> fold_digits("٢٠٢٣ ۱۲")
    '2023 12'
    """
    return word.translate(_DIGITS)


def fold_latin(word: str) -> str:
    """Letters with case are folded to lower case, and lose their accents.

    >>> fold_latin("Élysée")
    'elysee'
    """
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.casefold()).translate(_ACCENTS)
    # Composed again, because Korean syllables and kana came apart as well.
    return unicodedata.normalize("NFKC", parts)


def drop_punctuation(word: str) -> str:
    """Only letters, digits and other scripts' marks stay, and the point between two digits.

    >>> drop_punctuation("1,500")
    '1500'
    >>> drop_punctuation("٣٫٥")
    '٣.٥'
    """
    if word.isalnum():
        return word
    whole, *fractions = _DECIMAL.split(word)
    return ".".join(["".join(filter(_is_kept, whole))] + ["".join(filter(_is_kept, part)) for part in fractions])


def _is_kept(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _chain(*rules: Callable[[str], str]) -> Callable[[str], str]:
    return lambda char: reduce(lambda text, rule: rule(text), rules, char)


def _join_tables(rules: Callable[[str], str], codes: Iterable[int]) -> dict[int, str]:
    """Rules that look at one character at a time, as one table: one pass does what many would."""
    return {code: rules(chr(code)) for code in codes}


_STRIPPED = _join_tables(
    _chain(strip_controls, strip_tatweel, strip_arabic_marks), {*_CONTROLS, *_MARKS, ord(letters.TATWEEL)}
)
_FOLDED = _join_tables(
    _chain(
        fold_alef,
        fold_yeh,
        fold_kaf,
        fold_foreign_letters,
        fold_heh,
        fold_teh_marbuta,
        fold_hamza_seats,
        fold_digits,
    ),
    {*_ALEF, *_YEH, *_KAF, *_FOREIGN, *_HEH, *_HAMZA, *_DIGITS, ord(letters.TEH_MARBUTA)},
)
PLAIN_WORD = re.compile("[ء-غف-ي]+")
"""A word of plain Arabic letters, as nearly all are: no marks, no joiners, no other script."""


def fold(word: str) -> str:
    """The exact form of one word: folded, marks removed, nothing stripped.

    At most MAX_TERM_CHARS characters; "" where nothing is left. Folding a folded word changes nothing, but the
    order of marks of other scripts that a dropped sign had kept apart. Never raises, whatever the text.

    >>> fold("الشَّمالِيَّة")
    'الشماليه'
    """
    if not PLAIN_WORD.fullmatch(word):
        word = compose_letters(word[:MAX_READ_CHARS]).translate(_STRIPPED)
    # Before alef: it reads the hamza that fold_alef removes.
    word = fold_hamza_after_yeh(word).translate(_FOLDED)
    if not PLAIN_WORD.fullmatch(word):
        # After hamza: it takes letters apart, and would leave waw and yeh without theirs.
        word = drop_punctuation(fold_latin(word))
    return word[:MAX_TERM_CHARS]


def strip_marks(text: str) -> str:
    """A text for display: marks, tatweel and invisible controls removed, letters untouched.

    Offsets into the original do not hold for it. "" for "".

    >>> strip_marks("كُتّــاب")
    'كتاب'
    """
    # Composed first: a hamza written as a mark of its own is part of its letter.
    return _HIDDEN.sub("", unicodedata.normalize("NFC", text))
