"""How many tokens is a document to a language model? By a named tokenizer, else by an estimate that says so."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import polars as pl

from cleaners.errors import BadSetting

if TYPE_CHECKING:
    from tokenizers import Tokenizer as Loaded

# DeepSeek's rule of thumb (api-docs.deepseek.com, "Token & Token Usage"): tokens of a Chinese character, of another.
PER_DENSE: Final = 0.6
PER_OTHER: Final = 0.3
ESTIMATE: Final = "estimate"


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """A tokenizer of Hugging Face's library."""

    name: str
    definition: str  # the text of its tokenizer.json


def count(texts: pl.Series, counted: pl.DataFrame, tokenizer: Tokenizer | None) -> pl.Series:
    """Return each text's `n_tokens` (UInt32), special tokens not counted.

    Without a tokenizer they are estimated from `counted` (`cleaners.quality.measure.counts`): 0.6 for a Chinese or
    Japanese character, 0.3 for any other that is no space, rounded up.
    """
    if tokenizer is not None:
        encoded = _load(tokenizer).encode_batch_fast(texts.to_list(), add_special_tokens=False)
        return pl.Series("n_tokens", [len(one.ids) for one in encoded], dtype=pl.UInt32)
    estimate = PER_DENSE * pl.col("dense") + PER_OTHER * (pl.col("chars") - pl.col("dense"))
    return counted.select(n_tokens=estimate.ceil().cast(pl.UInt32))["n_tokens"]


@cache
def _load(tokenizer: Tokenizer) -> "Loaded":
    """Load a tokenizer. Raises BadSetting where the library is missing or the definition is none."""
    try:
        import tokenizers  # noqa: PLC0415  an extra
    except ImportError as error:
        raise BadSetting("quality.tokenizer", "needs the package tokenizers",
                         "Install winnow[tokens], or leave it out") from error
    try:
        return tokenizers.Tokenizer.from_str(tokenizer.definition)
    except Exception as error:  # the library raises nothing narrower
        raise BadSetting(tokenizer.name, f"is no tokenizer ({error})", "Name a tokenizer.json") from error
