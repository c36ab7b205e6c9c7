"""The command ``limpide``: gathers the verbs, and turns every failure into one sentence and an exit code.

Exit codes: 0 done, 1 a part that Limpide needs failed, 2 the input cannot be used, 3 a report asks
for action, 130 and 143 interrupted.
"""

import os
import signal
import sys
from types import FrameType

import typer
from pydantic import ValidationError

from limpide.cli import (
    access_log,
    accounts,
    bundle,
    compare,
    dashboard,
    data,
    database,
    decisions,
    demo,
    features,
    keys,
    language,
    legal,
    monitor,
    score,
    serve,
    train,
)
from limpide.cli.processes import end_with_parent
from limpide.core.errors import LimpideError, Unavailable
from limpide.core.output import share_with

app = typer.Typer(
    name="limpide",
    help="Consumer-credit scoring that explains itself: from a lender's tables to a decision on screen.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.command()(demo.demo)
app.add_typer(data.app, name="data")
app.add_typer(features.app, name="features")
app.command()(train.train)
app.command()(compare.compare)
app.command()(score.score)
app.add_typer(bundle.app, name="bundle")
app.command()(serve.serve)
app.command()(dashboard.dashboard)
app.add_typer(database.app, name="database")
app.add_typer(decisions.app, name="decisions")
app.add_typer(keys.app, name="keys")
app.add_typer(accounts.app, name="accounts")
app.add_typer(access_log.app, name="access-log")
app.add_typer(legal.app, name="legal")
app.add_typer(language.app, name="language")
app.add_typer(monitor.app, name="monitor")


@app.callback()
def add_the_lenders_languages() -> None:
    """Install the languages of LIMPIDE_LANGUAGES before any command."""
    if "LIMPIDE_LANGUAGES" in os.environ:
        from limpide.language.languages import add_languages
        from limpide.settings import Settings

        add_languages(Settings().languages)


def main() -> None:
    """Run the command line as a process: ends with an exit code, never with a traceback for bad input."""
    share_with(os.environ.get("LIMPIDE_GROUP"))
    came = _note_signals()
    end_with_parent()
    try:
        app()
    except BaseException as error:  # noqa: BLE001 - every end of a command passes here
        if not came:
            sys.exit(_exit_code(error))
        # Whatever the error: engines turn an interruption into errors of their own.
        _say(f"{'interrupted' if came[0] == signal.SIGINT else 'terminated'}; nothing half-written was left")
        sys.stdout.flush()
        os._exit(128 + came[0])  # threads that still learn a model are not waited for; nobody is left to use it


def _note_signals() -> list[int]:
    """Let Ctrl-C and SIGTERM end the command through its clean-up; return the list that the first is noted in."""
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        if not came:  # a second one must not disturb the clean-up
            came.append(number)
            raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, note)
    return came


def _exit_code(error: BaseException) -> int:
    """Say in one sentence what went wrong and return the exit code; raise what is our own fault."""
    if isinstance(error, LimpideError):
        _say(str(error))
        return 1 if isinstance(error, Unavailable) else 2
    if isinstance(error, ValidationError):
        _say(f"the environment says something that cannot be used: {_first_fault(error)}")
        return 2
    if isinstance(error, ModuleNotFoundError) and error.name and not error.name.startswith("limpide"):
        _say(f'this command needs "{error.name}", which is not installed; run: pip install "limpide[all]"')
        return 1
    raise error


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    return f"{'_'.join(map(str, fault['loc']))}: {fault['msg']}"


def _say(sentence: str) -> None:
    print(f"limpide: {sentence}", file=sys.stderr)  # noqa: T201 - the user's sentence
