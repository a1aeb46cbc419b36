"""Which documents does a profile leave out, and why? Bounds on signals: columns turned into filters."""

from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from cleaners.errors import BadSetting
from cleaners.quality.signals import SIGNALS

FOUND: Final = pl.Schema({"reason": pl.String, "detector": pl.String, "evidence": pl.String})


@dataclass(frozen=True, slots=True)
class Bound:
    """The least and the most that a signal may be; true is 1."""

    least: float | None = None
    """None where there is no least."""
    most: float | None = None
    """None where there is no most."""


@dataclass(frozen=True, slots=True)
class FilterSettings:
    """Which documents are left out."""

    languages: tuple[str, ...] = ()
    """That stay, as ISO 639 codes; all, if none is named."""
    contaminated: Literal["keep", "remove"] = "keep"
    """Documents that hold a text of an evaluation file."""
    signals: dict[str, Bound] = field(default_factory=dict)
    """Bounds of the signals in `quality`, by their names."""

    def __post_init__(self) -> None:
        known = [signal.name for signal in SIGNALS]
        for name in self.signals:
            if name not in known:
                place = f"filter.signals.{name}"
                raise BadSetting(place, "is no signal", "See the fields of `quality` in `winnow schema`")

    def over(self, profile: "FilterSettings") -> "FilterSettings":
        """Lay what is set here over a profile."""
        contaminated = profile.contaminated if self.contaminated == "keep" else self.contaminated
        return FilterSettings(self.languages or profile.languages, contaminated, profile.signals | self.signals)


# Gopher's bounds, and for Chinese those that FineWeb2 measured; where each stands is said in `signals.SIGNALS`. Of the
# repeated n-grams only the longest count: by those of 5 words, 36 % of 3,504 clean statutes would go, by 10 words 8 %.
PROFILES: Final = {
    "archive": FilterSettings(),
    "pretrain-zh": FilterSettings(("zh",), "remove", {
        "language_score": Bound(least=0.692), "word_count": Bound(50, 100_000), "hash_ratio": Bound(most=0.1),
        "ellipsis_ratio": Bound(most=0.1), "bullet_lines": Bound(most=0.9), "ellipsis_lines": Bound(most=0.3),
        "alphabetic_words": Bound(least=0.735), "stop_words": Bound(least=2), "dup_lines": Bound(most=0.287),
        "dup_line_chars": Bound(most=0.1), "top_2gram_share": Bound(most=0.256), "top_3gram_share": Bound(most=0.201),
        "top_4gram_share": Bound(most=0.171), "dup_10gram_share": Bound(most=0.127),
        "punctuated_lines": Bound(least=0.106),
        "newline_ratio": Bound(most=0.178),
    }),
    # A page that says next to nothing, or says it again and again, answers no question.
    "retrieval": FilterSettings(signals={
        "word_count": Bound(least=10), "has_lorem_ipsum": Bound(most=0), "dup_lines": Bound(most=0.3),
        "dup_line_chars": Bound(most=0.2), "dup_paragraph_chars": Bound(most=0.2), "top_2gram_share": Bound(most=0.256),
        "alphabetic_words": Bound(least=0.5),
    }),
}
Profile = Literal["archive", "pretrain-zh", "retrieval"]


def judge(documents: pl.DataFrame, settings: FilterSettings) -> pl.DataFrame:
    """Say why each document (language, contaminated, quality) is left out: `FOUND`, null where it stays.

    The first bound that it breaks is told. What is not known breaks none.
    """
    rules: list[tuple[pl.Expr, str, pl.Expr]] = []
    if settings.languages:
        language = pl.col("language")
        allowed = ", ".join(settings.languages)
        shown = pl.format(f"language = {{}}, not {allowed}", language)
        rules.append((~language.is_in(settings.languages), "other-language", shown))
    if settings.contaminated == "remove":
        rules.append((pl.col("contaminated"), "contaminated", pl.lit("contaminated = true")))
    for name, bound in settings.signals.items():
        value = pl.col("quality").struct.field(name).cast(pl.Float32)
        shown = pl.format(f"{name} = {{}}", value.cast(pl.String).str.strip_suffix(".0"))
        if bound.least is not None:
            rules.append((value < bound.least, "signal", shown + f", least {bound.least:.15g}"))
        if bound.most is not None:
            rules.append((value > bound.most, "signal", shown + f", most {bound.most:.15g}"))
    reason, evidence = pl.lit(None, pl.String), pl.lit(None, pl.String)
    for broken, found, shown in reversed(rules):
        breaks = pl.when(broken.fill_null(value=False))
        reason, evidence = breaks.then(pl.lit(found)).otherwise(reason), breaks.then(shown).otherwise(evidence)
    return documents.with_columns(reason=reason, evidence=evidence).select(
        "reason", pl.col("evidence").str.extract(r"^(\w+) =").alias("detector"), "evidence"
    )
