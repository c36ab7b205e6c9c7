"""What the service answers with now: a model on a client base, replaced whole while requests go on."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import structlog

from limpide.bundle.rehearsal import rehearse
from limpide.core import seal
from limpide.core.errors import Corrupt, LimpideError
from limpide.features.tariff import Tariff
from limpide.portfolio.base_gate import check_base
from limpide.portfolio.book import open_tariff
from limpide.portfolio.desk import Desk
from limpide.portfolio.needed_tables import missing_tables
from limpide.portfolio.population import build_population, find_population
from limpide.portfolio.portfolio import Portfolio, open_portfolio

if TYPE_CHECKING:
    from limpide.features.applicant import ApplicantEngine

_LOOK_SECONDS = 2.0
_FIRST_ANSWERS_SECONDS = 1.0  # what a first answer does not need waits for so long, unless somebody asks for it

_COMPILING = Lock()


@cache
def _compile_once() -> "ApplicantEngine":
    from limpide.features.applicant import build_engine  # here: a second that no first answer waits for

    return build_engine()


def _compiled() -> "ApplicantEngine":
    """Return the features compiled, the same for every model and client base: two seconds, once in a process."""
    with _COMPILING:
        return _compile_once()


def features_are_compiled() -> bool:
    """Whether new applicants and what-ifs need not wait."""
    return bool(_compile_once.cache_info().currsize)


class Serving:
    """One portfolio with what belongs to it; never changed, only replaced."""

    def __init__(self, portfolio: Portfolio, engine: Callable[[], "ApplicantEngine"]) -> None:
        self.portfolio = portfolio
        self._engine = engine

    @cached_property
    def desk(self) -> Desk:
        """Where applicants and what-ifs become cases; waits until every feature is compiled."""
        return Desk(self._engine(), self.portfolio.snapshot.columns)

    @cached_property
    def tariff(self) -> Tariff:
        """The lender's prices: given with the client base, or learnt from its loans."""
        return open_tariff(self.portfolio.snapshot)


class Current:
    """Holds what serves; ``start`` prepares in the background what is not needed for a first answer.

    ``views`` is the folder that keeps populations; without it nothing is prepared. With ``watched`` (the paths of
    bundle and snapshot) a new version put in their place, also by moving a symbolic link, serves within seconds:
    it is verified, opened and placed first, and a request that has begun ends with what it began with. A version
    that cannot be used is logged, and the one before goes on.

    A client base that is unlike the one that the model learnt from is refused, but for the faults that ``accept``
    names (``portfolio.base_gate``); with None it is only warned of. ``InvalidInput`` says what is wrong.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        *,
        views: Path | None = None,
        watched: tuple[Path, Path] | None = None,
        accept: tuple[str, ...] | None = None,
    ) -> None:
        self._accept = accept
        self._hold(portfolio)
        self._views = views
        self._watched = watched
        self._refused: tuple[str, str] | None = None
        self._ended = Event()
        self._started = False
        self.population_failure: str | None = None  # why clients cannot be compared; tried again and again
        self.serving = Serving(self._with_known_population(portfolio), _compiled)
        self._say_missing_tables()

    @property
    def portfolio(self) -> Portfolio:
        """The portfolio that serves."""
        return self.serving.portfolio

    def start(self) -> None:
        """Compile the features, score everybody, then look for new versions; returns at once."""
        if self._started:
            return
        self._started = True
        for work in (self._compile, self._prepare_and_watch):
            Thread(target=work, name=work.__name__, daemon=True).start()

    def stop(self) -> None:
        """Look no more for new versions."""
        self._ended.set()

    def _compile(self) -> None:
        if not self._ended.wait(_FIRST_ANSWERS_SECONDS):
            _compiled()

    def _prepare_and_watch(self) -> None:
        self._prepare_population()
        while not self._ended.wait(_LOOK_SECONDS):
            if self.population_failure is not None:
                self._prepare_population()
            if self._watched is not None:
                self._attempt("switch", self._look)

    def _prepare_population(self) -> None:
        failed_before = self.population_failure
        self.population_failure = self._attempt("population", self._serve_population, again=failed_before)

    def _serve_population(self) -> None:
        self._serve(self._with_population(self.portfolio))

    def _attempt(self, what: str, work: Callable[[], None], *, again: str | None = None) -> str | None:
        """Do some work; return why it failed, which is logged unless it failed ``again`` for the same reason."""
        try:
            work()
        except (LimpideError, OSError) as error:
            if str(error) != again:
                structlog.get_logger().error(f"{what}_failed", reason=str(error))
            return str(error)
        return None

    def _look(self) -> None:
        bundle, snapshot = self._watched or (Path(), Path())
        try:
            found = seal.read_version(bundle), seal.read_version(snapshot)
        except (LimpideError, OSError):
            return  # between two versions there may be none
        serving = self.portfolio.model_version, self.portfolio.snapshot_version
        if found in (serving, self._refused):
            return
        self._refused = found  # until it has been opened
        if found[0] != serving[0]:
            rehearse(bundle)  # in a process of its own: a model may end the one that loads it
        opened = open_portfolio(bundle, snapshot)
        if (opened.model_version, opened.snapshot_version) != found:
            raise Corrupt(f"{bundle} or {snapshot} was replaced while it was opened; it is looked at again")
        self._hold(opened)
        self._serve(self._with_population(opened))
        self._say_missing_tables()
        self._refused = None
        structlog.get_logger().info("switched", model=found[0][:12], snapshot=found[1][:12])

    def _serve(self, portfolio: Portfolio) -> None:
        portfolio.snapshot.suppressed.update(self.portfolio.snapshot.suppressed)  # who was erased stays so
        self.serving = Serving(portfolio, _compiled)

    def _hold(self, portfolio: Portfolio) -> None:
        if self._accept is not None:
            held = check_base(portfolio.bundle, portfolio.snapshot, accept=self._accept, applications=True)
            for sentence in held:
                structlog.get_logger().warning("client_base", reason=sentence)

    def _say_missing_tables(self) -> None:
        for table, sentence in missing_tables(self.portfolio.bundle, self.portfolio.snapshot).items():
            structlog.get_logger().warning("missing_table", table=table, reason=sentence)

    def _with_population(self, portfolio: Portfolio) -> Portfolio:
        if self._views is None or portfolio.population is not None:
            return portfolio
        built = build_population(self._views, portfolio.scorer, portfolio.snapshot)
        return replace(portfolio, population=built)

    def _with_known_population(self, portfolio: Portfolio) -> Portfolio:
        if self._views is None or portfolio.population is not None:
            return portfolio
        try:
            found = find_population(self._views, portfolio.scorer, portfolio.snapshot)
        except LimpideError as error:
            structlog.get_logger().error("population_refused", reason=str(error))
            found = None
        return replace(portfolio, population=found)
