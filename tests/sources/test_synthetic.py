"""Synthetic clients are the same for a seed, whole or absent, and their tables hold together."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from limpide.core.errors import InvalidInput
from limpide.sources.check import check
from limpide.sources.synthetic.block import BLOCK
from limpide.sources.synthetic.generator import synthesise
from limpide.sources.tables import TABLES

STEMS = tuple(stem for table in TABLES.values() for stem in table.files)
CLIENTS = BLOCK + 500  # one whole block and a part of the next


def rows_of(sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synthetic") / "data"
    synthesise(out, clients=CLIENTS, seed=5)
    return out


@pytest.fixture(scope="module")
def count(folder: Path) -> Iterator[Callable[[str], float]]:
    """The one number that a query over the eight tables and ``application`` returns."""
    connection = duckdb.connect()
    for stem in STEMS:
        connection.execute(f"create view {stem} as select * from '{folder / stem}.parquet'")
    connection.execute(
        "create view application as select * exclude (TARGET) from application_train"
        " union all by name select * from application_test"
    )

    def ask(sql: str) -> float:
        rows = connection.execute(sql).fetchall()
        assert len(rows) == 1
        return float(rows[0][0])

    yield ask
    connection.close()


def test_all_tables_are_written_with_the_lenders_columns_in_order(folder: Path) -> None:
    for table in TABLES.values():
        for stem in table.files:
            rows = rows_of(f"describe select * from '{folder / stem}.parquet'")
            assert [row[0] for row in rows] == [column.name for column in table.expected(stem)]
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{stem}.parquet" for stem in STEMS)


def test_the_contract_finds_no_fault(folder: Path) -> None:
    assert check(folder) == []


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_clients(folder: Path, tmp_path: Path) -> None:
    synthesise(tmp_path / "again", clients=CLIENTS, seed=5)
    synthesise(tmp_path / "other", clients=1, seed=6)
    for stem in STEMS:
        written = (folder / f"{stem}.parquet").read_bytes()
        assert (tmp_path / "again" / f"{stem}.parquet").read_bytes() == written, stem
        assert (tmp_path / "other" / f"{stem}.parquet").read_bytes() != written, stem


@pytest.mark.parametrize("clients", [1, 300, BLOCK])
def test_fewer_clients_are_the_first_of_more(folder: Path, tmp_path: Path, clients: int) -> None:
    synthesise(tmp_path / "few", clients=clients, seed=5)
    last = 100_000 + clients
    loans = f"select SK_ID_BUREAU from '{folder}/bureau.parquet' where SK_ID_CURR <= {last}"
    for stem in STEMS:
        mine = f"SK_ID_BUREAU in ({loans})" if stem == "bureau_balance" else f"SK_ID_CURR <= {last}"
        few = rows_of(f"select * from '{tmp_path}/few/{stem}.parquet'")
        assert few == rows_of(f"select * from '{folder}/{stem}.parquet' where {mine}"), stem


def test_csv_says_the_same_as_parquet(tmp_path: Path) -> None:
    synthesise(tmp_path / "text", clients=300, seed=5, format="csv")
    synthesise(tmp_path / "few", clients=300, seed=5)
    for stem in STEMS:
        parquet = f"select * from '{tmp_path}/few/{stem}.parquet'"
        columns = ", ".join(f"'{row[0]}': '{row[1]}'" for row in rows_of(f"describe {parquet}"))
        text = f"select * from read_csv('{tmp_path}/text/{stem}.csv', columns={{{columns}}}, header=true)"
        assert rows_of(text) == rows_of(parquet), stem


def test_bad_options_are_refused_by_name(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(InvalidInput, match="0 clients"):
        synthesise(tmp_path / "a", clients=0, seed=1)
    with pytest.raises(InvalidInput, match="seed -1"):
        synthesise(tmp_path / "a", clients=1, seed=-1)
    with pytest.raises(InvalidInput, match="'xlsx' is unknown"):
        synthesise(tmp_path / "a", clients=1, seed=1, format="xlsx")
    with pytest.raises(InvalidInput, match="exists already"):
        synthesise(folder, clients=1, seed=1)
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    @contextmanager
    def impatient(title: str, *, total: int) -> Iterator[Callable[[int], None]]:
        def stop(_done: int) -> None:
            raise KeyboardInterrupt

        yield stop

    with pytest.raises(KeyboardInterrupt):
        synthesise(tmp_path / "data", clients=10, seed=1, progress=impatient)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_every_client_once(tmp_path: Path) -> None:
    told: list[int] = []

    @contextmanager
    def listen(title: str, *, total: int) -> Iterator[Callable[[int], None]]:
        told.append(total)
        yield told.append

    synthesise(tmp_path / "data", clients=CLIENTS, seed=1, progress=listen)
    assert told == [CLIENTS, BLOCK, 500]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_clients(tmp_path: Path) -> None:
    few = _peak_in_megabytes(tmp_path / "few", clients=BLOCK)
    many = _peak_in_megabytes(tmp_path / "many", clients=5 * BLOCK)
    # The four further blocks, drawn by other processes, hold more than a million rows.
    assert many - few < 40
    file = "application_train.parquet"
    same = f"select * from '{tmp_path}/many/{file}' where SK_ID_CURR <= {100_000 + BLOCK}"
    assert rows_of(f"select * from '{tmp_path}/few/{file}'") == rows_of(same)


def _peak_in_megabytes(out: Path, *, clients: int) -> float:
    program = (
        "import resource, sys; from pathlib import Path; from limpide.sources.synthetic.generator import synthesise;"
        "synthesise(Path(sys.argv[1]), clients=int(sys.argv[2]), seed=1);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(out), str(clients)], capture_output=True, text=True, check=True
    )
    return int(run.stdout) / 1024 / (1024 if sys.platform == "darwin" else 1)


def test_months_follow_each_other_without_a_gap(count: Callable[[str], float]) -> None:
    for stem, key in (
        ("bureau_balance", "SK_ID_BUREAU"),
        ("POS_CASH_balance", "SK_ID_PREV"),
        ("credit_card_balance", "SK_ID_PREV"),
    ):
        span = f"select max(MONTHS_BALANCE) - min(MONTHS_BALANCE) + 1 - count(*) as gap from {stem} group by {key}"
        assert count(f"select count(*) from ({span}) where gap != 0") == 0, stem


_STEPS = (
    "select STATUS as now, lag(STATUS) over (partition by SK_ID_BUREAU order by MONTHS_BALANCE) as before,"
    " lag(STATUS, 1, '0') over (partition by SK_ID_BUREAU order by MONTHS_BALANCE) as earlier from bureau_balance"
)


def test_arrears_climb_one_step_a_month(count: Callable[[str], float]) -> None:
    late = f"select count(*) from ({_STEPS}) where now in ('2', '3', '4', '5')"
    assert count(late) > 100
    climbing = (
        "(before is null or earlier = 'X' or earlier in ('1', '2', '3', '4', '5') and now::int - earlier::int <= 1)"
    )
    assert count(f"{late} and {climbing}") == count(late)


def test_nothing_but_closed_follows_closed(count: Callable[[str], float]) -> None:
    assert count(f"select count(*) from ({_STEPS}) where before = 'C'") > 1000
    assert count(f"select count(*) from ({_STEPS}) where before = 'C' and now != 'C'") == 0


def test_balances_belong_to_approved_loans_of_the_same_client(count: Callable[[str], float]) -> None:
    for stem, kinds in (
        ("POS_CASH_balance", "'Cash loans', 'Consumer loans'"),
        ("credit_card_balance", "'Revolving loans'"),
        ("installments_payments", "'Cash loans', 'Consumer loans', 'Revolving loans'"),
    ):
        fitting = (
            f"select count(*) from {stem} join previous_application p using (SK_ID_PREV, SK_ID_CURR)"
            f" where p.NAME_CONTRACT_STATUS = 'Approved' and p.NAME_CONTRACT_TYPE in ({kinds})"
        )
        assert count(fitting) == count(f"select count(*) from {stem}") > 0, stem


def test_instalments_of_a_finished_loan_repay_credit_and_interest(count: Callable[[str], float]) -> None:
    """A loan that ran to its term asks for the annuity each time; one that ended early asks for less in all."""
    due = (
        "select SK_ID_PREV, sum(AMT_INSTALMENT) as due, max(NUM_INSTALMENT_NUMBER) as n from"
        " (select distinct SK_ID_PREV, NUM_INSTALMENT_NUMBER, AMT_INSTALMENT from installments_payments) group by 1"
    )
    finished = (
        f"from ({due}) join previous_application p using (SK_ID_PREV)"
        " where p.NAME_CONTRACT_TYPE != 'Revolving loans' and p.DAYS_LAST_DUE < 0"
    )
    full = f"{finished} and n = CNT_PAYMENT"
    assert count(f"select count(*) {full}") > 1000
    assert count(f"select max(abs(due - AMT_ANNUITY * CNT_PAYMENT)) {full}") < 1
    early = f"{finished} and n < CNT_PAYMENT"
    assert count(f"select count(*) {early}") > 500
    assert count(f"select count(*) {early} and due not between AMT_CREDIT - 1 and AMT_ANNUITY * CNT_PAYMENT + 1") == 0


def test_payments_are_late_split_short_or_missing(count: Callable[[str], float]) -> None:
    every = count("select count(*) from installments_payments")
    late = count("select count(*) from installments_payments where DAYS_ENTRY_PAYMENT > DAYS_INSTALMENT")
    assert 0.04 < late / every < 0.20
    unpaid = "select count(*) from installments_payments where DAYS_ENTRY_PAYMENT is null"
    assert 0 < count(unpaid) == count(f"{unpaid} and AMT_PAYMENT is null")
    split = "select count(*) as parts from installments_payments group by SK_ID_PREV, NUM_INSTALMENT_NUMBER"
    assert 0.02 < count(f"select avg((parts = 2)::int) from ({split})") < 0.10
