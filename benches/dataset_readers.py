"""Reads a dataset of `statera batch` with DuckDB and pandas and holds it against its JSON Lines.

    python3 -m venv venv && venv/bin/pip install duckdb pandas pyarrow
    statera batch INPUT... --out DATASET --formats parquet,jsonl
    venv/bin/python benches/dataset_readers.py DATASET

For each table: the number of rows, the number of values in each column and the sum of each decimal and integer column have to be
the same in the Parquet as DuckDB reads it, in the Parquet as pandas reads it, and in the JSON Lines as Python's own parser
reads them, decimals digit by digit. Types have to be those of the schema. Ends with status 1 at the first table that differs.
"""

import json
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas

TABLES = ["statements", "transactions", "findings", "accounts", "monthly", "failures"]


def of_duckdb(dataset, table):
    source = f"read_parquet('{dataset}/{table}/*.parquet')"
    kinds = {name: kind for name, kind, *_ in duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    rows = duckdb.sql(f"SELECT count(*) FROM {source}").fetchall()[0][0]
    answer = {}
    for name, kind in kinds.items():
        is_number = kind.startswith("DECIMAL") or kind == "BIGINT"
        total = f'sum("{name}")' if is_number else "NULL"
        present, total = duckdb.sql(f'SELECT count("{name}"), {total} FROM {source}').fetchall()[0]
        answer[name] = (present, Decimal(total or 0) if is_number else None)
    return rows, answer, kinds


def of_pandas(dataset, table):
    frame = pandas.read_parquet(f"{dataset}/{table}")
    answer = {}
    for name in frame.columns:
        values = frame[name].dropna()
        is_decimal = len(values) > 0 and isinstance(values.iloc[0], Decimal)
        is_integer = pandas.api.types.is_numeric_dtype(values) and not pandas.api.types.is_bool_dtype(values)
        total = None
        if is_decimal:
            total = sum(values, Decimal(0))
        elif is_integer:
            total = Decimal(int(values.sum())) if (values % 1 == 0).all() else None
        answer[name] = (len(values), total)
    return len(frame), answer


def of_json(dataset, table):
    counts, sums, rows = defaultdict(int), defaultdict(Decimal), 0
    for path in sorted((dataset / "jsonl" / table).glob("*.jsonl")):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                rows += 1
                for name, value in json.loads(line, parse_float=Decimal).items():
                    if value is not None:
                        counts[name] += 1
                        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
                            sums[name] += value
    return rows, counts, sums


def check(dataset, table):
    rows, duck, kinds = of_duckdb(dataset, table)
    pandas_rows, panda = of_pandas(dataset, table)
    json_rows, counts, sums = of_json(dataset, table)
    faults = []
    if not rows == pandas_rows == json_rows:
        faults.append(f"rows: DuckDB {rows}, pandas {pandas_rows}, JSON Lines {json_rows}")
    summed = 0
    for name, (present, total) in duck.items():
        if not present == panda[name][0] == counts[name]:
            faults.append(f"{name}: values: {present}, {panda[name][0]}, {counts[name]}")
        # Doubles are lengths on a page; sums of them depend on the order.
        if total is not None:
            summed += 1
            of_panda = panda[name][1] if panda[name][1] is not None else Decimal(0)
            if not total == of_panda == sums[name]:
                faults.append(f"{name}: sum: {total}, {of_panda}, {sums[name]}")
    is_typed = all(
        kind == "DATE" for name, kind in kinds.items() if name in ("date", "value_date", "month", "period_from", "from")
    ) and all(kind == "DECIMAL(22,3)" for name, kind in kinds.items() if name in ("amount", "balance", "credits"))
    if not is_typed:
        faults.append(f"types: {kinds}")
    print(f"{table:<14}{rows:>9} rows  {len(kinds):>3} columns  {summed:>3} sums  {'; '.join(faults) or 'agree'}")
    return not faults


def main():
    dataset = Path(sys.argv[1])
    print(f"DuckDB {duckdb.__version__}, pandas {pandas.__version__}")
    agree = [check(dataset, table) for table in TABLES]
    top = duckdb.sql(
        f"SELECT bank, verdict, count(*) AS statements FROM '{dataset}/statements/*.parquet' GROUP BY ALL ORDER BY ALL LIMIT 5"
    )
    print(top)
    return 0 if all(agree) else 1


if __name__ == "__main__":
    sys.exit(main())
