"""Bytes → text: UTF-8 first, Windows-1256 only where the bytes look like Arabic in it, an error otherwise.

Every byte means something in Windows-1256, so decoding never fails by itself: a damaged UTF-8 text would come
out as «ط§ظ„». The checks here exist to report such text instead.
"""

from __future__ import annotations

from searchapp.errors import IngestError

LEGACY = "cp1256"

_HIGH = bytes(range(0x80, 0x100))
_ARABIC = bytes(byte for byte in _HIGH if "\u0600" <= bytes([byte]).decode(LEGACY) <= "\u06ff")
_FOREIGN = bytes(byte for byte in _HIGH if byte not in _ARABIC and bytes([byte]).decode(LEGACY).isalpha())
_CONTROL_BYTES = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_MOST_CONTROLS = 0.1
# ISO 8859-6 read as Windows-1256 has one foreign letter to four Arabic ones.
_ARABIC_TO_FOREIGN = 10


def count_bytes(data: bytes, chosen: bytes) -> int:
    """How many bytes of `data` are among `chosen`."""
    return len(data) - len(data.translate(None, chosen))


def is_mostly_utf8(data: bytes) -> bool:
    """Whether most bytes beyond ASCII belong to whole UTF-8 characters, so that the text is damaged UTF-8."""
    high = count_bytes(data, _HIGH)
    lost = len(data) - len(data.decode("utf-8", "ignore").encode())
    return 2 * (high - lost) > high


def is_legacy_arabic(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 read as Arabic text in Windows-1256: letters of Arabic, hardly any
    other letter beyond ASCII, no control characters.
    """
    arabic = count_bytes(data, _ARABIC)
    foreign = count_bytes(data, _FOREIGN)
    if arabic < 2 or arabic < _ARABIC_TO_FOREIGN * foreign or count_bytes(data, _CONTROL_BYTES):
        return False
    return not is_mostly_utf8(data)


class LineDecoder:
    """Decodes the lines of one file. The first line beyond ASCII settles how a line that is not UTF-8 is read."""

    def __init__(self) -> None:
        self._utf8 = False
        self._legacy = False

    def note_utf8(self, data: bytes) -> None:
        """Remember that a line was valid UTF-8 (whoever decoded it)."""
        if not self._utf8 and not data.isascii():
            self._utf8 = True

    def decode(self, data: bytes) -> str:
        """The text of a line. Raises IngestError for a line in no known encoding."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            if not self._legacy and (self._utf8 or not is_legacy_arabic(data)):
                raise IngestError(_describe_bytes(error, data)) from None
            if is_mostly_utf8(data) or count_bytes(data, _CONTROL_BYTES):
                raise IngestError(_describe_bytes(error, data)) from None
            self._legacy = True
            return data.decode(LEGACY)
        self.note_utf8(data)
        return text


def decode_page(data: bytes, *, broken: bool = False) -> str:
    """The text of a whole page. `broken`: the bytes end where the file broke, perhaps inside a character.

    Raises IngestError, with the 1-based `line` among its values, for bytes in no known encoding and for bytes
    that are no text.
    """
    if count_bytes(data, _CONTROL_BYTES) > _MOST_CONTROLS * len(data):
        raise IngestError("this is not text (UTF-16 is read only with a byte order mark)", line=1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if broken and error.end == len(data) and "unexpected end" in error.reason:
            text = data[: error.start].decode("utf-8")
        elif is_legacy_arabic(data):
            text = data.decode(LEGACY)
        else:
            line = data.count(b"\n", 0, error.start) + 1
            raise IngestError(_describe_bytes(error, data), line=line) from None
    return text


def _describe_bytes(error: UnicodeDecodeError, data: bytes) -> str:
    byte = data[error.start]
    return f"byte 0x{byte:02X} is not UTF-8, and the text does not read as Windows-1256; save it as UTF-8"
