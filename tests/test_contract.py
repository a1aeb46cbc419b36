"""Can a reader rely on the tables? The schema is pinned, and real corpora keep it."""

import json

import jsonschema
import polars as pl
import pytest

from cleaners import contract
from cleaners.dictionary import COLUMNS
from cleaners.quality.pii import KINDS
from cleaners.schema import PERSONAL, TABLES, VERSION
from tests.built import build
from tests.conftest import ROOT

PINNED = ROOT / "tests" / "golden" / "schema" / f"{VERSION}.json"


def test_the_schema_is_pinned():
    """What `winnow schema --json` prints is what stands under this version's number.

    To change it: raise VERSION in cleaners/schema.py, then `winnow schema --json > tests/golden/schema/N.json`.
    """
    assert contract.json_schema() == json.loads(PINNED.read_text("utf-8"))


def test_every_column_says_what_it_is():
    """Every column has a meaning, every number a unit; the kinds of personal data are one list."""
    for table, name, dtype, column in contract.rows():
        assert column.meaning, (table, name)
        assert column.unit or "int" not in dtype, (table, name)
    assert {kind.name for kind in KINDS} == set(PERSONAL)


@pytest.mark.parametrize("masked", [False, True])
def test_a_corpus_keeps_it(masked, tmp_path):
    """Every row of every table validates: types, closed lists, and nulls only where the dictionary allows them."""
    folder = build(tmp_path, [*sorted((ROOT / "seeds").iterdir())], mask_pii=masked)
    schema = contract.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for table in TABLES:
        rows = pl.read_parquet(folder / table / "*.parquet").with_columns(pl.col(pl.Binary).bin.encode("base64"))
        validator = jsonschema.Draft202012Validator(schema["properties"][table])
        assert not [error.message for error in validator.iter_errors(rows.to_dicts())][:3], table


def test_the_command_prints_both(winnow):
    """As JSON Schema, and as a table in which every column has a line."""
    assert json.loads(winnow("schema", "--json").stdout) == contract.json_schema()
    printed = winnow("schema").stdout.decode()
    assert all(f"  {name} " in printed for columns in COLUMNS.values() for name in columns)
