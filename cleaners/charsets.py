"""What does a charset label mean, and how do bytes become text and text the same bytes again?

Labels mean what browsers take them to mean (the WHATWG Encoding Standard): `gb2312` is GB18030, `latin1` is
windows-1252, `big5` has the Hong Kong characters. Python's codecs differ from the browsers' in places; where they do,
error handlers and swaps below make up for it, in both directions.
"""

import codecs
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

# Python's codec, and the labels it does not know or takes in a narrower sense. What is not here names no charset:
# `codecs.lookup` alone would let a page ask for `zlib` or `idna`.
MEANINGS: Final = {
    "utf-8": "utf8 unicode-1-1-utf-8 utf-8-sig unicode11utf8 unicode20utf8 x-unicode20utf8",
    "gb18030": "gbk gb2312 gb_2312 gb_2312-80 gb2312-80 x-gbk cp936 ms936 936 windows-936 chinese csgb2312 "
               "csiso58gb231280 iso-ir-58 euc-cn euccn hz-gb-2312",
    "big5": "big5-hkscs big5hkscs big-5 cn-big5 x-x-big5 csbig5 cp950 ms950 windows-950 big5-eten",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis cswindows31j",
    "euc_jp": "euc-jp x-euc-jp eucjp cseucpkdfmtjapanese ujis",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean cseuckr csksc56011987 windows-949 "
             "uhc ms949 iso-ir-149",
    "utf-16-le": "utf-16 utf-16le utf16 utf16le unicode csunicode ucs-2 iso-10646-ucs-2 unicodefeff",
    "utf-16-be": "utf-16be utf16be unicodefffe",
    "cp1252": "windows-1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 ascii us-ascii "
              "ansi_x3.4-1968 ansi cp819 ibm819 iso-ir-100",
    "cp1254": "windows-1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 latin5 l5",
    "cp874": "windows-874 tis-620 tis620 iso-8859-11 iso8859-11 dos-874",
    "cp1250": "windows-1250 x-cp1250",
    "cp1251": "windows-1251 x-cp1251 win-1251 win1251",
    "cp1253": "windows-1253 x-cp1253",
    "cp1255": "windows-1255 x-cp1255",
    "cp1256": "windows-1256 x-cp1256",
    "cp1257": "windows-1257 x-cp1257",
    "cp1258": "windows-1258 x-cp1258",
    "iso8859_2": "iso-8859-2 iso8859-2 iso_8859-2 latin2 l2",
    "iso8859_3": "iso-8859-3 latin3 l3",
    "iso8859_4": "iso-8859-4 latin4 l4",
    "iso8859_5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859_6": "iso-8859-6 iso8859-6 arabic asmo-708 ecma-114",
    "iso8859_7": "iso-8859-7 iso8859-7 greek greek8 ecma-118 elot_928",
    "iso8859_8": "iso-8859-8 iso-8859-8-i iso8859-8 hebrew visual logical",
    "iso8859_10": "iso-8859-10 latin6 l6",
    "iso8859_13": "iso-8859-13",
    "iso8859_14": "iso-8859-14",
    "iso8859_15": "iso-8859-15 iso8859-15 latin9 l9",
    "iso8859_16": "iso-8859-16",
    "koi8_r": "koi8-r koi8 koi koi8r cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "mac_roman": "macintosh x-mac-roman mac csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp866": "ibm866 866 csibm866",
}
LABELS: Final = {label: codec for codec, labels in MEANINGS.items() for label in (codec, *labels.split())}
DOUBLE: Final = ("gb18030", "big5", "cp932", "euc_jp", "cp949")  # one character, mostly two bytes

# What GB18030-2022 and the browsers give characters of their own, Python's codec (of the year 2000) still leaves in
# the private use area. The pairs change places, so the way back stays exact.
PRIVATE: Final = "\ue7c7" + "".join(map(chr, range(0xE78D, 0xE797))) + "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864"
PUBLIC: Final = "\u1e3f\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19" + "".join(
    map(chr, range(0x9FB4, 0x9FBC))
)
SWAPS: Final = str.maketrans(PRIVATE + PUBLIC, PUBLIC + PRIVATE)
SWAPPED: Final = re.compile(f"[{PRIVATE}{PUBLIC}]")
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
MARKS: Final = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


@dataclass(frozen=True, slots=True)
class Spelt:
    """A text and all it takes to write its bytes again."""

    text: str
    charset: str  # a key of MEANINGS, or utf-8-sig or utf-16, which begin with a mark
    residue: str  # what the charset alone would not write: JSON, [[place in the text, characters, bytes in hex], …]
    n_undecodable: int  # bytes that are no character of the charset; each run of them is one U+FFFD of the text


def meaning(label: str | None) -> str | None:
    """Return the codec that a charset label names, or None where it names none.

    >>> meaning("GB2312"), meaning(" 'Latin1' "), meaning("rot13")
    ('gb18030', 'cp1252', None)
    """
    return None if label is None else LABELS.get(label.strip(" \t\r\n\f'\"").lower())


def encode(text: str, charset: str, residue: str = "") -> bytes:
    """Write a text's bytes: the inverse of `spell`. Raises UnicodeEncodeError where the charset cannot say it."""
    if not residue:
        return _encode(text, charset)
    parts, at = [], 0
    for place, length, raw in json.loads(residue):
        parts += (_encode(text[at:place], charset), bytes.fromhex(raw))
        at = place + length
    return b"".join((*parts, _encode(text[at:], charset)))


