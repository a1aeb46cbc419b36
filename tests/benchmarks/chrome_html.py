"""How well does winnow tell a page's text, on sites it never saw? `python -m tests.benchmarks.chrome_html DEV [--ablate]`.

DEV is a folder of labelled pages with its own `score.py`. Prints mean F1 by dataset and language, the difference to each
extractor with a paired bootstrap interval over pages, and the processor time a page. Needs LightGBM, and whichever of
readability-lxml and resiliparse is to be compared.
"""

# ruff: noqa: T201  a benchmark prints

import importlib.util
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl

from cleaners import extract
from cleaners.chrome import sequence, verdict
from cleaners.chrome.settings import ChromeSettings
from cleaners.html import markup
from cleaners.schema import LINES
from tests import labelled, train_html

DRAWS = 2000
HOLDOUTS = {"without trafilatura's choice": "trafilatura_", "without the names of classes": "name_",
            "without posts": "post_",
            "without the blocks around": ("kin", "like", "mass_", "lines_", "prose_", "mean_", "linked_", "children_")}


def scorer(root: Path) -> Callable[[str, str], tuple[float | None, float | None, float]]:
    """Load the folder's own scorer: gold and found text in, precision, recall and F1 out."""
    spec = importlib.util.spec_from_file_location("score", root / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.prf


def trafilatura(html: str) -> str:
    """Extract as trafilatura alone does, metadata included."""
    from trafilatura import bare_extraction

    found = bare_extraction(html, include_comments=False, with_metadata=True)
    return "" if found is None else found.text or ""


def readability(html: str) -> str:
    """Extract as readability-lxml does."""
    from lxml.html import fromstring
    from readability import Document

    return "\n".join(fromstring(Document(html).summary()).itertext())


def resiliparse(html: str) -> str:
    """Extract as resiliparse does."""
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(html, main_content=True, alt_texts=False)


PEERS = {"trafilatura": trafilatura, "readability": readability, "resiliparse": resiliparse}


def timed(records: list[dict], take: Callable[[str], object]) -> tuple[list[object], float]:
    """Return what comes of each page, and the processor time a page took, in milliseconds."""
    began = time.process_time()
    found = []
    for record in records:
        try:
            found.append(take(record["html"]))
        except Exception:  # noqa: BLE001  a tool that fails on a page finds nothing there
            found.append("")
    return found, (time.process_time() - began) / len(records) * 1e3


def winnow(records: list[dict]) -> float:
    """Return the processor time a page takes winnow: laid out, voted on, and judged; in milliseconds."""
    pages, laid_out = timed(records, lambda html: extract.extract("page", html))
    known = [(n, page) for n, page in enumerate(pages) if page]
    rows = [(n, i, text) for n, page in known for i, text in enumerate(page.lines)]
    frame = pl.DataFrame(rows, LINES, orient="row")
    began = time.process_time()
    verdict.judge(frame, ChromeSettings(), markup.frame([(n, page.markup) for n, page in known]))
    return laid_out + (time.process_time() - began) / len(records) * 1e3


def interval(difference: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of a mean over pages, by drawing pages again."""
    draw = np.random.default_rng(1).integers(0, difference.size, (DRAWS, difference.size))
    low, high = np.quantile(difference[draw].mean(1), [0.025, 0.975])
    return float(low), float(high)


def table(records: list[dict], scores: dict[str, np.ndarray]) -> None:
    """Print mean F1 by dataset and language."""
    groups = defaultdict(list)
    for n, record in enumerate(records):
        language = "Chinese" if record["lang"].startswith("zh") else "other languages"
        no_forum = () if "forum" in record["dataset"] else ("all, no forum", f"{language}, no forum")
        for name in ("all", record["dataset"], language, *no_forum):
            groups[name].append(n)
    print(f"{'':26s}{'pages':>6s}" + "".join(f"{name:>24s}" for name in scores))
    for name, chosen in sorted(groups.items()):
        line = f"{name:26s}{len(chosen):6d}"
        for tool, found in scores.items():
            lead = scores["winnow"][chosen] - found[chosen]
            low, high = interval(lead)
            line += f"{found[chosen].mean():9.3f}" + ("" if tool == "winnow" else f" [{low:+.3f} {high:+.3f}]").rjust(15)
        print(line)


def held_out(pages: list[train_html.Page], without: str | tuple[str, ...] = ()) -> list[str]:
    """Return each page's text, by weights that never saw its site."""
    rows = train_html.sample(pages)
    scores = train_html.crossed(pages, rows, without)
    scores = sequence.together(rows, scores, np.concatenate([page.known["whole"] for page in pages]))
    gone = sequence.removed_of_pages(rows, scores, "balanced")
    gone |= verdict.overruled(rows, scores, has_markup=True)["verdict"].to_numpy() > 0
    return train_html.texts(pages, rows, gone)


def main(folder: str, *options: str) -> None:
    """Print the tables."""
    root = Path(folder)
    prf, pages = scorer(root), train_html.read(root)
    known = {(page.record["dataset"], page.record["id"]) for page in pages}
    records = [record for path in sorted((root / "html").glob("*.jsonl.zst")) for record in labelled.records(path)
               if (record["dataset"], record["id"]) in known]
    found = {"winnow": held_out(pages)}
    costs = {}
    for name, take in PEERS.items():
        if find_spec(name):
            found[name], costs[name] = timed(records, take)
    scores = {name: np.array([prf(record["gold_text"], text)[2] for record, text in zip(records, texts, strict=True)])
              for name, texts in found.items()}
    table(records, scores)
    costs["winnow"] = winnow(records)
    print("ms a page: " + ", ".join(f"{name} {cost:.1f}" for name, cost in costs.items()),
          f"; winnow / trafilatura {costs['winnow'] / costs['trafilatura']:.2f}", sep="")
    if "--ablate" in options:
        for name, without in HOLDOUTS.items():
            texts = held_out(pages, without)
            less = np.array([prf(r["gold_text"], text)[2] for r, text in zip(records, texts, strict=True)])
            low, high = interval(less - scores["winnow"])
            print(f"{name:32s}{less.mean():8.3f} [{low:+.3f} {high:+.3f}]")


if __name__ == "__main__":
    main(*sys.argv[1:])
