"""Which code point begins at a byte? For the kernels that walk texts character by character."""

# ruff: noqa: PLR2004  the numbers are UTF-8's

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True, inline="always")
def decode(data: NDArray[np.uint8], i: int) -> tuple[int, int]:
    """Return the code point at byte i of well-formed UTF-8, and the byte behind it (RFC 3629)."""
    c = np.int64(data[i])
    if c < 0x80:
        return c, i + 1
    if c < 0xE0:
        return (c & 0x1F) << 6 | np.int64(data[i + 1]) & 0x3F, i + 2
    if c < 0xF0:
        return (c & 0xF) << 12 | (np.int64(data[i + 1]) & 0x3F) << 6 | np.int64(data[i + 2]) & 0x3F, i + 3
    c = (c & 7) << 18 | (np.int64(data[i + 1]) & 0x3F) << 12
    return c | (np.int64(data[i + 2]) & 0x3F) << 6 | np.int64(data[i + 3]) & 0x3F, i + 4
