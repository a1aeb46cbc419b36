"""How long do the others take? Run by match.py with an interpreter that has them: TOOL KEYS.parquet PAIRS.parquet.

Every tool gets the distinct match keys, already folded, and makes the same shingles of them: 3-grams of characters
(a shorter key is one shingle), 128 permutations. Where a tool has no bulk call, the loop over the keys is its own
documentation's. None of them verifies; its pairs are its candidates.
"""

import itertools
import json
import os
import struct
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl


def main() -> None:
    """Time one tool, from keys in memory to pairs in memory, and print what it took."""
    tool, source, target = sys.argv[1:]
    keys = pl.read_parquet(source)["key"].to_list()
    TOOLS[tool](keys[:50])  # imports and first calls
    start, cpu = time.perf_counter(), sum(os.times()[:4])
    pairs = TOOLS[tool](keys)
    took = {"seconds": time.perf_counter() - start, "cpu": sum(os.times()[:4]) - cpu,
            "peak": peak_megabytes(), "pairs": len(pairs)}
    pl.DataFrame(list(pairs), schema={"a": pl.UInt32, "b": pl.UInt32}, orient="row").write_parquet(target)
    print(json.dumps(took))  # noqa: T201  the parent reads it


def peak_megabytes() -> float:
    """Return the process's highest resident memory; getrusage would count the parent's, from before exec."""
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def shingles(key: str) -> list[str]:
    """Return the 3-grams of a key."""
    return [key[i : i + 3] for i in range(max(len(key) - 2, 1))]


def datasketch(keys: list[str]) -> set[tuple[int, int]]:
    """Run MinHash.bulk and MinHashLSH with winnow's bands."""
    from datasketch import MinHash, MinHashLSH

    index, pairs = MinHashLSH(num_perm=128, params=(20, 5)), set()
    tokens = ([shingle.encode() for shingle in shingles(key)] for key in keys)
    for row, sketch in enumerate(MinHash.generator(tokens, num_perm=128)):
        pairs.update((other, row) for other in index.query(sketch))
        index.insert(row, sketch)
    return pairs


def rensa(keys: list[str], bands: int = 32) -> set[tuple[int, int]]:
    """Run RMinHash in bulk and RMinHashLSH; 32 bands of 4, the nearest it has to winnow's recall."""
    from rensa import RMinHash, RMinHashLSH

    sketches = RMinHash.from_token_sets([shingles(key) for key in keys], 128, 42)
    index = RMinHashLSH(0.8, 128, bands)
    index.insert_many(sketches)
    return {(min(row, other), max(row, other)) for row, found in enumerate(index.query_all(sketches))
            for other in found if other != row}


def rensa_readme(keys: list[str]) -> set[tuple[int, int]]:
    """Run rensa with the 16 bands of 8 of its README."""
    return rensa(keys, bands=16)


def text_dedup(keys: list[str]) -> set[tuple[int, int]]:
    """Run the command as its users do, from a Parquet file of spaced characters to its output; one process, sha1."""
    from text_dedup import minhash

    with tempfile.TemporaryDirectory() as room:
        pl.DataFrame({"text": [" ".join(key) for key in keys]}).write_parquet(f"{room}/keys.parquet")
        options = {"path": "parquet", "data_files": f"{room}/keys.parquet", "cache_dir": room, "output": f"{room}/out",
                   "split": "train", "column": "text", "num_proc": 1, "ngram": 3, "min_length": 0, "num_perm": 128,
                   "b": 20, "r": 5, "batch_size": 10_000}
        minhash.main([f"--{name}={value}" for name, value in options.items()], standalone_mode=False)
    return {(minhash.uf.find(row), row) for row in range(len(keys)) if minhash.uf.find(row) != row}


def text_dedup_loops(keys: list[str]) -> set[tuple[int, int]]:
    """Run only its inner loops, embed_func and clustering, without its files; xxh3, its faster hash."""
    from text_dedup import minhash

    prime, most = np.uint64((1 << 61) - 1), np.uint32((1 << 32) - 1)
    a, b = (minhash.RNG.randint(low, prime, size=(128,), dtype=np.uint64) for low in (1, 0))
    tables: list[dict[bytes, list[int]]] = [{} for _ in range(20)]
    for row, key in enumerate(keys):
        found = minhash.embed_func(
            " ".join(key), row, num_perm=128, ngram_size=3, min_length=0, permutations=(a, b), dtype=np.uint64,
            hashranges=[(i * 5, i * 5 + 5) for i in range(20)], hash_func=minhash.xxh3_32hash, max_hash=most,
            modulo_prime=prime)
        for table, band in zip(tables, found[minhash.SIGNATURE_COLUMN], strict=True):
            table.setdefault(band, []).append(row)
    return {(bucket[0], row) for table in tables for bucket in table.values() for row in bucket[1:]}


def datatrove_loops(keys: list[str]) -> set[tuple[int, int]]:
    """Run its stages with the shingles handed to it, past its simplifier and its word tokenizer."""
    return datatrove(keys, as_users_do=False)


def datatrove(keys: list[str], *, as_users_do: bool = True) -> set[tuple[int, int]]:
    """Run its signature and bucket stages, with winnow's bands, on spaced characters as its words."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup import minhash
    from datatrove.utils.logging import logger

    logger.remove()
    config = minhash.MinhashConfig(n_grams=3, num_buckets=20, hashes_per_bucket=5)

    class Characters(minhash.MinhashDedupSignature):
        def get_shingles(self, text: str) -> np.ndarray:
            return np.fromiter(map(self._hash_func, shingles(text)), np.uint64).reshape((-1, 1))

    with tempfile.TemporaryDirectory() as room:
        documents = (Document(text=" ".join(key) if as_users_do else key, id=str(row)) for row, key in enumerate(keys))
        signer = minhash.MinhashDedupSignature if as_users_do else Characters
        signer(f"{room}/signatures", config=config).run(documents, 0, 1)
        for band in range(20):
            minhash.MinhashDedupBuckets(f"{room}/signatures", f"{room}/pairs", config=config).run(None, band, 20)
        found = (struct.iter_unpack("<4I", path.read_bytes()) for path in Path(room, "pairs").rglob("*.dups"))
        return {(min(a, b), max(a, b)) for _, a, _, b in itertools.chain.from_iterable(found)}


TOOLS = {"datasketch": datasketch, "rensa": rensa, "rensa-readme": rensa_readme, "text-dedup": text_dedup,
         "text-dedup-loops": text_dedup_loops, "datatrove": datatrove, "datatrove-loops": datatrove_loops}

if __name__ == "__main__":
    main()
