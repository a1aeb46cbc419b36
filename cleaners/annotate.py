"""What sort of text is each document? Columns to filter by; nothing is removed here."""

from typing import Final

import numpy as np
import polars as pl

from cleaners import language
from cleaners.quality import measure, pii, tokens
from cleaners.quality.classes import BLOCKS, NAMES
from cleaners.quality.signals import SIGNALS
from cleaners.quality.tokens import Tokenizer

KANA_SHARE: Final = 0.05  # of the kana and Han: Japanese runs at 30 % and more, Chinese quotes a name or two
# Of the Hangul and Han: Korean in mixed script has some half, its Han traditional; Chinese quotes a word or two.
HANGUL_SHARE: Final = 0.25
# The script tells the language only where one language writes it.
LANGUAGES: Final = {
    "Hans": "zh", "Hant": "zh", "Jpan": "ja", "Kore": "ko", "Grek": "el", "Hebr": "he", "Thai": "th", "Armn": "hy",
    "Thaa": "dv", "Guru": "pa", "Gujr": "gu", "Orya": "or", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml",
    "Sinh": "si", "Laoo": "lo", "Khmr": "km",
}
# What the letters of a script are counted as.
PARTS: Final = {
    "Hans": ("Hani", "Hans"), "Hant": ("Hani", "Hant"), "Jpan": ("Hani", "Hans", "Hant", "Kana"),
    "Kore": ("Hani", "Hans", "Hant", "Kore"),
}


def scripts(counted: pl.DataFrame) -> pl.DataFrame:
    """Return `script`, that most of a text is written in, and `script_share`, the share of letters that are of it.

    `counted` is what `cleaners.quality.measure.counts` returned. A script is an ISO 15924 code, null where no letter's
    is told. Han text is Jpan where kana stand among it, else Hant or Hans by which of the two has more characters of
    its own (OpenCC's tables), Hans where neither has any; traditional, with Hangul among it, it is Kore.

    >>> scripts(measure.counts(pl.Series(["學習", "学习", "学ぶこと", "國民의", "learn", "123"])))["script"].to_list()
    ['Hant', 'Hans', 'Jpan', 'Kore', 'Latn', None]
    """
    column = {name: counted[name].to_numpy() for name in NAMES}
    han = column["Hani"] + column["Hant"] + column["Hans"]
    is_japanese = (column["Kana"] > 0) & (column["Kana"] >= KANA_SHARE * (han + column["Kana"]))
    hangul = column["Kore"]
    is_korean = (hangul > 0) & (hangul >= HANGUL_SHARE * (han + hangul)) & (column["Hans"] <= column["Hant"])
    chinese = np.where(column["Hant"] > column["Hans"], "Hant", "Hans")
    rest = [name for name, _ in BLOCKS[2:]]
    others = np.stack([column[name] for name in rest], axis=1)
    dense = 3 * (han + column["Kana"])  # one Han character says about as much as three letters
    script = np.where(is_japanese, "Jpan", np.where(is_korean, "Kore", chinese))
    script = np.where(others.max(axis=1, initial=0) > dense, np.array(rest)[others.argmax(axis=1)], script)
    total = sum(column.values())
    of_script = np.zeros(counted.height, np.int64)
    for name in dict.fromkeys((*PARTS, *rest)):
        of_script += np.where(script == name, sum(column[part] for part in PARTS.get(name, (name,))), 0)
    found = pl.DataFrame({"script": pl.Series(script.tolist(), dtype=pl.String), "part": of_script, "total": total})
    told = pl.when(pl.col("total") > 0)
    return found.select(told.then("script").alias("script"),
                        told.then(pl.col("part") / pl.col("total")).cast(pl.Float32).alias("script_share"))


def quality(documents: pl.DataFrame, tokenizer: Tokenizer | None = None) -> pl.DataFrame:
    """Add `script`, `language`, `n_tokens`, `pii` and `quality` to documents (text, n_chars, n_lines, n_removed).

    The fields of `quality` are `cleaners.quality.signals.SIGNALS`; `language_score` is null until a model has spoken.
    """
    counted = measure.counts(documents["text"])
    written = scripts(counted)
    lines = pl.col("n_lines") + pl.col("n_removed")
    given = documents.select(
        removed_share=pl.when(lines > 0).then(pl.col("n_removed") / lines).cast(pl.Float32),
        language_score=pl.lit(None, pl.Float32),
    )
    fields = pl.concat([measure.measure(documents["text"], counted), given, written], how="horizontal")
    found = pii.spans(documents["text"])
    return documents.with_columns(
        written["script"],
        written["script"].replace_strict(LANGUAGES, default=None, return_dtype=pl.String).alias("language"),
        tokens.count(documents["text"], counted, tokenizer),
        fields.select(quality=pl.struct(signal.name for signal in SIGNALS))["quality"],
        found, pii.counts(found),
    )


def spoken(documents: pl.DataFrame) -> pl.DataFrame:
    """Ask the model for `language` and `quality.language_score`; where it is unsure the script's language stays.

    So it does where the model takes Korean in mixed script, which it never saw, for Chinese or Japanese.
    """
    told = language.detect(documents["text"], documents["language"])
    is_mixed = (documents["language"] == "ko") & told["language"].is_in(["zh", "ja"])
    told = told.with_columns(
        language=pl.when(is_mixed).then(pl.lit("ko")).otherwise("language"),
        language_score=pl.when(~is_mixed.fill_null(value=False)).then("language_score"),
    )
    return documents.with_columns(
        told["language"],
        pl.col("quality").struct.with_fields(told["language_score"].alias("language_score")),
    )
