"""How long one page of the worklist takes beside a journal of a whole client base: ``python -m benchmarks.worklist``.

The rows are made in PostgreSQL, unsealed: only the query is measured, with its counts, on a warm server.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from limpide.contract import WorklistOrder, WorklistView
from limpide.database.case_states import find_states, list_decided
from limpide.database.desks import Signer
from limpide.database.embedded import embedded_server
from limpide.database.engine import create_engine
from limpide.database.migrate import upgrade
from limpide.database.worklist import WorklistQuery, list_open

DECIDED, APPLICATIONS, ASSIGNED, OPEN_REVIEWS, DESKS = 350_000, 60_000, 30_000, 3_000, 50
_ROWS = f"""
INSERT INTO client_keys SELECT md5(n::text)::uuid, 100000 + n, 'x' FROM generate_series(1, {DECIDED}) n;
INSERT INTO decisions (position, decision_id, decided_at, subject, desk, officer, choice, motive,
    probability_of_default, threshold, model_decision, model_version, snapshot_version, language, payload,
    previous, link)
SELECT n, md5('d' || n)::uuid, now() - ({DECIDED} - n) * interval '1 minute', md5(n::text)::uuid,
    'desk ' || n % {DESKS}, 'officer ' || n % 400, 'accepted', 'policy', .05, .09, 'accepted', repeat('m', 64),
    repeat('s', 64), 'fr', decode(repeat('00', 4000), 'hex'), 'x', 'x' FROM generate_series(1, {DECIDED}) n;
INSERT INTO client_keys SELECT md5('a' || n)::uuid, 900000000 + n, 'x' FROM generate_series(1, {APPLICATIONS}) n;
INSERT INTO applications (client_id, application_id, desk, officer, payload)
SELECT 900000000 + n, md5('a' || n)::uuid, 'desk ' || n % {DESKS}, 'officer', 'x'
FROM generate_series(1, {APPLICATIONS}) n;
INSERT INTO decisions (position, decision_id, decided_at, subject, desk, officer, choice, motive,
    probability_of_default, threshold, model_decision, model_version, snapshot_version, language, payload,
    previous, link)
SELECT {DECIDED} + n, md5('e' || n)::uuid, now(), md5('a' || n)::uuid, 'desk ' || n % {DESKS}, 'officer ' || n % 400,
    'refused', 'policy', .05, .09, 'refused', repeat('m', 64), repeat('s', 64), 'fr', 'x', 'x', 'x'
FROM generate_series(1, {APPLICATIONS} - 2500) n;
INSERT INTO case_events (position, event_id, recorded_at, subject, desk, officer, kind, assignee, payload, previous,
    link)
SELECT 1000000 + n, md5('v' || n)::uuid, now(), md5((n * 11)::text)::uuid, 'desk ' || (n * 11) % {DESKS}, 'officer',
    (ARRAY['assignment', 'documents_requested', 'comment'])[1 + n % 3], 'officer ' || n % 400, 'x', 'x', 'x'
FROM generate_series(1, {ASSIGNED}) n;
INSERT INTO decisions (position, decision_id, decided_at, subject, desk, officer, choice, motive,
    probability_of_default, threshold, model_decision, model_version, snapshot_version, language, payload,
    previous, link)
SELECT 2000000 + n, md5('f' || n)::uuid, now(), md5((n * 11)::text)::uuid, 'desk ' || (n * 11) % {DESKS},
    'officer ' || n % 400, 'refused', 'policy', .05, .09, 'refused', repeat('m', 64), repeat('s', 64), 'fr', 'x',
    'x', 'x'
FROM generate_series(1, {ASSIGNED} - 3000) n;
INSERT INTO reviews (review_id, decision_id, subject, desk, officer, cause, due_at)
SELECT md5('r' || n)::uuid, md5('d' || n)::uuid, md5(n::text)::uuid, 'desk ' || n % {DESKS}, 'officer ' || n % 400,
    'override', now() + n * interval '1 hour' FROM generate_series(1, {OPEN_REVIEWS}) n;
"""


def main() -> None:
    """Fill a database, then time views and states."""
    with tempfile.TemporaryDirectory() as folder, embedded_server(Path(folder) / "postgres") as url:
        upgrade(url)
        owner = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with owner.connect() as connection:
            for statement in filter(str.strip, _ROWS.split(";")):
                connection.execute(sa.text(statement))
            connection.execute(sa.text("VACUUM ANALYZE"))
        owner.dispose()
        engine = create_engine(url)
        with engine.connect() as connection:
            for desk in ("desk 7", None):
                for view in (WorklistView.MINE, WorklistView.DESK):
                    asked = WorklistQuery(
                        Signer("officer 7", desk), view, may_countersign=True, order=WorklistOrder.DUE
                    )
                    page = list_open(connection, asked)
                    _time(f"{desk or 'every desk'}, {view}: {page.counts}", partial(list_open, connection, asked))
            _time("one case's state", lambda: find_states(connection, ["100007"], desk="desk 7"))
            _time("numbers of all decided", lambda: list_decided(connection, desk="desk 7"))
        engine.dispose()


def _time(what: str, run: Callable[[], object]) -> None:
    taken = []
    for _ in range(7):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    print(f"{statistics.median(taken) * 1000:7.1f} ms  {what}")


if __name__ == "__main__":
    main()
