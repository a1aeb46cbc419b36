"""What should a kernel return? The same thing, slow and believable at sight."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import combinations, groupby, pairwise

import datasketch
import numpy as np
import opencc

from cleaners.chrome.signs import KINDS, kinds

_IGNORED = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0)}  # letters and marks by category, but nobody sees them (Default_Ignorable)
_DENSE = ("CJK UNIFIED", "CJK COMPATIBILITY IDEO", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC", "BOPOMOFO")


def fold_text(text: str, *, keep_script: bool = False) -> str:
    """Return the match key of a text: NFKC, then each character alone."""
    return "".join(fold_character(c, keep_script=keep_script) for c in unicodedata.normalize("NFKC", text))


@cache
def fold_character(character: str, *, keep_script: bool = False) -> str:
    """Return it case folded, script folded, and only letters, marks and numbers."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    kept = (c for c in folded if unicodedata.category(c)[0] in "LMN" and ord(c) not in _IGNORED)
    return "".join(c if keep_script else simplify(c) for c in kept)


def simplify(character: str) -> str:
    """OpenCC's simplified form, and of that again, until it stays.

    Taiwan's and Hong Kong's variants come first (著 for 着, 裏 for 裡): a page of theirs reads the same.
    """
    simpler = character
    for converter in _converters():
        converted = converter.convert(simpler)
        simpler = converted if len(converted) == 1 else simpler
    return character if simpler == character else simplify(simpler)


def is_dense(character: str) -> bool:
    """Han, kana, Hangul: by the name that Unicode gives it."""
    return unicodedata.name(character, "").startswith(_DENSE)


def composes(character: str) -> bool:
    """Could NFKC do other than normalise what is before it and what follows, each alone?"""
    first = unicodedata.normalize("NFKC", character)[:1]
    return bool(first) and (unicodedata.combining(first) > 0 or first in _second_of_a_composition())


def is_assigned(code_point: int) -> bool:
    """Is this a character in the running Python's Unicode? (Surrogates are not.)"""
    return unicodedata.category(chr(code_point)) not in {"Cn", "Cs"}


def shingle_set(text: str, dense: int = 3, other: int = 5) -> frozenset[str]:
    """Return the n-grams of the match key; n by the script of at least half of it; a short key is one shingle."""
    key = fold_text(text)
    n = dense if 2 * sum(map(is_dense, key)) >= len(key) else other
    return frozenset(key[i : i + n] for i in range(max(len(key) - n + 1, 1)) if key)


def hash_shingle(shingle: str) -> int:
    """Multilinear hashing: 32 high bits of a 64-bit sum, with splitmix64's outputs as keys."""
    keys = splitmix64(1)
    return (next(keys) + sum(next(keys) * ord(c) for c in shingle)) % 2**64 >> 32


def splitmix64(state: int) -> Iterator[int]:
    """Steele, Lea and Flood's generator."""
    while True:
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        x = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        x = (x ^ x >> 27) * 0x94D049BB133111EB % 2**64
        yield x ^ x >> 31


def sign(text: str, permutations: int = 128, seed: int = 1) -> np.ndarray:
    """Return datasketch's own signature of the text's shingles."""
    sketch = datasketch.MinHash(permutations, seed, hashfunc=hash_shingle, scheme="affine32")
    sketch.update_batch(shingle_set(text))
    return sketch.hashvalues


def band_key(signature: list[int], band: int, rows: int) -> int:
    """Chain the band's number and its values, then mix the sum as splitmix64 mixes its state."""
    x = band
    for value in signature[band * rows : (band + 1) * rows]:
        x = (x ^ value) * 0x9E3779B97F4A7C15 % 2**64
        x ^= x >> 32
    return next(splitmix64((x - 0x9E3779B97F4A7C15) % 2**64))


def digest(key: str) -> list[int]:
    """Fold a key into two words: each takes a code point in, multiplies by an odd number, mixes its high bits down."""
    x, y = 0x243F6A8885A308D3, 0x13198A2E03707344
    for c in map(ord, key):
        x = (x ^ c) * 0x9E3779B97F4A7C15 % 2**64
        x ^= x >> 32
        y = (y + c) * 0xD1B54A32D192ED03 % 2**64
        y ^= y >> 29
    return [x, y]


