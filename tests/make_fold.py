"""Where does cleaners/fold.npz come from? `python -m tests.make_fold cleaners/fold.npz`, with the newest Python.

It asks `oracle.fold_character` about every code point. The newest Python because it knows the most characters.
"""

import sys
from pathlib import Path

import numpy as np

from cleaners.fold import COMPOSES, DENSE, SPILL, SPILL_BITS, VALUE
from tests import oracle


def build() -> dict[str, np.ndarray]:
    """Return the three arrays: entries by code point, expansions, and (2, k) traditional and simplified.

    An entry is stored XOR its code point: most characters fold to themselves, so most numbers are small.
    """
    codes = np.zeros(0x110000, np.uint32)
    spill: list[int] = []
    places: dict[str, int] = {}
    for code in filter(oracle.is_assigned, range(codes.size)):
        key = oracle.fold_character(chr(code), keep_script=True)
        codes[code] = COMPOSES * oracle.composes(chr(code))
        if len(key) == 1:
            codes[code] |= ord(key) | DENSE * oracle.is_dense(key)
        elif key:
            if key not in places:
                places[key] = len(spill)
                spill += [ord(c) | DENSE * oracle.is_dense(c) for c in key]
            codes[code] |= SPILL | places[key] << SPILL_BITS | len(key)
    letters = sorted({int(c) & VALUE for c in codes[codes & SPILL == 0]} | {s & VALUE for s in spill})
    pairs = [(c, ord(oracle.simplify(chr(c)))) for c in letters if oracle.simplify(chr(c)) != chr(c)]
    last = int(np.flatnonzero(codes)[-1]) + 1
    stored = (codes ^ np.arange(codes.size, dtype=np.uint32))[:last]
    return {"codes": stored, "spill": np.array(spill, np.uint32), "script": np.array(pairs, np.uint32).T}


if __name__ == "__main__":
    np.savez_compressed(Path(sys.argv[1]), **build())
