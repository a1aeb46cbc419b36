"""Which columns, types and values may a reader rely on? The tables as JSON Schema, and as rows for people."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import polars as pl

from cleaners.dictionary import COLUMNS, Column
from cleaners.schema import TABLES, VERSION

Json = dict[str, "str | int | float | bool | list[Json] | list[str] | list[str | None] | Json"]

_INTEGERS: Final = {pl.UInt8: 2**8 - 1, pl.UInt32: 2**32 - 1, pl.UInt64: 2**64 - 1}


class Row(NamedTuple):
    """A column or field, told to a person."""

    table: str
    column: str
    type: str
    column_meaning: Column


def rows() -> Iterator[Row]:
    """Yield every column of every table and every field of a column, in order."""
    for table, columns in COLUMNS.items():
        for name, column in columns.items():
            yield Row(table, name, _name(_dtype(table, name)), column)


def fields(table: str) -> list[str]:
    """List a table's columns and their fields, as `COLUMNS` names them."""
    names: list[str] = []
    for name, dtype in TABLES[table].items():
        names.append(name)
        inner = dtype.inner if isinstance(dtype, pl.List) else dtype
        if isinstance(inner, pl.Struct):
            names += [f"{name}.{field.name}" for field in inner.fields]
    return names


def json_schema() -> Json:
    """Return the tables as JSON Schema (2020-12): one object, whose properties are arrays of rows."""
    tables: Json = {table: {"type": "array", "items": _object(table, list(schema))} for table, schema in TABLES.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "winnow corpus",
        "version": VERSION,
        "type": "object",
        "properties": tables,
        "required": list(TABLES),
        "additionalProperties": False,
    }


def _object(table: str, names: list[str]) -> Json:
    """Describe a row, or a struct in it."""
    return {
        "type": "object",
        "properties": {name.rpartition(".")[2]: _column(table, name) for name in names},
        "required": [name.rpartition(".")[2] for name in names],
        "additionalProperties": False,
    }


def _column(table: str, name: str) -> Json:
    """Describe a column or a field."""
    column, dtype = COLUMNS[table][name], _dtype(table, name)
    inside = [field for field in COLUMNS[table] if field.startswith(f"{name}.")]
    found: Json
    if isinstance(dtype, pl.List):
        found = {"type": "array", "items": _object(table, inside) if inside else _plain(dtype.inner)}
    else:
        found = _object(table, inside) if inside else _plain(dtype)
    if column.values:
        found["enum"] = [*column.values, *([None] if column.null else [])]
    if column.null:
        found["type"] = [str(found["type"]), "null"]
        found["null"] = column.null
    if column.unit:
        found["unit"] = column.unit
    return {"description": column.meaning} | found


def _plain(dtype: pl.DataType | type[pl.DataType]) -> Json:
    """Describe a type that has no fields."""
    base = dtype.base_type()
    if base in _INTEGERS:
        return {"type": "integer", "minimum": 0, "maximum": _INTEGERS[base]}
    if base == pl.Float32:
        return {"type": "number"}
    if base == pl.Boolean:
        return {"type": "boolean"}
    return {"type": "string", "contentEncoding": "base64"} if base == pl.Binary else {"type": "string"}


def _dtype(table: str, name: str) -> pl.DataType:
    """Find the type of a column, or of a field of one."""
    top, _, inner = name.partition(".")
    dtype = TABLES[table][top]
    if not inner:
        return dtype
    struct = dtype.inner if isinstance(dtype, pl.List) else dtype
    return dict(struct)[inner]


def _name(dtype: pl.DataType | type[pl.DataType]) -> str:
    """Name a type as a person reads it; of a struct, the fields follow as rows of their own."""
    if isinstance(dtype, pl.List):
        return f"list of {_name(dtype.inner)}"
    return {"String": "string", "UInt8": "uint8", "UInt32": "uint32", "UInt64": "uint64", "Float32": "float32",
            "Boolean": "bool", "Binary": "bytes", "Struct": "struct"}[str(dtype.base_type())]
