"""Are files behind URLs read as those on the disk are? Against real servers, on this machine."""

import gzip
import io
import json
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import polars as pl
import pytest

from cleaners.errors import BadSource
from flows import readers
from flows.readers import remote
from tests.conftest import ROOT
from tests.crawled import STORY, http, members, page, warc
from tests.test_readers import Limits

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s3cr3t-of-the-test", "AWS_DEFAULT_REGION": "us-east-1"}


def parquet():
    file = io.BytesIO()
    pl.DataFrame({"text": [STORY], "id": [1]}).write_parquet(file)
    return file.getvalue()


FILES = {
    "a.txt": STORY.encode(), "b/a.jsonl.gz": gzip.compress("\n".join(json.dumps({"text": f"{n} {STORY}"}) for n in range(50)).encode()),
    "b/c.warc.gz": members([warc(http(page(f"第{n}页"))) for n in range(3)]), "d.parquet": parquet(), ".hidden": b"x",
}


def take(*sources):
    files = readers.find(sources).files
    found, _, rejected, _ = readers.read(tuple(name for name, _ in files), Limits())
    return found, rejected


@pytest.fixture(scope="module")
def bucket():
    """A bucket with files, on a server that speaks S3."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (KEYS | {"AWS_ENDPOINT_URL": f"http://{host}:{port}"}).items():
            patch.setenv(name, value)
        import boto3

        client = boto3.client("s3")
        client.create_bucket(Bucket="crawl")
        for name, content in FILES.items():
            client.put_object(Bucket="crawl", Key=f"2024/{name}", Body=content)
        yield client
    server.stop()


@pytest.mark.parametrize(("source", "count"), [
    ("s3://crawl/2024", 55), ("s3://crawl/2024/", 55), ("s3://crawl/2024/a.txt", 1), ("s3://crawl/2024/*.txt", 1),
    ("s3://crawl/2024/**/*.gz", 53), ("s3://crawl/2024/b/*", 53), ("s3://crawl/2024/d.parquet", 1),
])
@pytest.mark.usefixtures("bucket")
def test_objects(source, count):
    """Folders, files and patterns of a bucket."""
    found, rejected = take(source)
    assert (found.height, rejected.height) == (count, 0)
    assert found["source"].str.starts_with("s3://crawl/2024/").all()


def test_an_object_that_changes_or_goes_is_told(bucket):
    """A listed object that is gone, or another by now, is one rejected row; the others are read."""
    for name in ("x", "y", "z"):
        bucket.put_object(Bucket="crawl", Key=f"moving/{name}.txt", Body=(STORY * 2000).encode())
    files = readers.find(("s3://crawl/moving",)).files
    bucket.delete_object(Bucket="crawl", Key="moving/x.txt")
    bucket.put_object(Bucket="crawl", Key="moving/y.txt", Body=b"short")
    found, _, rejected, _ = readers.read(tuple(name for name, _ in files), Limits())
    assert rejected.select("source", "reason").rows()[0] == ("s3://crawl/moving/x.txt", "unreadable")
    assert found.height + rejected.height == 3
    assert "s3://crawl/moving/z.txt" in found["source"].to_list()


@pytest.mark.parametrize("source", ["s3://crawl/nothing", "s3://nowhere/a.txt", "s3://crawl/*.warc"])
@pytest.mark.usefixtures("bucket")
def test_what_is_not_there_is_told(source):
    """Without a trace of a driver's own error, nor of a key."""
    with pytest.raises(BadSource) as told:
        readers.find((source,))
    assert str(told.value).startswith(source)
    assert not [secret for secret in KEYS.values() if secret in str(told.value)]


@pytest.mark.slow
@pytest.mark.flow
@pytest.mark.usefixtures("bucket")
def test_a_run_over_objects(winnow, tmp_path):
    """The whole command, with one source that is not there; no secret stands in what it prints or writes."""
    done = winnow("run", "s3://crawl/2024", "s3://crawl/nothing", "--out", tmp_path / "corpus")
    assert done.returncode == 0, done.stderr
    assert b"s3://crawl/nothing: does not exist" in done.stderr.replace(b"\n", b"") or b"holds no files" in done.stderr
    sources = pl.read_parquet(tmp_path / "corpus" / "sources" / "*.parquet")
    assert sources.height == 55
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert KEYS["AWS_SECRET_ACCESS_KEY"].encode() not in written + done.stdout + done.stderr


