"""A Spark session for as long as it is needed, or the one that is already open."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from limpide.core.errors import Unavailable


@contextmanager
def open_session(master: str | None = None) -> Iterator[Any]:
    """Yield a Spark session; one that is already open is used and left open.

    Without ``master`` it is what Spark's own settings say, or all cores of this machine. Memory is Spark's own
    matter too: ``SPARK_DRIVER_MEMORY``, ``spark-defaults.conf``.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ModuleNotFoundError:
        raise Unavailable('Spark is not installed here; run: pip install "limpide[spark]"') from None
    if (session := SparkSession.getActiveSession()) is not None:
        with _suited(session):
            yield session
        return
    builder = SparkSession.builder.appName("limpide").config("spark.ui.showConsoleProgress", "false")
    if master is not None:
        builder = builder.master(master)
    if (master or "local").startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # this Python runs the workers too
        builder = builder.config("spark.ui.enabled", "false")
    try:
        session = builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise Unavailable(
            f"Spark did not start ({str(error).splitlines()[0]}); it needs Java 17: set JAVA_HOME, or put java on the "
            "PATH, and check --master"
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    try:
        with _suited(session):
            yield session
    finally:
        session.stop()


# Spark infers constraints of a query by putting each column into each other's place: minutes for 800 columns.
# A division by zero or a cast that fails gives nothing, as on the other engines; the tables are checked when read.
_SETTINGS = {
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
}


@contextmanager
def _suited(session: Any) -> Iterator[None]:
    before = {name: session.conf.get(name) for name in _SETTINGS}
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            session.conf.set(name, value)
