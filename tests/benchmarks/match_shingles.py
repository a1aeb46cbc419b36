"""Which n? What edits and chance do to English paragraphs and to whole Chinese documents, by n.

The paragraphs are the language reference that every Python carries (`pydoc_data.topics`); the documents are statutes.
Edits are seeded: units (words, characters) replaced by others of the same texts. A good n keeps an edited copy above the
threshold, and unrelated texts so far below that the banding hardly makes candidates of them.
"""

import pydoc_data.topics
import re
from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from cleaners.match import MatchSettings
from tests import oracle


def measure(statutes: pl.DataFrame, say: Callable[[str], None]) -> None:
    """Say it for English paragraphs cut into words and for Chinese documents cut into characters."""
    rng = np.random.default_rng(1)
    english = [text for text in paragraphs() if 40 <= len(oracle.fold_text(text)) <= 600]
    sample = [english[i].split() for i in rng.permutation(len(english))[:600]]
    table("English paragraphs", sample, " ", say)
    documents = statutes.group_by("doc", maintain_order=True).agg(pl.col("text").str.join(""))["text"]
    table("Chinese documents", [list(documents[int(i)][:20_000]) for i in rng.permutation(len(documents))[:120]], "", say)


def table(name: str, texts: list[list[str]], space: str, say: Callable[[str], None]) -> None:
    """Say, for n from 3 to 8, how unrelated pairs look and how edited copies do."""
    rng = np.random.default_rng(2)
    units = [unit for text in texts for unit in text]
    found = MatchSettings().chance_found
    say(f"{len(texts)} {name}, median {int(np.median([len(text) for text in texts]))} words or characters")
    say("n  unrelated pairs: mean J, 99.9 % quantile, candidates per million   copies still at J >= 0.8, units edited")
    for n in range(3, 9):
        sets = [oracle.shingle_set(space.join(text), n, n) for text in texts]
        chance = [oracle.similarity(one, other)[0] for at, one in enumerate(sets) for other in sets[:at]]
        chance = [jaccard for jaccard in chance if jaccard < 0.5]  # real texts repeat themselves here and there
        kept = []
        for share in (0.0, 0.02, 0.05):
            twins = [oracle.shingle_set(space.join(edit(text, share, units, rng)), n, n) for text in texts]
            kept.append(np.mean([oracle.similarity(a, b)[0] >= 0.8 for a, b in zip(sets, twins, strict=True)]))
        candidates = 1e6 * np.mean([found(jaccard) for jaccard in chance])
        say(f"{n}  {np.mean(chance):.4f} {np.quantile(chance, 0.999):.3f} {candidates:10.1f}      "
            "one {:.1%}, 2 % {:.1%}, 5 % {:.1%}".format(*kept))


def edit(text: list[str], share: float, units: list[str], rng: np.random.Generator) -> list[str]:
    """Replace that share of the units, at least one, by others."""
    edited = text.copy()
    for at in rng.choice(len(text), max(1, round(share * len(text))), replace=False):
        edited[at] = units[rng.integers(len(units))]
    return edited


def paragraphs() -> Iterator[str]:
    """Yield the paragraphs of prose: those that are not indented."""
    for topic in pydoc_data.topics.topics.values():
        for text in re.split(r"\n\s*\n", topic):
            if not text.startswith(" ") and text.count(" ") >= 6:
                yield " ".join(text.split())
