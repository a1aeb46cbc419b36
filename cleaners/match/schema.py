"""What is said of a pair of texts?"""

from typing import Final

import polars as pl

PAIRS: Final = pl.Schema({
    "a": pl.UInt32,  # row of the texts
    "b": pl.UInt32,  # a later row
    "jaccard": pl.Float64,  # exact, of the shingle sets of the match keys
    "containment": pl.Float64,  # of the smaller set in the larger
    "kind": pl.String,  # one of cleaners.match.guards.KINDS
})