class Site(SimpleHTTPRequestHandler):
    """A web server: some of its files are cut off while they are sent, some need a password."""

    def do_GET(self):
        """Answer."""
        if "/locked/" in self.path and "token=" not in self.path:
            self.send_error(403)
        elif self.path.endswith("/cut.txt"):
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b"the beginning, and then nothing")
        else:
            super().do_GET()

    def log_message(self, *_):
        """Be silent."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The same files, and some others, on a web server."""
    pytest.importorskip("aiohttp")
    folder = tmp_path_factory.mktemp("site")
    links = '<html><body><a href="/b/">b</a> <a href="/a.txt">a</a></body></html>'
    for name, content in (FILES | {"cut.txt": b"", "locked/a.txt": STORY.encode(), "links.html": links.encode() + page()}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(("path", "count"), [("a.txt", 1), ("b/a.jsonl.gz", 50), ("b/", 53), ("b/*.gz", 53), ("d.parquet", 1), ("links.html", 1)])
def test_web_addresses(site, path, count):
    """Files, folders that list themselves, and patterns; a page is a page, however many links it has."""
    found, rejected = take(f"{site}/{path}")
    assert (found.height, rejected.height) == (count, 0)


def test_a_download_that_is_cut_off_is_told(site):
    """What came of it is not taken for all of it; an address that is gone by then is told too."""
    found, _, rejected, _ = readers.read((f"{site}/cut.txt", f"{site}/gone.txt", f"{site}/a.txt"), Limits())
    assert rejected["reason"].to_list() == ["unreadable"] * 2
    assert found["source"].to_list() == [f"{site}/a.txt"]


def test_secrets_are_not_told(site):
    """Passwords and tokens in a URL open it, and stand nowhere else."""
    where = site.replace("http://", "http://me:pa55word@")
    found, rejected = take(f"{where}/locked/a.txt?token=0pen", f"{where}/a.txt")
    assert rejected.height == 0
    assert found["source"].to_list() == [f"{site}/a.txt", f"{site}/locked/a.txt?token=…"]
    files = (f"{where}/locked/a.txt?x=1", f"{where}/gone.txt?token=0pen")
    _, _, rejected, _ = readers.read(files, Limits())
    with pytest.raises(BadSource) as told:
        readers.find((f"{where}/locked/b/?sig=0pen",))
    said = str(rejected.rows()) + str(told.value)
    assert rejected.height == 2
    assert "pa55word" not in said
    assert "0pen" not in said


def test_no_secret_is_noted_of_an_input():
    """The table `inputs` names a file as the others do; of the web nothing tells whether a file is as it was."""
    from flows import arrivals

    assert arrivals.mark("https://me:pa55word@a.example/x.txt") is None
    one = arrivals.Arrival("https://me:pa55word@a.example/x.txt?sig=0pen", 3, None, "00")
    counts = pl.DataFrame({"source": ["https://a.example/x.txt?sig=…"], "reason": ["broken"]})
    assert arrivals.inputs((one,), counts, "f").select("source", "n_records").rows() == [("https://a.example/x.txt?sig=…", 1)]


@pytest.mark.parametrize(("source", "mend"), [
    ("s3://crawl/a", "pip install 'winnow[s3]'"), ("gs://crawl/a", "pip install 'winnow[gcs]'"), ("https://a.example/x", "pip install 'winnow[http]'"),
])
def test_a_missing_driver_is_named_with_its_mend(source, mend):
    """Where its package is not installed, a URL says which to install; the other sources are read."""
    script = (
        "import sys; [sys.modules.__setitem__(name, None) for name in ('s3fs', 'gcsfs', 'aiohttp')]\n"
        "from flows import readers; from tests.test_readers import Limits\n"
        f"found = readers.find(({source!r}, 'README.md')); print(len(found.files), found.missing[0])\n"
        f"print(*readers.read(({source!r},), Limits())[2].select('reason', 'error').row(0))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT)})
    first, second = done.stdout.splitlines()
    assert first.startswith(f"1 {source}: needs a driver")
    assert mend in first
    assert "unreadable" in second
    assert mend in second


@pytest.mark.parametrize("text", ["a.txt", "s3://bucket/a?b", "https://a.example/@me/x.html", "user@host.example: cannot"])
def test_what_is_no_secret_stays(text):
    """Nothing else of a name is changed."""
    assert remote.shown(text) == text
