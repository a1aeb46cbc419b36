"""Which lines recur over a host's pages, in this run and the earlier ones, and what has a person said of them?

    index/templates/FIRST-LAST.parquet    what runs FIRST to LAST observed that none had before, by host

The files are merged as those of the index are (`flows.index.spans`). The table `templates` says which lines each run
went by.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from cleaners import language
from cleaners.chrome import ChromeSettings, templates
from cleaners.chrome.templates import OBSERVED, VERDICTS, TemplateSettings
from cleaners.errors import BadSetting
from flows.archive import Corpus
from flows.index import of_runs, spans
from flows.place import link

INDEX: Final = "index/templates"
ROW_GROUP: Final = 8192  # rows; small enough to find some hosts without reading the file
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


def learn(
    folders: list[Path], out: Path, settings: TemplateSettings, edited: Path | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Learn the templates of this run's hosts, by what all runs observed, as a person has edited them.

    Returns them (`TEMPLATES`), and what this run observed that no earlier one had (`OBSERVED`).
    """
    new = [pl.read_parquet(folder / "observed.parquet") for folder in folders]
    hosts = pl.concat([pl.DataFrame(schema=OBSERVED), *new])["host"].unique()
    earlier = _earlier(out, hosts)
    observed = templates.merge([earlier, *new], settings)
    learnt = templates.learn(observed, settings)
    given = pl.DataFrame(schema=EDITED) if edited is None else read(edited)
    return (templates.decided(learnt, given.filter(pl.col("host").is_in(hosts.implode()))),
            observed[earlier.height :])  # of the earlier ones all are still there: they had passed before


def _earlier(out: Path, hosts: pl.Series) -> pl.DataFrame:
    """Return what earlier runs observed of some hosts, the earliest first."""
    low, high = (pl.lit(host, pl.String) for host in (hosts.min(), hosts.max()))  # what lies outside is not read
    ours = pl.col("host").is_between(low, high) & pl.col("host").is_in(hosts.implode())
    files = sorted((out / INDEX).glob("*.parquet"))
    found = [pl.scan_parquet(path).filter(ours).drop("run").collect() for path in files]
    return pl.concat([pl.DataFrame(schema=OBSERVED), *found])


def judge(folder: Path, table: pl.DataFrame, chrome: ChromeSettings) -> pl.DataFrame:
    """Hold the lines of a shard against the templates."""
    judged = pl.read_parquet(folder / "stripped.parquet")
    return judged if table.is_empty() else templates.judge(judged, hosts(folder), table, chrome)


def extend(old: Path, new: Path, observed: pl.DataFrame, runs: Sequence[Mapping[str, Any]]) -> None:
    """Keep in the corpus `new` what is kept in `old`, and what the last run observed, the texts left out."""
    weights = [run["entries"] for run in runs]
    before = spans(weights[:-1])
    rows = observed.with_columns(text=pl.lit(None, pl.String), run=pl.lit(len(runs), pl.UInt32))
    for first, last in spans(weights):
        if last < len(runs):
            link(old / INDEX / _name(first, last), new / INDEX / _name(first, last))
        else:
            merged = [pl.read_parquet(old / INDEX / _name(*span)) for span in before if span[0] >= first]
            _store(pl.concat([*merged, rows]), new / INDEX / _name(first, last))


def shrink(old: Path, new: Path, runs: Sequence[Mapping[str, Any]]) -> None:
    """Keep in the corpus `new` what was kept before the last of the `runs`: what it was merged with is parted again."""
    weights = [run["entries"] for run in runs]
    now = spans(weights)
    for first, last in spans(weights[:-1]):
        if (first, last) in now:
            link(old / INDEX / _name(first, last), new / INDEX / _name(first, last))
        else:
            whole = next(span for span in now if span[0] <= first and last <= span[1])
            rows = pl.read_parquet(old / INDEX / _name(*whole)).filter(pl.col("run").is_between(first, last))
            _store(rows, new / INDEX / _name(first, last))


def _store(rows: pl.DataFrame, path: Path) -> None:
    """Write observed rows by host, in the order of the runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = rows.sort("host", "run", maintain_order=True).rechunk()
    ordered.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP)


def _name(first: int, last: int) -> str:
    return f"{of_runs(first, last)}.parquet"


def read(path: Path) -> pl.DataFrame:
    """Read a table that a person has edited (CSV): host, text, verdict. Raises BadSetting where it is none."""
    try:
        found = pl.read_csv(path, schema_overrides=EDITED, infer_schema=False)
    except OSError as error:
        raise BadSetting(str(path), f"cannot be read ({error})", "Name an existing file as `template_file`") from error
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
    rows = rows if host is None else rows.filter(pl.col("host") == host.lower())
    last = pl.col("run") == pl.col("run").max().over("host")
    return rows.filter(last).collect().sort("host", "pages", "text", descending=[False, True, False],
                                            nulls_last=True).select(SHOWN)


