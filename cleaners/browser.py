"""How do browsers read bytes, where Python's codecs read them otherwise?

The WHATWG Encoding Standard is the law here: Big5 with the Hong Kong characters, GB18030 of 2022, EUC-JP with the rows
that Windows filled, windows-125x without gaps. Error handlers and exchanges make up the difference, both ways.
"""

import re
from codecs import register_error
from functools import cache
from typing import Final

# What GB18030-2022 and the browsers give characters of their own, Python's codec (of the year 2000) still leaves in
# the private use area. The pairs change places, so the way back stays exact.
PRIVATE: Final = (
    "\ue7c7" + "".join(map(chr, range(0xE78D, 0xE797))) + "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864"
)
PUBLIC: Final = "\u1e3f\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19" + "".join(
    map(chr, range(0x9FB4, 0x9FBC))
)
# Likewise with the signs that Python's euc_jp reads as JIS names them, and browsers as Windows does.
JIS: Final = "\u301c\u2016\u2212\u00a2\u00a3\u00ac"
WINDOWS: Final = "\uff5e\u2225\uff0d\uffe0\uffe1\uffe2"
EXCHANGES: Final = {
    "gb18030": (re.compile(f"[{PRIVATE}{PUBLIC}]"), str.maketrans(PRIVATE + PUBLIC, PUBLIC + PRIVATE)),
    "euc_jp": (re.compile(f"[{JIS}{WINDOWS}]"), str.maketrans(JIS + WINDOWS, WINDOWS + JIS)),
}
# Signs that Python's big5hkscs reads otherwise than browsers, who follow cp950 there.
HONG_KONG: Final = "\u2022\uff64\u203e\u223c\u2641\u2609\u00a5\u00a2\u00a3"
TAIWAN: Final = "\u2027\ufe51\u00af\uff5e\u2295\u2299\uffe5\uffe0\uffe1"
SIGNS: Final = (re.compile(f"[{HONG_KONG}]"), str.maketrans(HONG_KONG, TAIWAN))
SLASHES: Final = {b"\xa2\x41": "\u2215", b"\xa2\x42": "\ufe68"}  # big5hkscs gives two codes one slash
BIG5_CHARACTER: Final = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]|.", re.DOTALL)
C1: Final = re.compile("[\x80-\x9f]")
ROWS: Final = 94  # of JIS X 0208, and cells of a row


def decode(content: bytes, charset: str) -> str:
    """Decode as browsers do. Raises UnicodeDecodeError where they would show U+FFFD."""
    _register()
    if charset == "big5":
        return _decode_big5(content)
    text = content.decode(charset, HANDLERS.get(charset, "strict"))
    return _exchange(text, *EXCHANGES[charset]) if charset in EXCHANGES else text


def encode(text: str, charset: str) -> bytes:
    """Encode a text; the inverse of `decode`, where that has one."""
    _register()
    if charset in EXCHANGES:
        text = _exchange(text, *EXCHANGES[charset])
    return text.encode("big5hkscs" if charset == "big5" else charset, HANDLERS.get(charset, "strict"))


def _exchange(text: str, found: re.Pattern[str], table: dict[int, int]) -> str:
    """Translate a text, if there is anything in it to translate: the search is the faster by far."""
    return text.translate(table) if found.search(text) else text


def _decode_big5(raw: bytes) -> str:
    """Decode Big5: Python's big5hkscs, with cp950's reading of what the two have in common."""
    if not any(slash in raw for slash in SLASHES):
        return _exchange(raw.decode("big5hkscs", "winnow-big5"), *SIGNS)
    parts, at = [], 0
    for found in BIG5_CHARACTER.finditer(raw):
        if found[0] in SLASHES:
            parts += (_exchange(raw[at : found.start()].decode("big5hkscs", "winnow-big5"), *SIGNS), SLASHES[found[0]])
            at = found.end()
    return "".join((*parts, _exchange(raw[at:].decode("big5hkscs", "winnow-big5"), *SIGNS)))


def _by_cp950(error: UnicodeError) -> tuple[str | bytes, int]:
    """Ask cp950 for what big5hkscs does not have."""
    if isinstance(error, UnicodeEncodeError):
        return error.object[error.start].encode("cp950"), error.start + 1
    if isinstance(error, UnicodeDecodeError):
        try:
            return error.object[error.start : error.start + 2].decode("cp950"), error.start + 2
        except UnicodeDecodeError:
            raise error from None
    raise error


def _by_cp932(error: UnicodeError) -> tuple[str | bytes, int]:
    """Ask cp932 for the rows of JIS X 0208 that NEC and IBM filled, and which euc_jp leaves empty."""
    if isinstance(error, UnicodeEncodeError) and (pair := _places().get(error.object[error.start])):
        return pair, error.start + 1
    if isinstance(error, UnicodeDecodeError):
        found = _filled().get(bytes(error.object[error.start : error.start + 2]))
        if found:
            return found, error.start + 2
    raise error


@cache
def _filled() -> dict[bytes, str]:
    """Return what cp932 has at each place of JIS X 0208, by its two bytes in EUC-JP."""
    filled = {}
    for row in range(ROWS):
        for cell in range(ROWS):
            high, low = divmod(row * ROWS + cell, 2 * ROWS)  # Shift_JIS lays two rows behind one lead byte
            pair = bytes((high + (0x81 if high < 0x1F else 0xC1), low + (0x40 if low < 0x3F else 0x41)))  # noqa: PLR2004  its gaps
            try:
                filled[bytes((row + 0xA1, cell + 0xA1))] = pair.decode("cp932")
            except UnicodeDecodeError:
                continue
    return filled


@cache
def _places() -> dict[str, bytes]:
    """Return the first place of each character."""
    return {character: pair for pair, character in reversed(_filled().items())}


def _by_number(error: UnicodeError) -> tuple[str | bytes, int]:
    """Read a byte from 0x80 to 0x9F that a charset leaves empty as the control character of its number."""
    if isinstance(error, UnicodeEncodeError) and C1.fullmatch(error.object[error.start]):
        return bytes((ord(error.object[error.start]),)), error.start + 1
    if isinstance(error, UnicodeDecodeError) and C1.fullmatch(chr(error.object[error.start])):
        return chr(error.object[error.start]), error.start + 1
    raise error


def _by_euro(error: UnicodeError) -> tuple[str | bytes, int]:
    """Read the byte 0x80, which is nothing in GB18030, as the euro sign it is on Windows."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start : error.start + 1] == b"\x80":
        return "€", error.start + 1
    raise error


HANDLERS: Final = {
    "big5": "winnow-big5", "euc_jp": "winnow-euc-jp", "gb18030": "winnow-gb18030",
    **{f"cp{number}": "winnow-number" for number in (874, *range(1250, 1259))},
}


@cache
def _register() -> None:
    """Make the error handlers known to the codecs."""
    register_error("winnow-big5", _by_cp950)
    register_error("winnow-euc-jp", _by_cp932)
    register_error("winnow-gb18030", _by_euro)
    register_error("winnow-number", _by_number)
