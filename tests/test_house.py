"""Is the house built as it says? Who imports whom, how large a room is, what every column means."""

import ast
import importlib
import tomllib
from pathlib import Path

import pytest

from cleaners import contract, schema
from cleaners.dictionary import COLUMNS
from flows.cli import main
from tests.conftest import ROOT

ROOMS = sorted([*ROOT.glob("cleaners/**/*.py"), *ROOT.glob("flows/**/*.py")])
PREFECT_ROOMS = {"tasks", "corpus", "schedule", "deployments", "notices", "alerts"}


def imports_of(path):
    """List the modules a file imports, lazily or not."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def roots(path):
    """List the packages a file imports from."""
    return {name.split(".")[0] for name in imports_of(path)}


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_room(path):
    """A room holds at most 300 lines, opens with its question, and imports only what it may."""
    text = path.read_text("utf-8")
    assert text.count("\n") <= 300
    assert "?" in (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0]
    if "cleaners" in path.parts:
        assert not roots(path) & {"prefect", "pydantic", "flows", "os", "time", "datetime", "random"}
    elif path.stem not in PREFECT_ROOMS:
        assert "prefect" not in roots(path)
    if path.stem in PREFECT_ROOMS:
        assert not roots(path) & {"re", "numpy"}


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_functions_are_small(path):
    """A body has at most 40 lines, a function at most five parameters; a compiled one, which takes arrays, eight."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            most = 8 if any("njit" in ast.unparse(decorator) for decorator in node.decorator_list) else 5
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            assert len([a for a in arguments if a.arg not in ("self", "cls")]) <= most, node.name
            assert node.end_lineno - first.lineno < 40, node.name


def test_arrows_point_down():
    """No cleaner or flow imports in a circle."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in ROOMS}
    arrows = {name: imports_of(path) & names.keys() - {name} for name, path in names.items()}
    done: set[str] = set()

    def visit(name, above):
        assert name not in above, [*above, name]
        if name not in done:
            for other in arrows[name]:
                if not name.startswith(f"{other}."):  # a room inside a package does not import through its front
                    visit(other, [*above, name])
            done.add(name)

    for name in names:
        visit(name, [])


def test_every_column_and_reason_is_explained():
    """The dictionary has every column of every table, and every field, in order; every reason is said once."""
    assert {table: list(columns) for table, columns in COLUMNS.items()} == {
        table: contract.fields(table) for table in schema.TABLES
    }
    reasons = [reason for step in schema.REASONS.values() for reason in step]
    assert len(reasons) == len(set(reasons))


def test_every_room_imports():
    """Each room can be opened by itself."""
    for path in ROOMS:
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))


def test_versions_that_break_prefect_are_shut_out():
    """An unpinned install imports, and fails at the first flow: the pins stay."""
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert {"prefect>=3.8.8,<4", "fastapi>=0.139,<0.151", "sqlalchemy>=2.0,<2.1"} <= set(needs)


def test_readme_names_every_top_room():
    """The README's reading order names rooms that exist, and the commands that the CLI has."""
    text = (ROOT / "README.md").read_text("utf-8")
    for name in main.commands:
        assert f"winnow {name}" in text, name
    for word in text.split("`"):
        if word.startswith(("cleaners/", "flows/")) and " " not in word:
            assert (ROOT / word).exists() or Path(f"{ROOT / word}.py").exists(), word
