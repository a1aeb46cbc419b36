"""Which lines recur over a host's pages, in this run and the earlier ones, and what has a person said of them?

`index/templates/RUN.parquet` keeps what each run observed; the table `templates` says which lines each run went by.
"""

from pathlib import Path
from typing import Final

import polars as pl

from cleaners import language
from cleaners.chrome import ChromeSettings, templates
from cleaners.chrome.templates import OBSERVED, VERDICTS, TemplateSettings
from cleaners.errors import BadSetting
from flows.archive import Corpus
from flows.place import link

INDEX: Final = "index/templates"
SHOWN: Final = ["host", "text", "verdict", "place", "pages", "share", "company"]  # of a table that people edit
EDITED: Final = {"host": pl.String, "text": pl.String, "verdict": pl.String}


def observe(folder: Path, chrome: ChromeSettings, settings: TemplateSettings) -> pl.DataFrame:
    """Observe the pages of a shard (`cleaners.chrome.templates.OBSERVED`)."""
    if not settings.enabled:
        return pl.DataFrame(schema=OBSERVED)
    lines = pl.read_parquet(folder / "stripped.parquet", columns=["document", "line", "text"])
    return templates.observe(lines, hosts(folder), chrome, settings)


def hosts(folder: Path) -> pl.DataFrame:
    """Return whose the documents of a shard are: document, host."""
    records = pl.read_parquet(folder / "records.parquet", columns=["document", "url"])
    first = records.unique("document", keep="first", maintain_order=True)
    return first.select("document", language.hosts(first["url"])["host"])


def learn(folders: list[Path], out: Path, settings: TemplateSettings, edited: Path | None) -> pl.DataFrame:
    """Return the templates of this run's hosts, by what all runs observed, as a person has edited them."""
    new = [pl.read_parquet(folder / "observed.parquet") for folder in folders]
    ours = pl.concat([pl.DataFrame(schema=OBSERVED), *new])["host"].unique().implode()
    earlier = [pl.scan_parquet(path).filter(pl.col("host").is_in(ours)).collect()
               for path in sorted((out / INDEX).glob("*.parquet"))]
    learnt = templates.learn(templates.merge([*earlier, *new], settings), settings)
    given = pl.DataFrame(schema=EDITED) if edited is None else read(edited)
    return templates.decided(learnt, given.filter(pl.col("host").is_in(ours)))


def judge(folder: Path, table: pl.DataFrame, chrome: ChromeSettings) -> pl.DataFrame:
    """Hold the lines of a shard against the templates."""
    judged = pl.read_parquet(folder / "stripped.parquet")
    return judged if table.is_empty() else templates.judge(judged, hosts(folder), table, chrome)


def keep(folders: list[Path], out: Path, staged: Path, run: str) -> None:
    """Keep in the index what the runs observed, the texts left out."""
    carry(out, staged, but=None)
    rows = pl.concat([pl.DataFrame(schema=OBSERVED), *(pl.read_parquet(f / "observed.parquet") for f in folders)])
    rows.with_columns(text=pl.lit(None, pl.String)).write_parquet(staged / INDEX / f"{run}.parquet", compression="zstd")


def carry(out: Path, staged: Path, but: str | None) -> None:
    """Link what earlier runs observed into the next state, but for one run."""
    (staged / INDEX).mkdir(parents=True, exist_ok=True)
    for path in sorted((out / INDEX).glob("*.parquet")):
        if path.stem != but:
            link(path, staged / INDEX / path.name)


def read(path: Path) -> pl.DataFrame:
    """Read a table that a person has edited (CSV): host, text, verdict. Raises BadSetting where it is none."""
    try:
        found = pl.read_csv(path, schema_overrides=EDITED, infer_schema=False)
    except OSError as error:
        raise BadSetting(str(path), f"cannot be read ({error})", "Name an existing file in `templates.file`") from error
    except pl.exceptions.PolarsError as error:
        raise BadSetting(str(path), f"is no CSV ({error})", "Write it with `winnow templates`") from error
    for column in EDITED:
        if column not in found.columns:
            raise BadSetting(str(path), f"has no column '{column}'", "Write it with `winnow templates`")
    for line, verdict in enumerate(found["verdict"], start=2):
        if verdict not in VERDICTS:
            raise BadSetting(f"{path}:{line}", f"'{verdict}' is no verdict", f"Write one of {', '.join(VERDICTS)}")
    return found.select(list(EDITED))


def listed(corpus: Corpus, host: str | None) -> pl.DataFrame:
    """Return the templates that a corpus went by, as each host's last run had them; of one host, or of all."""
    rows = corpus.scan("templates")
    rows = rows if host is None else rows.filter(pl.col("host") == host)
    last = pl.col("run") == pl.col("run").max().over("host")
    return rows.filter(last).collect().sort("host", "pages", "text", descending=[False, True, False],
                                            nulls_last=True).select(SHOWN)


