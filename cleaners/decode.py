"""Which text do these bytes hold?

A mark decides. Then what is valid UTF-8 is UTF-8. Then what the sender or the page declares counts, if the text makes
sense in it; pages lie often enough (ISO-8859-1 above a page of Big5) that nothing is believed unseen. Then `chardet`
is asked. Whatever was chosen, the bytes can be written again from what is returned.
"""

import codecs
import re
from typing import Final

from cleaners import charsets
from cleaners.charsets import Spelt, meaning
from cleaners.errors import BadRecord

# The marks of RFC 3629, RFC 2781 and Unicode; Python's codecs of these names write theirs again.
BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# First bytes of what is surely no text, whatever its name.
MAGIC: Final = re.compile(
    rb"%PDF-\d|\x89PNG|\xff\xd8\xff|GIF8[79]a|PK\x03\x04|\x1f\x8b|\x28\xb5\x2f\xfd|BZh\d1AY|PAR1\x15|\x7fELF|"
    rb"SQLite format 3\x00|RIFF....(?:WAVE|AVI |WEBP)|\xd0\xcf\x11\xe0|7z\xbc\xaf|\xfd7zXZ|OggS\x00|ID3[\x02-\x04]|"
    rb"\x00\x00\x01\x00|....ftyp", re.DOTALL,
)
CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b"))
BINARY: Final = ("is a binary file", "Extract its text first, or take it out of the source", "binary")
MOST_CONTROLS: Final = 0.02  # share of control characters; a stray one or two stands in many a real page
MOST_NULS: Final = 0.4  # share of NUL among the even or the odd bytes, from where it is UTF-16 of mostly ASCII
MOST_UNDECODABLE: Final = 0.01  # share of the bytes outside ASCII that may be no character of the charset …
FEW_UNDECODABLE: Final = 4  # … or so many: a page cut through a character is a page
SAMPLE: Final = 1 << 14  # bytes outside ASCII, and their neighbours, that are judged
MIN_EVIDENCE: Final = 8  # bytes; 联通 in GBK is UTF-8 as well
SURE: Final = 0.6  # sense of a text that needs no second opinion
CLEARLY: Final = 0.2  # so much more sense must another charset make than the declared one
MIN_SENSE: Final = 0.2  # below it, a charset that nobody declared is a guess
NONSENSE: Final = -0.5  # below it, one that was declared is a lie

ESCAPED: Final = re.compile(rb"\x1b\$[@B][!-~]+\x1b\([BJ]")  # ISO-2022-JP: ASCII, but for what stands between escapes
OUTSIDE: Final = bytes(range(0x80, 0x100))
LATIN: Final = {"cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "iso8859_15", "iso8859_16", "iso8859_13"}
META: Final = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,512}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
META_BYTES: Final = 4096  # browsers look at 1024; pages put scripts first
AROUND: Final = re.compile(rb"[^<>\n\x80-\xff]{0,8}[\x80-\xff][^<>\n]*")
RUNS: Final = re.compile(r"[^\x00-\x7f]+")

# Characters of which about half of any text in the language consists: Chinese in both scripts, Korean.
COMMON: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情"
    "明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老"
    "给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四神总何电数安少报才结反受目太"
    "量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基书非则听白却界达光放强即像难且权思王象完"
    "设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运条项款规定机关"
    "這個們來為國時說對著過發後裡裏種經現當沒動還進樣開從實軍無與長機業將兩間問應戰頭體見產話內門東聲員論處義幾認條係氣題爾"
    "別變總電數報結務場計資許統區隊決馬書則聽卻達強難權設記類據邊張該規萬覺術領確傳師觀讓識帶導爭運關點學樂車風飛龍並會"
    "이다는의에을가고하지한은를도로기서자있어사인나대일그리아해라과들시으정전수적보부원경국것여주만제상면소동장선성공어습니까했였"
)


