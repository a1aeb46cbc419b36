"""Which steps of a run that was cut short are done already?

Beside its outputs each step leaves a sidecar, NAME.json: the digests of what it read, its parameters, the version of
the code, and the digests of what it wrote. A step is skipped where all of that is still so.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path

from flows import memory
from flows.place import replace

ROOM = Path(__file__).parent.parent


@cache
def code_version() -> str:
    """Return a digest of the code that shapes a corpus, with the tables and weights that are part of it."""
    digest = sha256()
    for file in sorted(file for room in ("cleaners", "flows") for file in (ROOM / room).rglob("*")
                       if file.suffix in (".py", ".npz")):
        digest.update(file.relative_to(ROOM).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def once(sidecar: Path, inputs: Mapping[str, str | None], parameters: object,
         work: Callable[[], Iterable[Path]]) -> list[Path]:
    """Do `work`, unless its sidecar says that it is done; return the files that it wrote, all below the sidecar's.

    `inputs` are digests by name. Where one is None, what was read cannot be told, and the work is done.
    """
    folder = sidecar.parent
    wanted = {"inputs": dict(inputs), "parameters": json.loads(json.dumps(parameters, default=str)),
              "code": code_version()}
    found = _read(sidecar)
    if None not in inputs.values() and found is not None and found["key"] == wanted:
        outputs = found["outputs"]
        if all((folder / name).is_file() and digest(folder / name) == told for name, told in outputs.items()):
            return [folder / name for name in outputs]
    sidecar.unlink(missing_ok=True)
    written = list(work())
    memory.trim()
    outputs = {path.relative_to(folder).as_posix(): digest(path) for path in written}
    replace(sidecar, json.dumps({"key": wanted, "outputs": outputs}, indent=1, ensure_ascii=False) + "\n")
    return written


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _read(sidecar: Path) -> dict[str, dict[str, object]] | None:
    try:
        return json.loads(sidecar.read_text("utf-8"))
    except (OSError, ValueError):
        return None
