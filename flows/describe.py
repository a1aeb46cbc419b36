"""What is said of each document of a shard: who it is, what its page tells, what sort of text it is?"""

from typing import Final

import polars as pl

from cleaners import account, annotate, language, steps
from cleaners.metadata import DECLARED
from cleaners.quality import filters, overlap, pii
from cleaners.quality.filters import FOUND
from flows import evaluations
from flows.settings import Settings

TOLD: Final = ("title", "byline", "published")  # by the lines, by the markup, or by the record itself


def documents(
    judged: pl.DataFrame, records: pl.DataFrame, stretches: pl.DataFrame, settings: Settings
) -> pl.DataFrame:
    """Describe a shard's documents and name each: its id, and the first source that holds it."""
    columns = ["id", "source", "record", "url"]
    named = records.group_by("document", maintain_order=True).agg(pl.col(columns).first())
    said = declared(masked(records) if settings.mask_pii else records)
    found = named.join(_described(judged, settings, said), on="document", how="left", maintain_order="left").join(
        account.masked_digests(judged), on="document", how="left", maintain_order="left"
    ).with_columns(
        pl.col("text").fill_null(""),  # an empty file has no lines, so nothing was described
        pl.col("n_chars", "n_lines", "n_removed", "n_repaired").fill_null(0),
        language.hosts(named["url"])["site"].alias("host"),
    )
    is_contaminated = pl.col("document").is_in(stretches["document"].unique().implode())
    return found.with_columns(
        contaminated=is_contaminated if settings.decontaminate.files else pl.lit(None, pl.Boolean)
    )


def declared(records: pl.DataFrame) -> pl.DataFrame:
    """Return what markup or record say of each document, by the first source that holds it (`DECLARED`)."""
    columns = (pl.col(f"meta_{name}").first().alias(name) for name in DECLARED if name != "document")
    return records.group_by("document", maintain_order=True).agg(columns)


def masked(frame: pl.DataFrame) -> pl.DataFrame:
    """Mask what tables other than lines say: what markup declares, a template's text; rejected bytes are dropped."""
    said = [frame[name] for name in frame.columns if name.startswith("meta_") or name == "text"]
    unread = [pl.lit(None, pl.Binary).alias(name) for name in ("content", "head") if name in frame.columns]
    return frame.with_columns(*(pii.masked(text, pii.spans(text)) for text in said), *unread)


def _described(judged: pl.DataFrame, settings: Settings, said: pl.DataFrame) -> pl.DataFrame:
    return annotate.spoken(steps.described(judged, settings.counter(), said))


def again(judged: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Describe documents anew that lost lines: what follows from their text, not what their page told before."""
    return _described(judged, settings, DECLARED.to_frame()).drop(*TOLD, "references", "title_line")


def stretches(standing: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Find evaluation texts in the lines that stand (`cleaners.account.standing`); `cleaners.quality.overlap.FOUND`."""
    chosen = settings.decontaminate
    if not chosen.files:
        return overlap.FOUND.to_frame()
    return overlap.find(standing, evaluations.load(chosen.files, chosen.fields))


def filtered(documents: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """List the documents that the filters leave out: document, id, and why, as `cleaners.quality.filters.FOUND`."""
    told = filters.judge(documents, settings.filters())
    known = pl.concat([documents.select("document", "id", "n_lines"), told], how="horizontal")
    return known.filter(pl.col("reason").is_not_null() & (pl.col("n_lines") > 0)).select("document", "id", *FOUND)
