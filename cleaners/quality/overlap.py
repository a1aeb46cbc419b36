"""Does a corpus hold texts that models are evaluated with, and where?

As in GPT-3 (arXiv:2005.14165, C), a text is found by its n-grams of 13 words; a Chinese or Japanese character is a
token of its own, and 21 of them do for 13 words (`cleaners.quality.signals.HANZI_PER_WORD`). Texts are compared by
their match keys, so case, width, punctuation and the Chinese script are no hiding place. A shorter text, of 8 words or
13 characters at least, is found whole; what is shorter still is no evidence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.fold import fold, fold_table
from cleaners.quality.signals import HANZI_PER_WORD
from cleaners.shingles import utf8

WORDS: Final = 13
SHORT: Final = 8  # GPT-3's least
FOUND: Final = pl.Schema({
    "document": pl.UInt64,
    "line": pl.UInt32,
    "start": pl.UInt32,   # in the line, code points
    "end": pl.UInt32,
    "evidence": pl.String,  # the evaluation file and its record
})
Table = tuple[NDArray[np.uint64], NDArray[np.int64]]  # a hash table: windows' hashes, and the texts they stand in
_SLICE: Final = 4 << 20  # bytes of text whose tokens are held at once


@dataclass(frozen=True)
class Evaluations:
    """The n-grams of evaluation texts."""

    texts: pl.Series
    names: pl.Series  # of the record that each text is from
    long: Table  # of all windows
    beginnings: Table  # of texts that are shorter than a window
    short: dict[tuple[int, int], int]  # their number of tokens and hash: which it is


@dataclass(frozen=True)
class _Tokens:
    """The tokens of some rows."""

    kinds: NDArray[np.uint8]
    rows: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    prefix: NDArray[np.uint64]

    def reach(self, texts: NDArray[np.int64], words: int) -> NDArray[np.int64]:
        """Return where each token's window of so many words ends; `texts` numbers the text of each row."""
        from cleaners.quality import ngrams  # noqa: PLC0415  imports numba

        of = texts[self.rows] if self.rows.size else np.empty(0, np.int64)
        bounds = np.concatenate([[0], np.flatnonzero(np.diff(of)) + 1, [of.size]]).astype(np.int64)
        ends = np.zeros(of.size, np.int64)
        ngrams.reach(self.kinds, bounds, np.array([words, round(words * HANZI_PER_WORD)], np.int64), ends)
        return ends


def evaluations(texts: pl.Series, names: pl.Series) -> Evaluations:
    """Index evaluation texts; `names` says which record each is from."""
    from cleaners.quality import ngrams  # noqa: PLC0415  imports numba

    tokens = _tokens(texts)
    numbers = np.arange(texts.len())
    whole, beginning = tokens.reach(numbers, WORDS), tokens.reach(numbers, SHORT)
    owners = tokens.rows.astype(np.int64)
    is_long = np.zeros(texts.len(), np.bool_)
    is_long[owners[whole > 0]] = True
    bounds = np.unique(np.concatenate([[0], np.flatnonzero(np.diff(owners)) + 1, [owners.size]]))
    first = np.zeros(owners.size, np.bool_)
    first[bounds[:-1]] = True
    beginning[~first | is_long[owners]] = 0
    short: dict[tuple[int, int], int] = {}
    for low, high in pairwise(bounds.tolist()):
        if beginning[low]:
            short.setdefault((high - low, int(ngrams.window(tokens.prefix, low, high))), int(owners[low]))
    return Evaluations(texts, names, _table(tokens, whole), _table(tokens, beginning), short)


def _table(tokens: "_Tokens", ends: NDArray[np.int64]) -> Table:
    """Put windows into a hash table."""
    from cleaners.quality import ngrams  # noqa: PLC0415  imports numba

    slots = 1 << int(2 * np.count_nonzero(ends) + 2).bit_length()
    table = np.zeros(slots, np.uint64), np.full(slots, -1, np.int64)
    ngrams.store(tokens.prefix, ends, tokens.rows.astype(np.int64), *table)
    return table


