"""Score budgets: how many rows of invented data a person may still have scored, one count for all processes.

Generic cell rate algorithm, a token bucket kept as one time: when the bucket will be full again.
"""

from math import ceil

from sqlalchemy import Connection, text

# An interval beyond what the bucket holds updates nothing, so no row comes back; one statement takes or refuses. It is
# not waited for until it is on disk: a crash forgives what was spent in the last moments.
_SPEND = text(
    """
    INSERT INTO score_budgets AS held (person, full_at)
    SELECT :person, now() + make_interval(secs => :cost)
    FROM set_config('synchronous_commit', 'off', true) AS quick WHERE :cost <= :capacity AND quick = 'off'
    ON CONFLICT (person) DO UPDATE SET full_at = greatest(held.full_at, now()) + make_interval(secs => :cost)
    WHERE greatest(held.full_at, now()) + make_interval(secs => :cost) <= now() + make_interval(secs => :capacity)
    RETURNING full_at
    """
)
_WAIT = text("SELECT extract(epoch FROM full_at - now()) FROM score_budgets WHERE person = :person")


def spend(connection: Connection, person: str, rows: int, *, a_second: float, at_once: int) -> int:
    """Take ``rows`` from the budget of a person; return 0, or after how many seconds they may be taken.

    The budget holds ``at_once`` rows and grows by ``a_second`` rows a second; more rows than it holds never pass.
    """
    cost, capacity = rows / a_second, at_once / a_second
    values = {"person": person, "cost": cost, "capacity": capacity}
    if connection.execute(_SPEND, values).first() is not None:
        return 0
    full_in = float(connection.execute(_WAIT, {"person": person}).scalar_one_or_none() or 0)
    return max(1, ceil(max(full_in, 0) + min(cost, capacity) - capacity))
