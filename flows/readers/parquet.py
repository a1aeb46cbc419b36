"""Which records lie in a Parquet file?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from flows.readers.members import is_of_machine
from flows.readers.record import Columns, Raw, Refused, broken, too_large
from flows.readers.rows import of_fields

if TYPE_CHECKING:
    import pyarrow as pa

BATCH: Final = 256  # rows in memory at a time


def records(source: str, above: str, file: BinaryIO, columns: Columns, most: int) -> Iterator[Raw | Refused]:
    """Yield the rows of a Parquet file, a few at a time."""
    import pyarrow as pa  # noqa: PLC0415  only Parquet needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    number = 0
    try:
        table = pq.ParquetFile(file)
        wanted = dict.fromkeys([*columns.told, columns.text, columns.html])
        names = [name for name in wanted if name in table.schema_arrow.names]
        for batch in table.iter_batches(BATCH, columns=names):
            for row in _pylist(batch):
                number += 1
                found = of_fields(source, f"{above}row {number}", row, columns)
                is_large = isinstance(found, Raw) and len(found.content) > most
                yield too_large(source, found.record, most, found.content) if is_large else found
    except (pa.ArrowException, OSError, ValueError) as error:
        if is_of_machine(error):
            raise
        yield broken(source, f"{above}row {number + 1}", f"is damaged Parquet ({str(error)[:120]})")


def _pylist(batch: "pa.RecordBatch") -> list[dict[str, object]]:
    """Return a batch's rows."""
    columns = [_values(column) for column in batch.columns]
    return [dict(zip(batch.schema.names, (column[row] for column in columns), strict=True))
            for row in range(batch.num_rows)]


def _values(column: "pa.Array") -> list[object]:
    """Return a column's values; strings that are no UTF-8 stay bytes, and are looked at like any other."""
    import pyarrow as pa  # noqa: PLC0415  only Parquet needs it

    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":  # which Python has not, and Pandas may not be
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        return column.to_pylist()
    except UnicodeDecodeError:
        if pa.types.is_dictionary(column.type):
            return _values(column.dictionary_decode())
        return column.view(pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary()).to_pylist()
    except Exception:  # noqa: BLE001  whatever a date is, its row stands
        return [_value(scalar) for scalar in column]


def _value(scalar: "pa.Scalar") -> object:
    """Return a value, None where Python has none like it: a date in the year 33658, the time in a zone of Mars."""
    try:
        return scalar.as_py()
    except Exception:  # noqa: BLE001  as above
        return None
