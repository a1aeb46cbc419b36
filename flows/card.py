"""What does the folder's README tell whoever opens it without winnow?"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from cleaners import contract
from cleaners.quality.signals import SIGNALS
from cleaners.schema import ACTIONS, FATES, REASONS, REJECTIONS, TABLES
from cleaners.splits import DEALT
from flows.funnel import several

SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
                (10_000_000, "1M<n<10M"), (float("inf"), "n>10M"))

LANGUAGES: Final = 20  # named at most, the most frequent first


def card(manifest: Mapping[str, Any]) -> str:
    """Write the dataset card of a corpus from its manifest: front matter for the Hugging Face hub, then prose."""
    totals = manifest["totals"]
    head = ["---", "pretty_name: A corpus cleaned by winnow", "license: other", "license_name: of-the-crawled-pages"]
    if totals["languages"]:
        head += ["language:", *(f"- {name}" for name in list(totals["languages"])[:LANGUAGES])]
    size = next(label for most, label in SIZES if totals["documents"] < most)
    head += ["size_categories:", f"- {size}", "task_categories:", "- text-generation", "tags:", "- winnow",
             "- deduplicated", "configs:"]
    for name in TABLES:
        head += [f"- config_name: {name}", *(["  default: true"] if name == "documents" else []),
                 f"  data_files: {name}/*.parquet"]
    parts = (_counts(totals), _loading(manifest), _making(manifest), _limits(manifest), _dictionary())
    return "\n".join([*head, "---", "", *(line for part in parts for line in part)]) + "\n"


def _counts(totals: Mapping[str, Any]) -> list[str]:
    """Tell what came in and what became of it."""
    repaired = [f"| {reason} | {n:,} |" for reason, n in totals["repaired_by"].items()]
    if repaired:
        repaired = ["Of the lines kept, these were repaired:", "", "| repair | |", "|---|--:|", *repaired, ""]
    return [
        "# A corpus cleaned by winnow", "",
        f"{several(totals['records'], 'record')} came in, {several(totals['documents'], 'document')} came out.",
        "Every line that is missing from them is in the table `ledger`, with who took it and why.", "",
        "| what became of the records | |", "|---|--:|",
        *(f"| {fate} | {n:,} |" for fate, n in totals["fates"].items()), "",
        "| what became of the lines | |", "|---|--:|",
        f"| kept | {totals['kept']:,} |",
        *(f"| removed: {reason} | {n:,} |" for reason, n in totals["removed_by"].items()),
        *(f"| made metadata: {reason} | {n:,} |" for reason, n in totals["to_metadata_by"].items()),
        f"| blank | {totals['blank']:,} |",
        f"| all | {totals['lines']:,} |", "",
        *repaired,
    ]


def _loading(manifest: Mapping[str, Any]) -> list[str]:
    """Show how it is opened."""
    rows: Counter[str] = Counter()
    for file in manifest["files"]:
        rows[file["path"].partition("/")[0]] += file["rows"]
    first, *others = (name for name in TABLES if rows[name])
    names, empty = (", ".join(f'"{name}"' for name in some)
                    for some in (others, (name for name in TABLES if not rows[name])))
    # of a table without rows `datasets` makes no file of its own: it says that "train" corresponds to no data
    told = ["", f"Of {empty}, which have no rows, `datasets` opens the stream alone."] if empty else []
    return [
        "## Opening it", "", "In this folder:", "", "```python", "import os, datasets, duckdb, pandas, polars", "",
        'polars.read_parquet("documents/*.parquet")',
        "duckdb.sql(\"SELECT step, reason, detector, text FROM 'ledger/*.parquet' WHERE document = '…'\")",
        'pandas.read_parquet("documents")',
        f'datasets.load_dataset(os.getcwd(), "{first}")  # by its whole path, not as "."; or {names}',
        'datasets.load_dataset(os.getcwd(), "documents", split="train", streaming=True)',
        "```", *told, "",
        "The loaders know one split, all documents; the column `split` says which is for what.",
        "`report.html` shows, in a browser, what went and why, with documents before and after.", "",
        "`winnow why . DOCUMENT:LINE` tells a line's story, `winnow restore . --out DIR` gives the sources back byte",
        "for byte, `winnow verify .` checks digests, counts and totals.", "",
    ]


def _making(manifest: Mapping[str, Any]) -> list[str]:
    """Tell where it comes from, and what was done to it."""
    totals, settings = manifest["totals"], manifest["settings"]
    masking = "masked, in the ledger too" if settings["mask_pii"] else "found, not masked"
    names = ", ".join(settings["decontaminate"]["files"]) or "none"
    shares = " : ".join(str(settings["splits"][name]) for name in DEALT)
    versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    scripts = [f"| {name} | {n:,} |" for name, n in totals["scripts"].items()]
    if scripts:
        scripts = ["| script | documents |", "|---|--:|", *scripts, ""]
    return [
        "## How it was made", "",
        "Crawled records were decoded, their crawl damage repaired, chrome (menus, related links, notices) and",
        "repeated bodies removed, and documents that duplicate or contain one another collapsed to one: candidates by",
        "MinHash, each pair verified by exact Jaccard. `sources` names every record that came in, with its digest;",
        "`manifest.json` every file, setting and version.", "",
        "| | |", "|---|---|",
        f"| profile | {settings['profile']} |", f"| personal data | {masking} |",
        f"| evaluation files | {names} |", f"| train : validation : test | {shares}, by `split_group` |",
        f"| tokenizer | {settings['tokenizer'] or 'none: n_tokens is an estimate'} |",
        f"| versions | {versions} |", f"| schema | {manifest['version']} (`winnow schema`) |", "",
        *scripts,
    ]


def _limits(manifest: Mapping[str, Any]) -> list[str]:
    """Say what a reader must not expect."""
    masked = manifest["settings"]["mask_pii"]
    return [
        "## Known limits", "",
        "- The texts belong to whoever wrote them; winnow grants no rights in them.",
        "- Chrome that no rule and no model knew is still there; a line in doubt was kept.",
        "- Copies and edits are found, paraphrases and translations are not; and of what two documents share, whole",
        "  lines: splits keep no passage together that one of them breaks into lines elsewhere.",
        "- The signals of `quality` count words without a segmenter: 1.645 Chinese characters are one.",
        "  Thai, Lao, Khmer and Burmese have spaces between phrases: each counts as one word, so `word_count` is too",
        "  small, `mean_word_chars` too large, and `few_word_lines` and what is told per word too.",
        "- Personal data is what the column `pii` lists: names and postal addresses are not looked for, nor what a",
        "  line break parts; " + ("`url`, `source` and ids are as they were." if masked else "it stands in the text."),
        "",
    ]


def _dictionary() -> list[str]:
    """Say what every column and every word in it means."""
    text = ["## Columns", ""]
    above = ""
    for table, name, dtype, column in contract.rows():
        if table != above:
            text += ["", f"### {table}", "", "| column | type | unit | meaning | null where |", "|---|---|---|---|---|"]
            above = table
        text.append(f"| {name} | {dtype} | {column.unit} | {column.meaning} | {column.null} |")
    text += ["", "## Published thresholds", "",
             "| signal | by | a document is left out there | for Chinese, in FineWeb2 |", "|---|---|---|---|"]
    text += [f"| {s.name} | {s.source} | {s.published} | {s.chinese} |" for s in SIGNALS if s.published]
    text += ["", "## Reasons", "", "| step | reason | what was found |", "|---|---|---|"]
    text += [f"| {step} | {reason} | {what} |" for step, reasons in REASONS.items() for reason, what in reasons.items()]
    text += ["", "## Actions", "", "| action | what became of the line |", "|---|---|",
             *(f"| {k} | {v} |" for k, v in ACTIONS.items())]
    text += ["", "## Fates of a source", "", "| fate | |", "|---|---|", *(f"| {k} | {v} |" for k, v in FATES.items())]
    text += ["", "## Rejected as", "", "| reason | |", "|---|---|", *(f"| {k} | {v} |" for k, v in REJECTIONS.items())]
    return text