def find(lines: pl.DataFrame, evaluated: Evaluations) -> pl.DataFrame:
    """Return, as `FOUND`, the stretches of lines (document, line, text; in order) that stand in evaluation texts.

    A stretch that runs over several lines has a row for each; the record that is named is the first it stands in.
    """
    parts = [FOUND.to_frame()]
    size = lines["text"].str.len_bytes().cum_sum().to_numpy()
    documents = lines["document"].to_numpy()
    is_first = np.flatnonzero(np.concatenate([[True], documents[1:] != documents[:-1]])[: documents.size])
    chunk = (size[is_first] // _SLICE).astype(np.int64)  # a slice ends where a document does
    cuts = [*is_first[np.concatenate([[True], np.diff(chunk) > 0])[: chunk.size]].tolist(), lines.height]
    for low, high in pairwise(cuts):
        parts.append(_find(lines[low:high], evaluated))
    return pl.concat(parts)


def _find(lines: pl.DataFrame, evaluated: Evaluations) -> pl.DataFrame:
    """Do so for a slice."""
    tokens = _tokens(lines["text"])
    rows = [
        (*lines.select("document", "line").row(row), start, end, evaluated.names[owner])
        for first, last, owner in _stretches(tokens, lines, evaluated)
        for row, start, end in _by_line(tokens, first, last)
    ]
    return pl.DataFrame(rows, schema=FOUND, orient="row")


def _stretches(tokens: _Tokens, lines: pl.DataFrame, evaluated: Evaluations) -> Iterator[tuple[int, int, int]]:
    """Yield first and last token of each stretch, and the text it stands in; windows that overlap are one stretch."""
    of = lines["document"].to_numpy().astype(np.int64)
    first, last, owner = -1, -1, -1
    for i, end, found in sorted({*_long(tokens, of, evaluated), *_short(tokens, of, evaluated)}):
        if i > last:
            if owner >= 0:
                yield first, last, owner
                owner = -1
            if not _is_there(lines["text"], tokens, (i, end - 1), evaluated.texts[found]):
                continue  # two windows of one hash
            first, last, owner = i, end - 1, found
        last = max(last, end - 1)
    if owner >= 0:
        yield first, last, owner


def _long(tokens: _Tokens, of: NDArray[np.int64], evaluated: Evaluations) -> Iterator[tuple[int, int, int]]:
    """Yield the windows that stand in evaluation texts: first token, end, text. `of` is each line's document."""
    ends, owners = _owners(tokens, tokens.reach(of, WORDS), evaluated.long)
    hits = np.flatnonzero(owners >= 0)
    yield from zip(hits.tolist(), ends[hits].tolist(), owners[hits].tolist(), strict=True)


def _short(tokens: _Tokens, of: NDArray[np.int64], evaluated: Evaluations) -> Iterator[tuple[int, int, int]]:
    """Yield the places where a short text stands whole, the longest that begins there."""
    from cleaners.quality import ngrams  # noqa: PLC0415  imports numba

    _, owners = _owners(tokens, tokens.reach(of, SHORT), evaluated.beginnings)
    sizes = sorted({size for size, _ in evaluated.short}, reverse=True)
    for i in np.flatnonzero(owners >= 0).tolist():
        last = int(np.searchsorted(of[tokens.rows], of[tokens.rows[i]], side="right"))
        ends = [i + size for size in sizes if i + size <= last]
        wholes = ((end, evaluated.short.get((end - i, int(ngrams.window(tokens.prefix, i, end))))) for end in ends)
        yield from [(i, end, text) for end, text in wholes if text is not None][:1]


def _owners(tokens: _Tokens, ends: NDArray[np.int64], table: Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    from cleaners.quality import ngrams  # noqa: PLC0415  imports numba

    owners = np.full(ends.size, -1, np.int64)
    ngrams.look_up(tokens.prefix, ends, *table, owners)
    return ends, owners


def _is_there(texts: pl.Series, tokens: _Tokens, span: tuple[int, int], evaluated: str) -> bool:
    """Claim that a window that was found by its hash stands in the evaluation text, match key for match key."""
    parts = [texts[row][start:end] for row, start, end in _by_line(tokens, *span)]
    found, whole = fold(pl.Series(["".join(parts), evaluated]))
    return found in whole


def _by_line(tokens: _Tokens, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Yield row, start and end of what the tokens from first to last cover in each line."""
    rows = tokens.rows[first : last + 1]
    for row in np.unique(rows).tolist():
        at = first + np.flatnonzero(rows == row)
        yield row, int(tokens.starts[at[0]]), int(tokens.ends[at[-1]])


def _tokens(texts: pl.Series) -> _Tokens:
    """Cut texts into tokens."""
    from cleaners.quality import ngrams  # noqa: PLC0415  imports numba

    data, offsets = utf8(texts)
    most = int(offsets[-1] - offsets[0]) + 1  # pages never touched cost nothing
    table = fold_table()
    arrays = (np.empty(most, np.uint64), np.empty(most, np.uint8), *(np.empty(most, np.int32) for _ in range(3)))
    n = ngrams.tokenise(data, offsets, table.codes, table.spill, arrays)
    hashes, kinds, rows, starts, ends = (array[:n] for array in arrays)
    return _Tokens(kinds, rows, starts, ends, ngrams.sums(hashes))
