"""Ibis expressions in Spark's SQL, with the meaning that they have on the other engines."""

from typing import Any

import sqlglot as sg
from ibis.backends.sql.compilers.pyspark import PySparkCompiler


class _Compiler(PySparkCompiler):  # type: ignore[misc]
    """Two things that Ibis says so that Spark understands something else."""

    __slots__ = ()

    def visit_CountStar(self, op: Any, *, arg: Any, where: Any) -> Any:  # noqa: ARG002, N802 - Ibis's own signature
        """Count rows whose condition holds: 0, not unknown, where it is unknown in every row."""
        return self.f.count(sg.exp.Star()) if where is None else self.f.count(self.if_(where, 1, sg.exp.null()))

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:  # noqa: N802
        """Write 365.25 as 365.25E0: the former is a decimal number, and divisions by it are cut off."""
        if dtype.is_floating():
            text = repr(float(value))
            return sg.exp.Literal.number(text if "e" in text else f"{text}E0")
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)


def to_sql(table: Any) -> str:
    """Return the query of an Ibis table."""
    sql: str = _Compiler().to_sqlglot(table).sql(dialect=_Compiler.dialect)
    return sql
