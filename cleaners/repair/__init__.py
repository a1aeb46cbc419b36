"""What did the crawl do to these lines, and what did they say before?

The order: references first, since what they stand for may be part of other damage; then wrong encodings; then
inserted readings, which need every byte that came; only then are characters dropped and spaces made one. A repair may
uncover another (a zero-width space inside a reference), so changed documents go through again until they rest.
"""

from typing import Final

import polars as pl

from cleaners.repair import entities, mojibake, readings, spaces
from cleaners.schema import LINES, checked

STEPS: Final = (
    ("entities", entities.mend),
    ("mojibake", mojibake.mend),
    ("readings", readings.mend),
    ("invisible", spaces.mend_invisible),
    ("odd-spaces", spaces.mend_spaces),
)
MAX_PASSES: Final = 50  # against a text made to uncover one repair at a time
# Gravest first: the one that is named where several repairs hit a line.
GRAVITY: Final = (
    "pinyin-annotation+gbk-mojibake",
    "pinyin-annotation",
    "mojibake",
    "entities",
    "invisible",
    "odd-spaces",
)


def repair(lines: pl.DataFrame) -> pl.DataFrame:
    r"""Undo crawl damage, line by line, and say what was found.

    `lines` has the columns of LINES, in order of document and line. Returns the same rows in the same order:
    document, line, raw (as it came), text (repaired), reason (null where untouched, else of REASONS["repair"]: the
    gravest), detector (the repairs that were made, joined by "+"). A line is never split or joined.

    >>> page = pl.DataFrame({"document": [0], "line": [0], "text": ["AT&amp;T\u200b 公司"]}, schema=LINES)
    >>> repair(page).row(0)
    (0, 0, 'AT&amp;T\u200b 公司', 'AT&T 公司', 'entities', 'entities+invisible')
    """
    frame = checked(lines, LINES, "lines to repair").with_row_index("row")
    texts, marks = _rest(frame.select("row", "document", "text"))
    gravity = pl.col("reason").replace_strict(GRAVITY, range(len(GRAVITY)))
    name = pl.col("step").unique().sort().replace_strict(range(len(STEPS)), [name for name, _ in STEPS])
    named = marks.group_by("row").agg(reason=pl.col("reason").sort_by(gravity).first(), detector=name.str.join("+"))
    return (
        frame.rename({"text": "raw"})
        .join(texts, on="row", how="left", maintain_order="left")
        .join(named, on="row", how="left", maintain_order="left")
        .select("document", "line", "raw", pl.coalesce("text", "raw").alias("text"), "reason", "detector")
    )


def _rest(pages: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Repair until nothing changes: the new texts (row, text), and what was done (row, step, reason).

    Every repair shortens a line or makes an odd space ordinary, so this ends; two or three passes are usual.
    """
    marks = []
    texts = pages.select("row", "text").clear()
    for _ in range(MAX_PASSES):
        moved = []
        for number, (_, mend) in enumerate(STEPS):
            changed = mend(pages)
            if changed.height:
                marks.append(changed.select("row", pl.lit(number).alias("step"), "reason"))
                moved.append(changed["row"])
                pages = pages.update(changed.select("row", "text"), on="row", maintain_order="left")
        if not moved:
            break
        touched = pages.filter(pl.col("row").is_in(pl.concat(moved).unique().implode()))
        texts = pl.concat([texts.join(touched, on="row", how="anti"), touched.select("row", "text")])
        pages = pages.filter(pl.col("document").is_in(touched["document"].unique().implode()))
    schema = {"row": pl.get_index_type(), "step": pl.Int32, "reason": pl.String}
    return texts, pl.concat(marks) if marks else pl.DataFrame(schema=schema)
