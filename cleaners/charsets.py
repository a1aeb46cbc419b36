"""What does a charset label mean, and how do bytes become text and text the same bytes again?

Labels mean what browsers take them to mean (the WHATWG Encoding Standard): `gb2312` is GB18030, `latin1` is
windows-1252.
"""

import codecs
import json
import re
from dataclasses import dataclass
from typing import Final

from cleaners import browser

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
    "cp1252": "windows-1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1 l1 ascii "
              "us-ascii ansi_x3.4-1968 ansi cp819 ibm819 iso-ir-100 csisolatin1 iso_8859-1:1987",
    "cp1254": "windows-1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 latin5 l5 csisolatin5 "
              "iso-ir-148 iso_8859-9:1989",
    "cp874": "windows-874 tis-620 tis620 iso-8859-11 iso8859-11 dos-874 iso885911",
    "cp1250": "windows-1250 x-cp1250",
    "cp1251": "windows-1251 x-cp1251 win-1251 win1251",
    "cp1253": "windows-1253 x-cp1253",
    "cp1255": "windows-1255 x-cp1255",
    "cp1256": "windows-1256 x-cp1256",
    "cp1257": "windows-1257 x-cp1257",
    "cp1258": "windows-1258 x-cp1258",
    "iso8859_2": "iso-8859-2 iso8859-2 iso_8859-2 latin2 l2 csisolatin2 iso-ir-101 iso88592 "
                 "iso_8859-2:1987",
    "iso8859_3": "iso-8859-3 latin3 l3 csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 "
                 "iso_8859-3:1988",
    "iso8859_4": "iso-8859-4 latin4 l4 csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 "
                 "iso_8859-4:1988",
    "iso8859_5": "iso-8859-5 iso8859-5 cyrillic csisolatincyrillic iso-ir-144 iso88595 iso_8859-5 "
                 "iso_8859-5:1988",
    "iso8859_6": "iso-8859-6 iso8859-6 arabic asmo-708 ecma-114 csiso88596e csiso88596i csisolatinarabic "
                 "iso-8859-6-e iso-8859-6-i iso-ir-127 iso88596 iso_8859-6 iso_8859-6:1987",
    "iso8859_7": "iso-8859-7 iso8859-7 greek greek8 ecma-118 elot_928 csisolatingreek iso-ir-126 iso88597 "
                 "iso_8859-7 iso_8859-7:1987 sun_eu_greek",
    "iso8859_8": "iso-8859-8 iso-8859-8-i iso8859-8 hebrew visual logical csiso88598e csiso88598i "
                 "csisolatinhebrew iso-8859-8-e iso-ir-138 iso88598 iso_8859-8 iso_8859-8:1988",
    "iso8859_10": "iso-8859-10 latin6 l6 csisolatin6 iso-ir-157 iso8859-10 iso885910",
    "iso8859_13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859_14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859_15": "iso-8859-15 iso8859-15 latin9 l9 csisolatin9 iso885915 iso_8859-15",
    "iso8859_16": "iso-8859-16",
    "koi8_r": "koi8-r koi8 koi koi8r cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "mac_roman": "macintosh x-mac-roman mac csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp866": "ibm866 866 csibm866",
}
LABELS: Final = {label: codec for codec, labels in MEANINGS.items() for label in (codec, *labels.split())}
DOUBLE: Final = ("gb18030", "big5", "cp932", "euc_jp", "cp949")  # one character, mostly two bytes

CHUNK: Final = 1 << 16
CUTS: Final = re.compile(rb"[\x00-\x2f]")  # in no charset but UTF-16 the second byte of anything
LONGEST: Final = 4  # bytes of a character
WIDE: Final = ("utf-16", "utf-32")
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
        return browser.encode(text, charset)
    parts, at = [], 0
    for place, length, raw in json.loads(residue):
        parts += (browser.encode(text[at:place], charset), bytes.fromhex(raw))
        at = place + length
    return b"".join((*parts, browser.encode(text[at:], charset)))


def spell(content: bytes, charset: str, most: int = 0) -> Spelt | None:
    """Read bytes as a charset so that `encode` gives them back; None where over `most` of them are no character."""
    if charset.startswith("utf-8") and (text := _strict(content, charset)) is not None:
        return Spelt(text, charset, "", 0)  # there is one way to write it
    mark = codecs.BOM_UTF8 if charset == "utf-8-sig" else MARKS.get(charset, b"")
    mark = mark if content.startswith(mark) else b""
    charset = "utf-8" if charset == "utf-8-sig" else charset  # whose faults Python counts from behind the mark
    odd: list[tuple[int, int, str]] = [(0, 0, mark.hex())] if mark else []
    parts: list[str] = []
    at, length, bad = len(mark), 0, 0
    while at < len(content):
        chunk = content[at : _cut(content, at, charset)]
        text, end, wrong = _piece(chunk, charset, is_last=at + len(chunk) == len(content))
        bad += len(wrong)
        if bad > most:
            return None
        parts.append(text)
        length += len(text)
        if wrong:
            odd.append((length - 1, 1, wrong.hex()))
        at += end
    text = "".join(parts)
    for found in (odd, None):
        rest = _differences(text, charset, content) if found is None else found
        residue = json.dumps(rest, separators=(",", ":")) if rest else ""
        if _comes_back(text, charset, residue, content):
            return Spelt(text, charset, residue, bad)
    return None


def _strict(content: bytes, charset: str) -> str | None:
    """Decode bytes, or return None."""
    try:
        return content.decode(charset)
    except UnicodeDecodeError:
        return None


def _cut(content: bytes, at: int, charset: str) -> int:
    """Return where a chunk ends: chunks keep the cost of a fault small, as each copies what it is found in."""
    if charset == "iso2022_jp":
        return len(content)  # its bytes mean what the escape before them says
    end = at + CHUNK
    found = CUTS.search(content, end, end + CHUNK) if not charset.startswith(WIDE) else None
    return min(found.end() if found else end, len(content))


def _piece(chunk: bytes, charset: str, *, is_last: bool) -> tuple[str, int, bytes]:
    """Decode up to the first fault: return the text, how many bytes it took, and those that are no character."""
    try:
        return browser.decode(chunk, charset), len(chunk), b""
    except UnicodeDecodeError as error:
        start, wrong = error.start, _lost(error, charset)
        if not is_last and start and len(chunk) - start <= LONGEST:
            return browser.decode(chunk[:start], charset), start, b""  # the cut went through a character
        return browser.decode(chunk[:start], charset) + "\ufffd", start + len(wrong), wrong


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
    if charset.startswith(WIDE) or len(lines) != len(raws):
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


def lenient(sample: bytes, charset: str) -> str:
    """Decode a sample with U+FFFD for what is no character: for judging it, never for keeping it."""
    found = spell(sample, charset, len(sample))
    return found.text if found else "\ufffd"