def spell(content: bytes, charset: str, most: int = 0) -> Spelt | None:
    """Read bytes as a charset so that `encode` gives them back; None where over `most` of them are no character."""
    mark = MARKS.get(charset, b"") if content.startswith(MARKS.get(charset, b"\0")) else b""
    odd: list[tuple[int, int, str]] = [(0, 0, mark.hex())] if mark else []
    parts: list[str] = []
    view, at, length, bad = memoryview(content), len(mark), 0, 0
    while at < len(content):
        try:
            parts.append(decode(view[at:], charset))
            break
        except UnicodeDecodeError as error:
            good, wrong = view[at : at + error.start], _lost(error, charset)
        bad += len(wrong)
        if bad > most:
            return None
        parts += (decode(good, charset), "\ufffd")
        length += len(parts[-2]) + 1
        odd.append((length - 1, 1, wrong.hex()))
        at += len(good) + len(wrong)
    text = "".join(parts)
    for found in (odd, None):
        rest = _differences(text, charset, content) if found is None else found
        residue = json.dumps(rest, separators=(",", ":")) if rest else ""
        if _comes_back(text, charset, residue, content):
            return Spelt(text, charset, residue, bad)
    return None


def _lost(error: UnicodeDecodeError, charset: str) -> bytes:
    """Return the bytes that are no character: of a broken pair not the ASCII behind the first."""
    wrong = error.object[error.start : error.end]
    return bytes(wrong[:1] if charset in DOUBLE and wrong[1:2] < b"\x80" else wrong[:2] if charset in DOUBLE else wrong)


def _comes_back(text: str, charset: str, residue: str, content: bytes) -> bool:
    """Claim that text and residue write the bytes."""
    try:
        return encode(text, charset, residue) == content
    except UnicodeEncodeError:
        return False


def _differences(text: str, charset: str, content: bytes) -> list[tuple[int, int, str]]:
    """List what a charset writes otherwise than it was: it has some characters twice."""
    lines, raws = text.split("\n"), content.split(b"\n")
    if charset in MARKS or len(lines) != len(raws):
        return [(0, len(text), content.hex())]
    odd, place = [], 0
    for line, raw in zip(lines, raws, strict=True):
        if not _comes_back(line, charset, "", raw):
            odd += _odd_characters(line, charset, raw, place)
        place += len(line) + 1
    return odd


def _odd_characters(line: str, charset: str, raw: bytes, place: int) -> list[tuple[int, int, str]]:
    """List the odd characters of a line: singly where each is as long as it should be, else the line."""
    odd, at = [], 0
    for k, character in enumerate(line):
        try:
            written = encode(character, charset)
        except UnicodeEncodeError:
            break
        found = raw[at : at + len(written)]
        if found != written:
            odd.append((place + k, 1, found.hex()))
        at += len(written)
    else:
        if at == len(raw) and _comes_back(line, charset, json.dumps([(p - place, n, h) for p, n, h in odd]), raw):
            return odd
    return [(place, len(line), raw.hex())]


def decode(content: bytes | memoryview, charset: str) -> str:
    """Decode as browsers do. Raises UnicodeDecodeError where they would show U+FFFD."""
    _register()
    if charset == "big5":
        return _decode_big5(bytes(content))
    text = codecs.decode(content, charset, HANDLERS.get(charset, "strict"))
    return _exchange(text, *EXCHANGES[charset]) if charset in EXCHANGES else text


def _encode(text: str, charset: str) -> bytes:
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
    if isinstance(error, UnicodeEncodeError):
        high, low = error.object[error.start].encode("cp932").rjust(2, b"\0")
        row = 2 * (high - (0x80 if high < 0xA0 else 0xC0)) - (low < 0x9F)
        cell = low - 0x9E if low >= 0x9F else low - 0x3F - (low > 0x7F)
        if not 0 < row <= 94:
            raise error
        return bytes((row + 0xA0, cell + 0xA0)), error.start + 1
    pair = bytes(error.object[error.start : error.start + 2]) if isinstance(error, UnicodeDecodeError) else b""
    if len(pair) < 2 or min(pair) <= 0xA0 or max(pair) == 0xFF:
        raise error
    row, cell = pair[0] - 0xA0, pair[1] - 0xA0
    high = (row + 1) // 2 + (0x80 if row < 63 else 0xC0)
    low = cell + (0x9E if row % 2 == 0 else 0x3F + (cell >= 64))
    try:
        return bytes((high, low)).decode("cp932"), error.start + 2
    except UnicodeDecodeError:
        raise error from None


def _by_number(error: UnicodeError) -> tuple[str | bytes, int]:
    """Read a byte from 0x80 to 0x9F that a charset leaves empty as the control character of its number."""
    if isinstance(error, UnicodeEncodeError) and "\x80" <= error.object[error.start] <= "\x9f":
        return bytes((ord(error.object[error.start]),)), error.start + 1
    if isinstance(error, UnicodeDecodeError) and 0x80 <= error.object[error.start] <= 0x9F:
        return chr(error.object[error.start]), error.start + 1
    raise error


def _by_euro(error: UnicodeError) -> tuple[str | bytes, int]:
    """Read the byte 0x80, which is nothing in GB18030, as the euro sign it is on Windows."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


HANDLERS: Final = {
    "big5": "winnow-big5", "euc_jp": "winnow-euc-jp", "gb18030": "winnow-gb18030",
    **{f"cp{number}": "winnow-number" for number in (874, *range(1250, 1259))},
}


@cache
def _register() -> None:
    """Make the error handlers known to the codecs."""
    codecs.register_error("winnow-big5", _by_cp950)
    codecs.register_error("winnow-euc-jp", _by_cp932)
    codecs.register_error("winnow-gb18030", _by_euro)
    codecs.register_error("winnow-number", _by_number)
