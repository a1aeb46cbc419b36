"""Do two texts that are nearly one say the opposite? Words that negate, and the place where two texts part.

Where a negation is a word of its own, the texts are the same without it: `NEGATIONS`. Where the verb bends around it
(承認した, 承認しなかった; approved, did not approve) or takes it as a prefix (schválil, neschválil), the one place
where they part shows it: `turned`.
"""

import re
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

# Polarity and modality: 不得 and 可以, "must" and "must not". Word boundaries are ASCII's: see `guards`.
_ANYWHERE: Final = (
    r"不|没|沒|无|無|未|非|勿|莫|否|禁止|得|可以|可|应当|應當|应|應|必须|必須|须|須|允许|允許|准|"
    r"ません|ない|なかっ|なく|なけれ|ず|ぬ|않|없|아니|아닙|못|नहीं|ไม่|มิได้|ห้าม|ບໍ່|មិន|இல்லை|"
    r"n[’']t(?-u:\b)|"
    r"(?-u:\b)(?:not|no|never|none|nor|without|cannot|can|may|must|shall|should|non|ne|nicht|kein(?:e[mnrs]?)?)"
    r"(?-u:\b)"
)
_WORDS: Final = (
    "не|ни|ні|нет|нету|нельзя|никогда|без|ніколи|нема|немає|няма|нито|није|нису|није|биш|үгүй|емес|жоқ|"  # Cyrillic
    "nie|není|bez|nije|nisu|nincs|nem|sem|nu|nici|fără|nuk|pole|ei|eivät|emme|ette|eikä|"  # Latin
    "não|nunca|sem|sin|jamás|pas|jamais|sans|senza|mai|ohne|niemals|niet|geen|nooit|zonder|inte|ej|aldrig|ikke|ikkje|"
    "aldri|uten|uden|utan|không|chẳng|chưa|đừng|değil|yok|tidak|bukan|belum|jangan|tak|tiada|hindi|"
    "δεν|δε|μην|μη|όχι|χωρίς|ոչ|არ|ვერ|"  # Greek, Armenian, Georgian
    "[وف]?(?:لم|لا|لن|ليس|ليست|ليسوا|ما|غير)|نه|نیست|نبود|ندارد|نہیں|"  # Arabic, Persian, Urdu
    "[ושה]?(?:לא|אין|אינו|אינה|אינם|בלי|אל)|न|मत|না|নয়|নেই|안"  # Hebrew, Hindi, Bengali, Korean
)
# The match key has no spaces, so what stands around a word may go with it.
NEGATIONS: Final = rf"{_ANYWHERE}|(?:^|[\s\p{{P}}])(?:{_WORDS})(?:$|[\s\p{{P}}])"
# Who writes nobody for no one denies nothing.
_ALL: Final = rf"{NEGATIONS}|(?-u:\b)(?:nobody|nothing|nowhere)(?-u:\b)"
# What turns a word into its opposite: nelegální, нелегальный, unlawful, invalid, نکرد.
_PREFIXES: Final = frozenset({"ne", "nie", "не", "ні", "un", "in", "im", "ir", "il", "dis", "non", "ن", "نا", "بی"})
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LONGEST: Final = 24  # characters in which the texts may part: two or three words
_AROUND: Final = 8  # letters that are looked at to either side, for なかった and なかっ


def turned(plain: pl.Series, low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which pairs of rows part at one place only, where one of them negates.

    >>> texts = pl.Series(["承認した。", "承認しなかった。", "承認している。", "It is valid", "It is invalid"])
    >>> turned(texts, np.array([0, 0, 3]), np.array([1, 2, 4])).tolist()
    [True, False, True]
    """
    sizes = plain.str.len_chars().to_numpy().astype(np.int64)
    near = np.flatnonzero(np.abs(sizes[low] - sizes[high]) <= _LONGEST)
    rows = np.union1d(low[near], high[near]).tolist()
    points = {row: np.frombuffer(plain[row].encode("utf-32-le"), np.uint32) for row in rows}
    pairs = zip(low[near].tolist(), high[near].tolist(), strict=True)
    parts = [_parted(points[one], points[other]) for one, other in pairs]
    frame = pl.DataFrame(parts, schema={"one": pl.String, "other": pl.String, "is_prefix": pl.Boolean}, orient="row")
    one, other = (pl.col(name).str.count_matches(_ALL) for name in ("one", "other"))
    negates = np.zeros(low.size, np.bool_)
    negates[near] = frame.select(negates=(one != other) | pl.col("is_prefix"))["negates"].to_numpy()
    return negates


def _parted(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> tuple[str, str, bool]:
    """Return the places at which two texts part, with letters around them, and whether one has but a prefix more.

    Texts that part in much have none, nor have those that part in Han characters, of which `guards` knows before.
    """
    shorter = min(one.size, other.size)
    tail = _agree(one[::-1][:shorter], other[::-1][:shorter])  # first, or nenapsal begins as napsal does
    head = _agree(one[: shorter - tail], other[: shorter - tail])
    middles = [_string(text[head : text.size - tail]) for text in (one, other)]
    if max(map(len, middles)) > _LONGEST or any(_HAN.search(middle) for middle in middles):
        return "", "", False
    before = _string(one[max(0, head - _AROUND) : head]).rpartition(" ")[2]
    after = _string(one[one.size - tail :][:_AROUND]).partition(" ")[0]
    begins = not before[-1:].isalpha() and after[:1].isalpha()
    is_prefix = begins and "" in middles and "".join(middles).rstrip("-") in _PREFIXES
    return before + middles[0] + after, before + middles[1] + after, is_prefix


def _agree(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> int:
    """Count the code points in which two texts of one length begin alike."""
    unlike = one != other
    return int(unlike.argmax()) if unlike.any() else one.size


def _string(points: NDArray[np.uint32]) -> str:
    return points.tobytes().decode("utf-32-le")
