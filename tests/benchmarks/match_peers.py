"""How long do the others take? Run by match.py with an interpreter that has them: TOOL KEYS.parquet PAIRS.parquet.

Every tool gets the distinct match keys, already folded, and makes the same shingles of them: 3-grams of characters
(a shorter key is one shingle), 128 permutations. Where a tool has no bulk call, the loop over the keys is its own
documentation's. None of them verifies; its pairs are its candidates.
"""

import itertools
import json
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
    start, cpu = time.perf_counter(), time.process_time()
    pairs = TOOLS[tool](keys)
    took = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu,
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
    """Run text-dedup's embed_func and its clustering loop, without its datasets files; xxh3, its faster hash."""
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


def datatrove(keys: list[str]) -> set[tuple[int, int]]:
    """Run datatrove's signature and bucket stages, with characters for words and winnow's bands."""
    from datatrove.data import Document
    from datatrove.pipeline.dedup import minhash
    from datatrove.utils.logging import logger

    logger.remove()
    config = minhash.MinhashConfig(n_grams=3, num_buckets=20, hashes_per_bucket=5)

    class Characters(minhash.MinhashDedupSignature):
        def get_shingles(self, text: str) -> np.ndarray:
            return np.fromiter((self._hash_func(s.encode()) for s in shingles(text)), np.uint64).reshape((-1, 1))

    with tempfile.TemporaryDirectory() as room:
        documents = (Document(text=key, id=str(row)) for row, key in enumerate(keys))
        Characters(f"{room}/signatures", config=config).run(documents, 0, 1)
        for band in range(20):
            minhash.MinhashDedupBuckets(f"{room}/signatures", f"{room}/pairs", config=config).run(None, band, 20)
        found = (struct.iter_unpack("<4I", path.read_bytes()) for path in Path(room, "pairs").rglob("*.dups"))
        return {(min(a, b), max(a, b)) for _, a, _, b in itertools.chain.from_iterable(found)}


TOOLS = {"datasketch": datasketch, "rensa": rensa, "rensa-readme": rensa_readme, "text-dedup": text_dedup,
         "datatrove": datatrove}

if __name__ == "__main__":
    main()