def shingle_code(shingle: str) -> int:
    """Return up to three code points side by side, more of them mixed to 64 bits."""
    code = 0
    for c in map(ord, shingle):
        if len(shingle) <= 3:
            code = code << 21 | c
        else:
            code = (code ^ code >> 29) * 0x9E3779B97F4A7C15 % 2**64
            code = ((code ^ code >> 32) + c * 0xBF58476D1CE4E5B9) % 2**64
    return code


def similarity(left: frozenset, right: frozenset) -> tuple[float, float]:
    """Jaccard, and containment of the smaller in the larger."""
    shared = len(left & right)
    return shared / len(left | right), shared / min(len(left), len(right))


def alike(texts: list[str], threshold: float) -> dict[tuple[int, int], float]:
    """Every pair of texts of different match keys that reaches the threshold, by looking at every pair."""
    sets = [shingle_set(text) for text in texts]
    keys = [fold_text(text) for text in texts]
    pairs = ((a, b) for a, b in combinations(range(len(texts)), 2) if sets[a] and sets[b] and keys[a] != keys[b])
    found = {(a, b): similarity(sets[a], sets[b])[0] for a, b in pairs}
    return {pair: jaccard for pair, jaccard in found.items() if jaccard >= threshold}


@cache
def _converters() -> tuple[opencc.OpenCC, ...]:
    return opencc.OpenCC("tw2s"), opencc.OpenCC("hk2s"), opencc.OpenCC("t2s")


@cache
def _second_of_a_composition() -> frozenset[str]:
    hangul = {chr(c) for c in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    parts = (unicodedata.decomposition(chr(c)).split() for c in range(0x110000))
    return frozenset(hangul | {chr(int(p[1], 16)) for p in parts if len(p) == 2 and not p[0].startswith("<")})


SIGNS = ("comma", "stop", "digit", "words", "capital_words", "short_words", "numbers", "years", "longest_word", "chars")


def signs(text: str) -> dict[str, int]:
    """Count what `cleaners.chrome.signs` counts: words are runs of letters, numbers runs of digits."""
    named = [KINDS[kinds()[ord(c)]] for c in text]
    runs = [list(run) for _, run in groupby(
        named, lambda kind: "word" if KINDS.index(kind) >= KINDS.index("upper") else kind == "digit")]
    words = [run for run in runs if KINDS.index(run[0]) >= KINDS.index("upper")]
    numbers = [run for run in runs if run[0] == "digit"]
    return {
        "comma": named.count("comma"), "stop": named.count("stop"), "digit": named.count("digit"),
        "words": len(words), "capital_words": sum(run[0] == "upper" for run in words),
        "short_words": sum(len(run) <= 3 and run[0] != "upper" for run in words),
        "numbers": len(numbers), "years": sum(len(run) == 4 for run in numbers),
        "longest_word": max(map(len, words), default=0), "chars": len(text),
    }


def series(rows: list[tuple[str, bool]], least: int = 3) -> list[tuple[list[int], int]]:
    """Return the series of a page of (text, whether the row holds something), the best first: members, row behind.

    Every text is short. Of one key, and apart; most gaps that hold something, then most that are wide.
    """
    found = []
    for key in range(3):
        members: dict[object, list[int]] = {}
        for number, (text, _) in enumerate(rows):
            if (name := mark(text)[key]) is not None:
                members.setdefault(name, []).append(number)
        for own in sorted((own for own in members.values() if len(own) >= least), key=lambda own: own[-1]):
            gaps = sorted(b - a for a, b in pairwise(own))
            behind = min(len(rows), own[-1] + gaps[len(gaps) // 2])
            filled = sum(any(full for _, full in rows[a:b]) for a, b in pairwise([*own, behind]))
            wide = sum(gap > 1 for gap in gaps)
            if wide >= least - 1 and filled >= least:
                found.append((-filled, -wide, own, behind))
    return [(own, behind) for _, _, own, behind in sorted(found, key=lambda one: one[:2])]


def mark(text: str) -> tuple[object, object, object]:
    """Return what a short line is known by: all of it, its first word, its last; the words where it has a number."""
    runs = re.findall(r"\w+", "".join(fold_text(c) or " " for c in text))
    runs = [re.sub(r"[0-9]+", "0", run) for run in runs]
    if not runs:
        return None, None, None
    first = runs[0][:2] if len(runs[0]) > 1 and is_dense(runs[0][0]) and is_dense(runs[0][1]) else runs[0]
    has_number = any("0" in run for run in runs)
    return tuple(runs), first if has_number else None, runs[-1] if has_number else None
