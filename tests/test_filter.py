"""Is `winnow clean` a good Unix filter?"""

import json
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT
from tests.crawled import STORY, page

COMMAND = [sys.executable, "-m", "flows.cli", "clean"]
SEED = (ROOT / "seeds" / "004_3cf46ed22a0906f7.txt").read_bytes()
PAGE = "河边的老屋\n\n去年冬天,河边的老屋终于拆了,屋里的东西都搬到了新镇上。\n\n版权所有 © 2023 河边日报社\n"


def filtered(*args, stdin):
    """Run the filter."""
    return subprocess.run([*COMMAND, *args], input=stdin, capture_output=True, check=False, cwd=ROOT, timeout=60)


def test_text_in_clean_text_out():
    """The file named, standard input, and `-` give the same clean text; a final line end stays."""
    named = filtered("seeds/004_3cf46ed22a0906f7.txt", stdin=b"")
    assert named.stdout == filtered(stdin=SEED).stdout == filtered("-", stdin=SEED).stdout
    assert "为您推荐" not in named.stdout.decode()
    assert filtered(stdin=PAGE.encode()).stdout.decode() == PAGE.rpartition("\n版权")[0].rstrip("\n") + "\n"


def test_explain_shows_every_line():
    """Each line stands there once, with its verdict; no colour codes where it is no terminal."""
    told = filtered("--explain", stdin=SEED).stdout.decode()
    for line in SEED.decode().split("\n"):
        assert line in told
    assert "related-links" in told
    assert "\x1b[" not in told


def test_records_come_out_in_order():
    """Every record has its answer, in order; a broken one says what is wrong and stops nothing."""
    records = [
        json.dumps({"id": "a", "text": PAGE}),
        "{not json",
        json.dumps({"id": 7}),
        json.dumps({"id": "s", "text": "\ud800"}),
        json.dumps([1]),
        "",
        json.dumps({"id": "e", "text": ""}),
        json.dumps({"id": "\ud800", "text": "half a surrogate"}),
        json.dumps({"id": "z", "text": SEED.decode()}),
    ]
    answers = [json.loads(line) for line in filtered("--jsonl", stdin="\n".join(records).encode()).stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, 7, "s", None, "e", "\ud800", "z"]
    assert [("error" in answer) for answer in answers] == [False, True, True, True, True, False, False, False]
    assert answers[0].keys() == {"id", "text", "title", "removed"}
    assert answers[0]["removed"][0] | {"detector": ""} == {
        "line": 4, "text": "版权所有 © 2023 河边日报社", "reason": "copyright", "detector": "", "twin": None,
    }
    assert answers[1]["error"].startswith("line 2: is not JSON")
    assert answers[5] == {"id": "e", "text": "", "title": None, "removed": []}
    assert answers[7]["title"].startswith("传微软内部")


def test_pages_and_texts_come_out_in_order():
    """HTML goes beside text; a page without text, or one made to break its reader, is told and stops nothing."""
    records = [
        {"id": "page", "html": page(title="河边的老屋").decode(), "url": "http://news.example.com.cn/a"},
        {"id": "text", "text": PAGE},
        {"id": "empty", "html": "<html><script>var a</script></html>"},
        {"id": "deep", "html": "<html><body>" + "<table><tr><td>" * 100_000},
        {"id": "odd", "html": "<p>a\ud800\x00b</p>", "url": 7},
        {"id": "both", "text": "text goes first", "html": "<p>html"},
        {"id": "last", "text": " ", "html": page().decode()},
    ]
    stdin = "\n".join(map(json.dumps, records)).encode()
    answers = [json.loads(line) for line in filtered("--jsonl", stdin=stdin).stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [record["id"] for record in records]
    assert [("error" in answer) for answer in answers] == [False, False, True, True, False, False, False]
    assert answers[0].keys() == {"id", "text", "title", "removed"}
    assert answers[0]["title"] == "河边的老屋"
    assert STORY * 4 in answers[0]["text"]
    assert answers[5]["text"] == "text goes first"
    assert STORY * 4 in answers[6]["text"]


def test_a_page_is_known_by_what_it_holds(tmp_path):
    """A page is read as one whatever its name, in the charset it declares; a text that speaks of tags is none."""
    (tmp_path / "saved").write_bytes(page(charset="gbk", meta="gb2312"))
    assert STORY * 4 in filtered(str(tmp_path / "saved"), stdin=b"").stdout.decode()
    assert filtered(stdin=page(charset="big5", text="老屋" * 30, meta="big5")).stdout.decode().count("老屋") >= 30
    prose = f"{STORY}<p>这个标签开始一段。\n"
    assert filtered(stdin=prose.encode()).stdout.decode() == prose


def test_answers_do_not_wait_for_the_end():
    """A record is answered while the pipe stays open."""
    with subprocess.Popen([*COMMAND, "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        for name in ("one", "two"):
            process.stdin.write(json.dumps({"id": name, "text": PAGE}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == name
        process.stdin.close()


@pytest.mark.parametrize(("content", "said"), [
    (b"\xff\xfe\xfd", "utf-16"), (bytes(range(256)) * 4, "binary"), ("中文".encode("gbk"), "UTF-8"),
])
def test_what_is_no_text_is_told(content, said):
    """Bytes that are no text are one line of error, and nothing comes out."""
    done = filtered(stdin=content)
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert said in line


def test_starts_without_prefect():
    """The filter needs no orchestrator, and of the libraries that take long to load only what walks the model's trees."""
    probe = (
        "import sys; from click.testing import CliRunner; from flows.cli import main;"
        "CliRunner().invoke(main, ['clean', 'seeds/004_3cf46ed22a0906f7.txt']);"
        "print(sorted({'prefect', 'pydantic', 'scipy.special', 'datasketch', 'opencc'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


def test_a_reader_that_leaves_is_no_error():
    """`winnow clean --explain FILE | head -1` ends quietly."""
    shell = f"{sys.executable} -m flows.cli clean --explain seeds/002_39445686c50c86d8.txt | head -1"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, check=True, cwd=ROOT)
    assert b"Traceback" not in done.stderr


def test_ten_megabytes_on_one_line():
    """One line of 10 MB goes through, and comes out as it was."""
    line = ("去年冬天,河边的老屋终于拆了。" * 250_000).encode()
    began = time.monotonic()
    assert filtered(stdin=line).stdout == line
    assert time.monotonic() - began < 60
