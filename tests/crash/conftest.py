"""What do the crash tests share? Sources that take every way through a run, and the corpora before and after it."""

import json
import os
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from flows import tied
from flows.settings import Settings
from tests.conftest import ROOT
from tests.crash import trial
from tests.flowing import build
from tests.test_decide import BODY, EDITED, MORE, OTHER, SHARED, TRADITIONAL
from tests.test_incremental import FILL
from tests.test_run import digests

PAGE = "<html><head><title>老屋</title></head><body><nav>首页 | 新闻</nav><article>{}</article></body></html>"


def settings_of(raw, out):
    """Cut the sources into several shards."""
    return Settings(sources=(str(raw),), out=out, read={"shard_bytes": 2000})


@pytest.fixture(scope="session")
def raw(tmp_path_factory):
    """The sources of two runs: copies, edits, excerpts, pages, rows, refused records, a renamed file."""
    folder = tmp_path_factory.mktemp("crash") / "raw"
    folder.mkdir()
    for name, page in {"a.txt": BODY, "b.txt": [*OTHER, *FILL[:3]], "c.txt": [SHARED, FILL[3]]}.items():
        (folder / name).write_text("\n".join(page), "utf-8")
    return folder


@pytest.fixture(scope="session")
def base(raw, tmp_path_factory):
    """The corpus of the first run; the sources of the second are there as well."""
    out = tmp_path_factory.mktemp("base") / "corpus"
    build(settings_of(raw, out))
    (raw / "a.txt").rename(raw / "a-renamed.txt")
    for name, page in {"d.txt": EDITED, "e.txt": [*BODY, *FILL[4:]], "f.txt": TRADITIONAL, "g.txt": [SHARED, FILL[6]],
                       "h.txt": [*OTHER, MORE]}.items():
        (raw / name).write_text("\n".join(page), "utf-8")
    (raw / "i.html").write_text(PAGE.format("".join(f"<p>{line}</p>" for line in [*FILL[1:3], *OTHER])), "utf-8")
    rows = [json.dumps({"text": text}, ensure_ascii=False) for text in (BODY[0] + FILL[7], "\n".join(BODY))]
    (raw / "j.jsonl").write_text("\n".join([*rows, "broken", ""]), "utf-8")
    return out


@pytest.fixture(scope="session")
def expected(raw, base, tmp_path_factory):
    """The bytes of the corpus that an undisturbed second run leaves."""
    out = trial.copy(base, tmp_path_factory.mktemp("expected"))
    build(settings_of(raw, out))
    return digests(out)


@pytest.fixture(scope="session")
def context():
    """The way to start processes."""
    return trial.forks()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A Prefect server on loopback, for all runs; its address stands in the environment."""
    home = tmp_path_factory.mktemp("server")
    port = 20_000 + os.getpid() % 20_000
    env = os.environ | {"PREFECT_HOME": str(home), "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
                        "PREFECT_LOGGING_LEVEL": "ERROR"}
    command = tied.command(
        sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port))
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/api"
    for _ in range(600):
        try:
            if urlopen(f"{address}/health", timeout=2).status == 200:  # noqa: S310  our own address
                break
        except (URLError, OSError):
            time.sleep(0.3)
    os.environ |= {"PREFECT_API_URL": address, "PREFECT_HOME": str(home), "PREFECT_LOGGING_LEVEL": "CRITICAL"}
    yield address
    process.terminate()
    process.wait()
