"""Does Prefect show what a run did?"""

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.funnel import funnel
from flows.settings import Settings

COUNTS = st.dictionaries(st.sampled_from(["binary", "format", "chrome/nav", "repeat/body-repeat"]), st.integers(1, 99))


@given(st.tuples(COUNTS, COUNTS, COUNTS), st.tuples(*[st.integers(0, 99)] * 3))
def test_the_funnel_adds_up(parts, counts):
    """What came in is what was rejected, removed and kept, of records and of lines; shares are of what came in."""
    (rejected, removed, metadata), (documents, kept, duplicates) = parts, counts
    n_rejected, n_removed, n_metadata = (sum(counts.values()) for counts in (rejected, removed, metadata))
    rows = funnel({
        "records": n_rejected + documents + duplicates, "documents": documents,
        "fates": {"kept": documents, "duplicate": duplicates, "rejected": n_rejected}, "rejected_by": rejected,
        "lines": n_removed + n_metadata + kept + 7, "blank": 7, "kept": kept, "removed_by": removed,
        "to_metadata_by": metadata,
    })
    at = [number for number, (stage, *_) in enumerate(rows) if stage == "in"]
    for part in (rows[at[0]:at[1]], rows[at[1]:]):
        (_, _, came, _), *out = part
        assert sum(count for _, _, count, _ in out) == came
        assert all(share is None if came == 0 else abs(share * came - count) < 1e-6 for _, _, count, share in part)


def test_every_setting_is_explained():
    """Prefect's form of the flow's parameters has a title and a description for each setting."""
    schema = Settings.model_json_schema()
    for name, model in {**schema["$defs"], "Settings": schema}.items():
        for field, told in model["properties"].items():
            inner = told.get("$ref") or told.get("allOf")
            assert inner or (told["title"] and told.get("description")), f"{name}.{field}"
        assert model["description"], name


@pytest.mark.flow
def test_a_run_leaves_its_notices(corpus, winnow):
    """A plain `winnow run` leaves its name, tags, funnel, report, progress, link and event with Prefect."""
    out, _ = corpus
    totals = json.loads((Path(out) / "manifest.json").read_text("utf-8"))["runs"][0]["totals"]
    with sqlite3.connect(winnow.home / "prefect.db") as server:
        named = server.execute("SELECT id FROM flow_run WHERE name = 'corpus ← seeds, 5 new files'").fetchall()
        [(identity,)] = named[:1]
        [(tags,)] = server.execute("SELECT tags FROM flow_run WHERE id = ?", [identity]).fetchall()
        of_tasks = server.execute("SELECT DISTINCT tags FROM task_run WHERE flow_run_id = ?", [identity]).fetchall()
        shown = server.execute("SELECT key, type, data FROM artifact WHERE flow_run_id = ?", [identity]).fetchall()
    assert json.loads(tags) == ["corpus", "winnow"]
    assert of_tasks == [("[]",)]
    by_key = {key.rpartition("-")[2]: (kind, data) for key, kind, data in shown}
    assert {key: kind for key, (kind, _) in by_key.items()} == {
        "funnel": "table", "report": "markdown", "progress": "progress", "corpus": "markdown",
    }
    table = json.loads(json.loads(by_key["funnel"][1]))
    assert table[0] == {"stage": "in", "what": "records", "count": str(totals["records"]), "share": "100.0%"}
    assert str(out) in by_key["report"][1]
