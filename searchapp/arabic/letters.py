"""The tables of letters that the other modules fold, keep or drop. No functions with rules here.

A table maps one character to its common form. Letters are named as Unicode names them; PyArabic supplies the
constants of the Arabic alphabet. The Persian, Urdu, Kurdish, Pashto, Uyghur and Maghrebi letters go to the
Arabic letter of the same skeleton, as Lucene's Persian normalizer does for yeh, keheh and heh: a reader at an
Arabic keyboard types that letter, so پوتین and بوتين meet, and so do أݣادير and أكادير.
"""

from __future__ import annotations

import unicodedata

from pyarabic import araby

ALEF: str = araby.ALEF
ALEF_MAKSURA: str = araby.ALEF_MAKSURA
FEH: str = araby.FEH
HAMZA: str = araby.HAMZA
HEH: str = araby.HEH
KAF: str = araby.KAF
TATWEEL: str = araby.TATWEEL
TEH: str = araby.TEH
TEH_MARBUTA: str = araby.TEH_MARBUTA
WAW: str = araby.WAW
YEH: str = araby.YEH


def _ranges(*bounds: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in bounds for code in range(first, last + 1))


ARABIC_MARKS = _ranges((0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED), (0x08CA, 0x08FF))
"""Vowel signs, shadda, superscript alef, Quranic signs. The small waw and yeh among them stand for vowels too."""

LATIN_MARKS = _ranges((0x0300, 0x036F))
"""The combining accents of Latin, Greek and Cyrillic."""

OTHER_MARKS = "".join(
    mark
    for mark in map(chr, range(0x0483, 0x10000))
    if unicodedata.category(mark) in ("Mn", "Mc", "Me") and mark not in ARABIC_MARKS
)
"""Combining marks of other scripts: they never split a word. Computed, because Unicode's table is the list."""

CONTROLS = "\u00ad\u061c\u180e\ufeff" + _ranges((0x200C, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F))
"""Invisible inside a word: soft hyphen, Arabic letter mark, Mongolian vowel separator, byte order mark, the
joiners, the bidi marks, embeddings, overrides and isolates. Zero width space is not here: it ends a word."""

CODE_RANGES = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
"""ASCII's control characters but its white space: they mean nothing in a text."""

ARABIC_LETTER_RANGES = (
    "\u0620-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f\u0870-\u0887"
    "\u0889-\u088e\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdf9\ufe70-\ufefc"
)
"""A regular expression's character class, without its brackets: letters, tatweel and presentation forms."""

HONORIFICS = "\ufdfa\ufdfb"
"""One-character phrases (ﷺ ﷻ). They separate words: what they expand to has spaces, and nobody types it."""

ALEF_FORMS = dict.fromkeys("آأإٱٲٳ", ALEF)
"""Alef with madda, with hamza above or below, wasla, with wavy hamza above or below."""

HAMZA_SEATS = dict.fromkeys("ؤئ", HAMZA)
"""Waw and yeh with hamza above go to the bare hamza. Sending each to its own seat would keep مسؤول and مسئول
apart; sending both to one seat would merge true waw or yeh with them. It also makes the endings meet: بناء,
بناؤه and بنائه all begin with بناء."""

YEH_FORMS = dict.fromkeys("ىیےېۍێۑؽؾؿۓ", YEH)
"""Alef maksura, Farsi yeh, yeh barree, e, yeh with tail, with small v, with three dots below, Farsi yeh with
inverted v, two dots or three dots above, yeh barree with hamza."""

KAF_FORMS = dict.fromkeys("کڪګڬڭڮگڰڱڲڳڴݢݣػؼ", KAF)
"""Keheh, swash kaf, kaf with ring, with dot, ng, with three dots below, gaf and its kin, keheh with dots."""

HEH_FORMS = dict.fromkeys("ھہۀۂۃەۿ", HEH)
"""Heh doachashmee, heh goal, heh with yeh above, heh goal with hamza, teh marbuta goal, ae, heh with v."""

WAW_FORMS = dict.fromkeys("ۄۅۆۇۈۉۊۋۏ", WAW)
"""Waw with ring, Kirghiz oe, oe, u, yu, Kirghiz yu, waw with two dots, ve, waw with dot."""

OTHER_FORMS = {
    **dict.fromkeys("پٻڀ", "ب"),  # peh, beeh, beheh
    **dict.fromkeys("ٹٺټٿ", "ت"),  # tteh, tteheh, teh with ring, teheh
    **dict.fromkeys("چڃڄڇڿ", "ج"),  # tcheh, nyeh, dyeh, tcheheh, tcheh with dot
    **dict.fromkeys("ځڂڅ", "ح"),  # hah with hamza, with two dots, with three dots
    **dict.fromkeys("ڈډڊڌڍڎ", "د"),  # ddal, dal with ring, with dot, dahal, ddahal, dul
    **dict.fromkeys("ڑڒړڔڕږ", "ر"),  # rreh, reh with small v, ring, dot, small v below, dot below and above
    **dict.fromkeys("ژڗڙ", "ز"),  # jeh, reh with two dots, reh with four dots
    **dict.fromkeys("ښڛڜ", "س"),  # seen with dot below and above, with three dots
    **dict.fromkeys("ڤڡڢڣڥڦ", "ف"),  # veh, dotless feh, feh with dot moved below, with dot, veh below, peheh
    **dict.fromkeys("ڨٯڧ", "ق"),  # qaf with three dots, dotless qaf, qaf with dot
    **dict.fromkeys("ڵڶڷڸ", "ل"),  # lam with small v, dot, three dots
    **dict.fromkeys("ںڻڼڽڹ", "ن"),  # noon ghunna, rnoon, noon with ring, three dots, dot
}
"""Letters that Arabic lacks, each beside the Arabic letter of its skeleton or, for ژ, of its sound."""

DIGITS = {digit: str(value) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(digits)}
"""Arabic-Indic and Extended Arabic-Indic (Persian) digits."""

DECIMAL_SEPARATORS = ".\u066b"
THOUSANDS_SEPARATORS = ",\u066c"
"""The Latin and the Arabic ones. The Arabic comma ، is punctuation only."""
