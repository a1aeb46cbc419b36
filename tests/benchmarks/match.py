"""How fast and how right is the matching, beside the others? `python -m tests.benchmarks.match --help`.

On 308,380 paragraphs of Chinese statutes (../shared/bench beside the repository): signatures, the whole matching
against brute-force truth with one thread and two, the peers on the same shingles, growth to four million paragraphs,
and the measurement behind n. Every run is a process of its own: wall and CPU seconds, peak memory. The peers live in
an interpreter of their own (`--peers PYTHON`, with datasketch, rensa, text-dedup, datatrove, tokenizers installed).
"""

# ruff: noqa: T201  a benchmark prints

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import polars as pl

from tests.benchmarks.match_peers import peak_megabytes

ROOT = Path(__file__).parents[2]
STATUTES = ROOT.parent / "shared" / "bench" / "statutes_zh.parquet"
CACHE = Path(tempfile.gettempdir()) / "winnow-bench"
SLOW_ROWS = 60_000  # for the tools that would take many minutes
PEERS = {"rensa": None, "rensa-readme": None} | dict.fromkeys(
    ("datasketch", "text-dedup", "text-dedup-loops", "datatrove", "datatrove-loops"), SLOW_ROWS)


def main() -> None:
    """Run the parts that were asked for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--signatures", action="store_true", help="MB/s of the signatures, and the generated code")
    options.add_argument("--match", action="store_true", help="all statutes, one thread and two, against truth")
    options.add_argument("--peers", metavar="PYTHON", help="an interpreter with the peers: run them side by side")
    options.add_argument("--tools", default=",".join(PEERS), help="which peers")
    options.add_argument("--growth", action="store_true", help="0.25 to 4 million paragraphs")
    options.add_argument("--shingles", action="store_true", help="which n for letters and for documents")
    options.add_argument("--child", nargs=3, metavar=("THREADS", "TEXTS", "PAIRS"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.child:
        child(int(chosen.child[0]), *map(Path, chosen.child[1:]))
    elif not STATUTES.exists():
        print(f"skipped: no {STATUTES}")
    else:
        CACHE.mkdir(exist_ok=True)
        for name in ("signatures", "match", "growth", "shingles"):
            if getattr(chosen, name):
                globals()[f"run_{name}"]()
        if chosen.peers:
            run_peers(chosen.peers, chosen.tools.split(","))


def run_signatures() -> None:
    """Print MB of UTF-8 per second of signatures, best of five, and the vector instructions of the kernel."""
    from cleaners import kernels
    from cleaners.minhash import MinHashSettings, signatures

    texts = pl.read_parquet(STATUTES)["text"]
    megabytes = texts.str.len_bytes().sum() / 1e6
    settings = MinHashSettings()
    signatures(texts[:100], settings)
    for threads in (1, 2):
        times, used = [], []
        for _ in range(5):
            start, cpu = time.perf_counter(), time.process_time()
            signatures(texts, settings, threads=threads)
            times.append(time.perf_counter() - start)
            used.append(time.process_time() - cpu)
        print(f"signatures, {threads} thread(s): best {megabytes / min(times):.0f} MB/s, "
              f"median {megabytes / np.median(times):.0f} MB/s, {megabytes / min(used):.0f} MB per CPU second")
    fresh = kernels.njit(nogil=True)(kernels.sign_rows.py_func)  # a cached kernel does not show its code
    fresh.compile(kernels.sign_rows.signatures[0])
    code = next(iter(fresh.inspect_asm().values()))
    lanes = {register: sum("pmulld" in line and f"%{register}" in line for line in code.splitlines())
             for register in ("xmm", "ymm", "zmm")}
    print(f"packed 32-bit multiplications in the kernel's code: {lanes}")
    run_kernel_alone()


def run_kernel_alone() -> None:
    """Print how many permuted shingles per second the signature loop alone makes, text in the cache."""
    from cleaners import kernels
    from cleaners.minhash import permutations
    from cleaners.shingles import hash_keys

    points = np.random.default_rng(1).integers(0x4E00, 0x9000, 200_000).astype(np.uint32)
    for length in (30, 66, 400, 5000):
        bounds = np.arange(0, points.size + 1, length)
        sizes, out = np.full(bounds.size - 1, 3), np.empty((bounds.size - 1, 128), np.uint32)
        best = math.inf
        for _ in range(9):
            start = time.thread_time()
            kernels.sign_rows(points, bounds, sizes, hash_keys(), *permutations(128, 1), out)
            best = min(best, time.thread_time() - start)
        rate = (length - 2) * (bounds.size - 1) / best
        print(f"kernel alone, texts of {length}: {rate / 1e6:.0f} M shingles/s, {rate * 128 / 1e9:.1f} G permutations/s")


def run_match() -> None:
    """Print the whole matching, verification and kinds included, and its recall and precision."""
    truth = brute_force(0.75)
    for threads in (1, 1, 2, 2):
        took, pairs = winnow(STATUTES, threads)
        print(f"winnow, {threads} thread(s): {describe(took, 55.19)}; {judged(pairs, truth.filter(pl.col('jaccard') >= 0.8))}")
    print(pairs.group_by("kind").len().sort("kind").rows())
    print(f"two threads of pure arithmetic were {second_core():.2f} x one, on this machine, now")


def second_core() -> float:
    """Return how much two threads of a kernel that shares nothing do in the time of one: 2 on two idle cores."""
    from concurrent.futures import ThreadPoolExecutor

    from cleaners import kernels

    left = np.arange(100_000)

    def burn(_: int) -> None:
        roots = left.copy()
        for _ in range(400):
            kernels.join(left, left, roots)

    burn(0)
    seconds = []
    for threads in (1, 2):
        with ThreadPoolExecutor(threads) as pool:
            start = time.perf_counter()
            list(pool.map(burn, range(4)))
            seconds.append(time.perf_counter() - start)
    return seconds[0] / seconds[1]


def run_peers(python: str, tools: list[str]) -> None:
    """Print each peer beside winnow, one thread each, in turns."""
    truth = brute_force(0.75).filter(pl.col("jaccard") >= 0.8)
    keys = distinct()
    for tool in tools:
        rows = PEERS[tool]
        some = keys[:rows] if rows else keys
        last = int(some["row"].max()) + 1
        texts, source, target = (CACHE / f"{name}.parquet" for name in ("texts", "keys", "pairs"))
        pl.read_parquet(STATUTES)[:last].write_parquet(texts)
        some.write_parquet(source)
        ours, pairs = winnow(texts, 1)
        known = truth.filter(pl.col("a") < last, pl.col("b") < last)
        took = run([python, str(Path(__file__).parent / "match_peers.py"), tool, str(source), str(target)])
        theirs = pl.read_parquet(target).select(pl.lit("near").alias("kind"), *(
            some["row"].gather(pl.read_parquet(target)[name]).alias(name) for name in ("a", "b")))
        print(f"{some.height} distinct paragraphs: {tool} {describe(took)}; {judged(theirs, known)}")
        print(f"   winnow {describe(ours)}; {judged(pairs, known)}")
        print(f"   {tool} / winnow: {took['seconds'] / ours['seconds']:.1f} x seconds, {took['cpu'] / ours['cpu']:.1f} x CPU")


def run_growth() -> None:
    """Print time and peak memory of 0.25 to 4 million paragraphs: the statutes, and seeded edits of them."""
    sizes, times = [], []
    for millions in (0.25, 0.5, 1, 2, 4):
        source = CACHE / f"grown-{millions}.parquet"
        grown(round(millions * 1e6)).write_parquet(source)
        took, pairs = winnow(source, 2)
        sizes.append(millions)
        times.append(took["seconds"])
        print(f"{millions} M paragraphs: {describe(took)}, {pairs.height} pairs", flush=True)
        source.unlink()
    print(f"exponent: {np.polyfit(np.log(sizes), np.log(times), 1)[0]:.2f}")


def grown(count: int) -> pl.DataFrame:
    """Return so many paragraphs: real ones in turn, each later round with 2 to 40 % of its characters replaced."""
    rng = np.random.default_rng(count)
    texts = pl.read_parquet(STATUTES)["text"]
    parts = [texts[: min(count, texts.len())]]
    while (left := count - sum(part.len() for part in parts)) > 0:
        code = np.frombuffer(texts[: min(left, texts.len())].str.join("\n").item().encode("utf-32-le"), "<u4").copy()
        rows = np.cumsum(code == ord("\n"))
        share = rng.uniform(0.02, 0.4, rows[-1] + 1)[rows]
        edited = (rng.random(code.size) < share) & (code >= 0x4E00)
        code[edited] = rng.integers(0x4E00, 0x9FA5, int(edited.sum()))
        parts.append(pl.Series("text", code.tobytes().decode("utf-32-le").split("\n")))
    return pl.DataFrame({"text": pl.concat(parts)})


def run_shingles() -> None:
    """Print, per n, what edits and chance do to English paragraphs and to whole Chinese documents."""
    from tests.benchmarks.match_shingles import measure

    measure(pl.read_parquet(STATUTES), print)


def winnow(texts: Path, threads: int) -> tuple[dict[str, float], pl.DataFrame]:
    """Run the matching in a process of its own; return what it took, and its pairs."""
    pairs = CACHE / "winnow.parquet"
    took = run([sys.executable, "-m", "tests.benchmarks.match", "--child", str(threads), str(texts), str(pairs)], threads)
    return took, pl.read_parquet(pairs)


def child(threads: int, texts: Path, target: Path) -> None:
    """Match a column of texts and print what it took, from texts in memory to pairs in memory."""
    from cleaners.match import MatchSettings, near_duplicates

    column = pl.read_parquet(texts)["text"]
    near_duplicates(column[:500], MatchSettings())  # imports, and loads the compiled kernels
    start, cpu = time.perf_counter(), time.process_time()
    pairs = near_duplicates(column, MatchSettings(), threads=threads)
    took = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu,
            "peak": peak_megabytes(), "pairs": pairs.height}
    pairs.write_parquet(target)
    print(json.dumps(took))


def run(command: list[str], threads: int = 1) -> dict[str, float]:
    """Run a child and return what it printed last."""
    limits = dict.fromkeys(("POLARS_MAX_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS"), str(threads))
    done = subprocess.run(command, cwd=ROOT, env=os.environ | limits, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def describe(took: dict[str, float], megabytes: float | None = None) -> str:
    """Say what a run took."""
    speed = f", {megabytes / took['seconds']:.0f} MB/s" if megabytes else ""
    return f"{took['seconds']:.2f} s, {took['cpu']:.2f} CPU s, peak {took['peak']:.0f} MB{speed}"


def judged(pairs: pl.DataFrame, truth: pl.DataFrame) -> str:
    """Say how many of the true pairs are there, and how many of the pairs that claim to be near are true.

    Tools that link a bucket's texts to its first only are to be judged by the pairs that are in one cluster.
    """
    from cleaners import kernels

    claims = pairs.filter(pl.col("kind") != "exact")
    if "jaccard" in claims.columns:
        claims = claims.filter(pl.col("jaccard") >= 0.8)
    right = claims.join(truth, on=["a", "b"], how="semi").height
    recall, precision = right / max(truth.height, 1), right / max(claims.height, 1)
    linked = np.arange(1 + max(truth["b"].max() or 0, claims["b"].max() or 0))
    kernels.join(*(claims[name].to_numpy().astype(np.int64) for name in ("a", "b")), linked)
    together = (linked[truth["a"].to_numpy()] == linked[truth["b"].to_numpy()]).mean()
    return f"{right} of {truth.height} pairs (recall {recall:.5f}, precision {precision:.4f}; in one cluster {together:.5f})"


def distinct() -> pl.DataFrame:
    """Return the distinct match keys, by the oracle, with the first row of each; cached."""
    from tests import oracle

    if not (stored := CACHE / "distinct.parquet").exists():
        texts = pl.read_parquet(STATUTES)["text"].to_list()
        keys = pl.DataFrame({"row": range(len(texts)), "key": list(map(oracle.fold_text, texts))})
        keys.filter(pl.col("key") != "").unique("key", keep="first").sort("row").write_parquet(stored)
    return pl.read_parquet(stored)


def brute_force(threshold: float) -> pl.DataFrame:
    """Return every pair of distinct paragraphs that reaches the threshold, by sets and an inverted index; cached.

    Two sets that reach it must share one of the rarest shingles of each (prefix filtering: Chaudhuri et al. 2006);
    so only those are indexed, and whoever meets there is compared. Takes two minutes and no MinHash.
    """
    from tests import oracle

    if (stored := CACHE / f"truth-{threshold}.parquet").exists():
        return pl.read_parquet(stored)
    keys = distinct()
    sets = [oracle.shingle_set(key) for key in keys["key"]]
    seen = Counter(shingle for one in sets for shingle in one)
    index, pairs = defaultdict(list), []
    for row in sorted(range(len(sets)), key=lambda row: len(sets[row])):
        one = sets[row]
        rarest = sorted(one, key=lambda shingle: (seen[shingle], shingle))[: len(one) - math.ceil(threshold * len(one)) + 1]
        met = {other for shingle in rarest for other in index[shingle] if len(sets[other]) >= threshold * len(one)}
        pairs += [(min(row, other), max(row, other), oracle.similarity(one, sets[other])[0]) for other in met]
        for shingle in rarest:
            index[shingle].append(row)
    found = pl.DataFrame(pairs, schema={"a": pl.UInt32, "b": pl.UInt32, "jaccard": pl.Float64}, orient="row")
    found = found.filter(pl.col("jaccard") >= threshold).with_columns(
        a=keys["row"].gather(found.filter(pl.col("jaccard") >= threshold)["a"]).cast(pl.UInt32),
        b=keys["row"].gather(found.filter(pl.col("jaccard") >= threshold)["b"]).cast(pl.UInt32))
    found.sort("a", "b").write_parquet(stored)
    return found


if __name__ == "__main__":
    main()
