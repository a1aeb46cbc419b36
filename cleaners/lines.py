"""How does a text become lines, and lines a text again, to the byte?"""

import json
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, repeat
from typing import Final

import polars as pl

from cleaners.errors import BadCorpus
from cleaners.schema import LINES

# Greedy up to and with the line end; the last line may have none. U+2028, form feed and the like stay inside a line.
PIECE: Final = r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+"
END: Final = r"(\r\n|\r|\n)$"


def split(texts: pl.Series) -> pl.DataFrame:
    """Cut each text into its physical lines, ended by LF, CRLF or CR.

    Returns `cleaners.schema.LINES` and a column `end`, the line end itself; a text's row number is its `document`.
    An empty text has no lines.

    >>> split(pl.Series(["a\\r\\n\\nb"])).rows()
    [(0, 0, 'a', '\\r\\n'), (0, 1, '', '\\n'), (0, 2, 'b', '')]
    """
    pieces = (
        pl.DataFrame({"piece": texts}, schema={"piece": pl.String})
        .select(
            pl.int_range(pl.len(), dtype=pl.UInt64).alias("document"),
            pl.col("piece").str.extract_all(PIECE),
        )
        .explode("piece", empty_as_null=False)
    )
    end = pl.col("piece").str.extract(END).fill_null("")
    return pieces.select(
        "document",
        pl.int_range(pl.len(), dtype=pl.UInt32).over("document").alias("line"),
        pl.col("piece").str.head(pl.col("piece").str.len_chars() - end.str.len_chars()).alias("text"),
        end.alias("end"),
    ).cast(dict(LINES))


def is_blank() -> pl.Expr:
    """Claim that a line holds nothing but white space (Unicode's White_Space)."""
    return pl.col("text").str.strip_chars() == ""


def layouts(lines: pl.DataFrame) -> pl.DataFrame:
    """Write down, compactly, what nobody asks about: line ends and blank lines.

    `lines` is what `split` returns. Returns `document` (UInt64), `layout` (String) and their UInt32 numbers `n_lines`
    and `n_blank`; a document without lines is left out. A layout is a JSON object with `lines`, their number; `end`,
    the usual line end; `ends`, the lines that end otherwise; `runs`, the lengths of the runs of lines and blank lines
    in turn, a run of lines first; `blank`, the blank lines that hold white space.
    """
    marked = lines.with_columns(blank=is_blank())
    per_document = marked.group_by("document", maintain_order=True).agg(
        pl.len().alias("lines"),
        pl.col("blank").sum().cast(pl.UInt32).alias("n_blank"),
        pl.col("end").first(),
        pl.col("blank").rle().struct.field("len").alias("runs"),
        pl.col("blank").first().alias("starts_blank"),
        pl.col("line").filter(pl.col("end") != pl.col("end").first()).alias("ends_at"),
        pl.col("end").filter(pl.col("end") != pl.col("end").first()).alias("ends"),
        pl.col("line").filter(pl.col("blank") & (pl.col("text") != "")).alias("blank_at"),
        pl.col("text").filter(pl.col("blank") & (pl.col("text") != "")).alias("blanks"),
    )
    return pl.DataFrame(
        {
            "document": per_document["document"],
            "layout": [
                json.dumps(
                    {
                        "lines": row["lines"],
                        "end": row["end"],
                        "ends": dict(zip(row["ends_at"], row["ends"], strict=True)),
                        "runs": [0, *row["runs"]] if row["starts_blank"] else row["runs"],
                        "blank": dict(zip(row["blank_at"], row["blanks"], strict=True)),
                    },
                    ensure_ascii=False,
                    separators=(",", ":"),
                )
                for row in per_document.iter_rows(named=True)
            ],
        },
        schema={"document": pl.UInt64, "layout": pl.String},
    ).with_columns(per_document["lines"].cast(pl.UInt32).alias("n_lines"), per_document["n_blank"])


def placed(kept: Iterable[str], taken: Collection[int], layout: str) -> Iterator[tuple[int, str | None]]:
    """Yield every line of a source in order: its number, and its clean text if it stands; else null.

    `kept` are the lines of the clean text, blank ones left out; `taken` the numbers of the removed ones; a line that is
    neither is blank. Raises BadCorpus where they do not add up.

    >>> list(placed(["a"], {2}, '{"lines": 3, "runs": [1, 1, 1]}'))
    [(0, 'a'), (1, None), (2, None)]
    """
    if not layout:
        return
    plan = json.loads(layout)
    blank = chain.from_iterable(repeat(bool(k % 2), run) for k, run in enumerate(plan["runs"]))
    kept_lines = iter(kept)
    for number, is_space in zip(range(plan["lines"]), blank, strict=True):
        line = None if is_space or number in taken else next(kept_lines, None)
        if line is None and not is_space and number not in taken:
            raise BadCorpus(f"line {number}", "is neither in the corpus nor in the ledger", "Restore the table")
        yield number, line
    if next(kept_lines, None) is not None:
        raise BadCorpus("the clean text", "has lines that its layout does not know", "Restore the table")


def join(kept: list[str], taken: dict[int, str], altered: dict[int, str], layout: str) -> str:
    """Put a text together again: the inverse of `split` and all that was done since.

    `kept` are the lines of the clean text in order, blank ones left out; `taken` the removed lines by number;
    `altered` the repaired ones, as they came; `layout` as `layouts` wrote it ("" for an empty text).
    Raises BadCorpus where they do not add up.
    """
    if not layout:
        return ""
    plan = json.loads(layout)
    ends, blanks = plan["ends"], plan["blank"]
    text: list[str] = []
    for number, line in placed(kept, taken, layout):
        if line is None:
            came = taken[number] if number in taken else blanks.get(str(number), "")
        else:
            came = altered.get(number, line)
        text += (came, ends.get(str(number), plan["end"]))
    return "".join(text)