MOST_ACCENTED: Final = 0.5  # of the letters of a text in Latin script; Vietnamese has a third
NOBODY_TYPES: Final = re.compile(
    r"[\x80-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff\uff61-\uff9f\ufff0-\uffff\u0370-\u0373]"
)
ALPHABETIC: Final = re.compile(r"[\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff]")
ACCENTED: Final = re.compile(r"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
ASCII_LETTERS: Final = re.compile(r"[A-Za-z]")
CYRILLIC: Final = re.compile(r"[\u0400-\u045f]")
COMMON_CYRILLIC: Final = re.compile(r"[оеаинтсрвлі]")  # three letters in four of Russian, Ukrainian, Bulgarian
ODD_CASE: Final = re.compile(r"[a-zß-öø-ÿа-яα-ω](?=[À-ÖØ-ÞА-ЯΑ-Ω])|(?<=[a-z][À-ÖØ-Þ])[a-z]")
ODD_MIX: Final = re.compile(r"[A-Za-zÀ-ɏ](?=[\u0370-\u1dff])|[\u0370-\u1dff](?=[A-Za-zÀ-ɏ])")
SIGNS: Final = "[¡-©¬®-´¶-¹¼-¿×÷ƒˆ‚„†‡‰‹˜€]"
WORD_MARKS: Final = re.compile(rf"(?<=[^\W\d_]){SIGNS}(?=[^\W\d_])|{SIGNS}(?=[¡-ɏ])|(?<=[¡-ɏ]){SIGNS}")
FEW_ACCENTED: Final = 2  # letters; a name has as many


def decode(place: str, content: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text of a record and the name of its charset, as `spell` finds them."""
    spelt = spell(place, content, declared)
    return spelt.text, spelt.charset


def spell(place: str, content: bytes, declared: str | None = None) -> Spelt:
    """Return a record's text and the way back to its bytes. `declared` is the charset label that came with it.

    Raises BadRecord for bytes that are no text, or text in no charset that makes sense of them.

    >>> spell("a.txt", "轉".encode("utf-8-sig")).charset
    'utf-8-sig'
    >>> spell("a.txt", "上海的早晨，街上没有人".encode("gbk"), "iso-8859-1").text
    '上海的早晨，街上没有人'
    """
    if MAGIC.match(content):
        raise BadRecord(place, *BINARY)
    marked = next((name for mark, name in BOMS if content.startswith(mark)), None) or _by_nuls(content)
    is_wide = marked or meaning(declared) in charsets.MARKS
    if not is_wide and len(content.translate(None, CONTROLS)) < (1 - MOST_CONTROLS) * len(content):
        raise BadRecord(place, *BINARY)
    if marked:
        return _spelt(place, content, marked)
    if ESCAPED.search(content) and (found := charsets.spell(content, "iso2022_jp")) is not None:
        return found
    if content.isascii():
        return Spelt(content.decode("ascii"), "utf-8", "", 0)
    whole = charsets.spell(content, "utf-8")
    if whole is not None and len(content) - len(whole.text) >= 2 * MIN_EVIDENCE:  # so many bytes are not by chance so
        return whole
    return _spelt(place, content, _choose(place, content, declared))


def _by_nuls(content: bytes) -> str | None:
    """Tell UTF-16 without a mark by its NULs: every other byte of its ASCII is one."""
    head = content[: SAMPLE & ~1]
    if b"\0" not in head or len(head) < MIN_EVIDENCE:
        return None
    low, high = head[::2].count(0), head[1::2].count(0)
    if max(low, high) < MOST_NULS * len(head) / 2 or min(low, high) > max(low, high) / 10:
        return None
    return "utf-16-le" if high > low else "utf-16-be"


def _spelt(place: str, content: bytes, charset: str) -> Spelt:
    """Read the bytes; raises BadRecord where too many of them are no character."""
    outside = n_outside(content)
    most = max(min(FEW_UNDECODABLE, outside // 4), int(MOST_UNDECODABLE * outside))
    spelt = charsets.spell(content, charset, most)
    if spelt is None:
        fault = f"is not {charset}, nor anything else known: too many of its bytes are no character"
        raise BadRecord(place, fault, "Convert it to UTF-8 (iconv -f GB18030 -t UTF-8, say)", "encoding")
    return spelt


def _choose(place: str, content: bytes, declared: str | None) -> str:
    """Choose the charset of bytes outside ASCII."""
    said = [name for name in (meaning(declared), _meta(content)) if name]
    said = [name for name in dict.fromkeys(said) if name not in charsets.MARKS or declared]
    is_utf8 = charsets.spell(content, "utf-8") is not None
    if is_utf8 and (n_outside(content) >= 2 * MIN_EVIDENCE or not said or "utf-8" in said):
        return "utf-8"
    sample = _sample(content)
    senses = {name: sense(sample, name) for name in said}
    if said and senses[said[0]] >= SURE and said[0] not in LATIN:
        return said[0]
    guess = _guess(sample) or "cp1252"
    lies = set[str]()
    if said and guess in LATIN and set(said) <= LATIN and n_outside(sample) >= MIN_EVIDENCE:
        # they make the same sense; chardet knows the letters of each language
        lies, said = {*said} - {guess}, [guess]
    senses |= {name: sense(sample, name) for name in ("utf-8", guess) if name not in senses}
    if max(senses.values()) < SURE or (not said and guess not in charsets.DOUBLE):
        # chardet gives up on a page with one damaged character
        senses |= {name: sense(sample, name) for name in charsets.DOUBLE if name not in senses}
    best = max((name for name in senses if name not in lies), key=lambda name: senses[name] + CLEARLY * (name in said))
    enough = len(content) >= MIN_EVIDENCE
    if senses[best] < NONSENSE or (best not in said and (senses[best] < MIN_SENSE or not enough)):
        raise BadRecord(
            place,
            "is not UTF-8, and in no other encoding does it make sense",
            "Convert it to UTF-8 (iconv -f GB18030 -t UTF-8, say)",
            "encoding",
        )
    return best


def n_outside(content: bytes) -> int:
    """Count the bytes outside ASCII."""
    return len(content) - len(content.translate(None, OUTSIDE))


def _meta(content: bytes) -> str | None:
    """Return the charset that a page declares of itself; UTF-16 it cannot be, or the tag could not be read."""
    found = META.search(content, 0, META_BYTES)
    name = meaning(found[1].decode("ascii", "replace")) if found else None
    return "utf-8" if name in charsets.MARKS else name


def _sample(content: bytes) -> bytes:
    """Return the first stretches outside ASCII, without markup."""
    parts: list[bytes] = []
    room = SAMPLE
    for found in AROUND.finditer(content):
        parts.append(found[0][:room])
        room -= len(found[0])
        if room <= 0:
            break
    return b"\n".join(parts)


def _guess(sample: bytes) -> str | None:
    """Ask chardet."""
    import chardet  # noqa: PLC0415  only what is not UTF-8 needs it

    return meaning(chardet.detect(sample)["encoding"])


def sense(sample: bytes, charset: str) -> float:
    """Say how much sense a charset makes of bytes: 1 for a plain text in it, about 0 for another's, below 0 for noise.

    Of East Asian characters, those are sense that every text has; of letters, those in words of one alphabet, and not
    most of them accented; what is no character, or one that nobody types, is nonsense.
    """
    text = charsets.lenient(sample, charset)
    outside = "".join(RUNS.findall(text))
    asian = [c for c in outside if "\u2e80" <= c <= "\ud7ff" and c not in "\u3000、。〈〉《》「」『』【】〔〕"]
    hiragana = sum("\u3041" <= c <= "\u309f" for c in asian)
    katakana = sum("\u30a1" <= c <= "\u30fe" for c in asian)
    is_japanese = charset in ("cp932", "euc_jp", "iso2022_jp") or charset.startswith("utf")
    good = sum(c in COMMON for c in asian) + (hiragana + katakana * (katakana < 3 * hiragana + 20)) * is_japanese
    junk = len(NOBODY_TYPES.findall(outside)) + 2 * outside.count("\ufffd")
    letters = len(ALPHABETIC.findall(outside))
    cyrillic = len(CYRILLIC.findall(outside))
    letters -= max(0, cyrillic - 2 * len(COMMON_CYRILLIC.findall(outside)))
    odd = len(ODD_CASE.findall(text)) + len(ODD_MIX.findall(text))
    latin = len(ACCENTED.findall(outside))
    ascii_letters = len(ASCII_LETTERS.findall(text))
    odd += latin if latin > MOST_ACCENTED * (latin + ascii_letters) and latin > FEW_ACCENTED else 0
    marks = len(WORD_MARKS.findall(text))
    total = len(asian) + max(letters, cyrillic) + junk + marks
    if total == 0:
        return SURE if outside else 0.0
    return (min(2.0 * good, len(asian)) + letters - 1.5 * odd - 3 * junk - marks) / total
