"""The command ``limpide``: gathers the verbs, and turns every failure into one sentence and an exit code.

Exit codes: 0 done, 1 a part that Limpide needs failed, 2 the input cannot be used, 130 and 143 interrupted.
"""

import signal
import sys
from types import FrameType

import typer
from pydantic import ValidationError

from limpide.cli import bundle, dashboard, data, database, demo, features, score, serve, train
from limpide.core.errors import LimpideError, Unavailable

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
app.command()(score.score)
app.add_typer(bundle.app, name="bundle")
app.command()(serve.serve)
app.command()(dashboard.dashboard)
app.add_typer(database.app, name="database")


def main() -> None:
    """Run the command line as a process: ends with an exit code, never with a traceback for bad input."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        app()
    except LimpideError as error:
        _say(str(error))
        sys.exit(1 if isinstance(error, Unavailable) else 2)
    except ValidationError as error:
        _say(f"the environment says something that cannot be used: {_first_fault(error)}")
        sys.exit(2)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("limpide"):
            raise
        _say(f'this command needs "{error.name}", which is not installed; run: pip install "limpide[all]"')
        sys.exit(1)
    except KeyboardInterrupt:
        _say("interrupted; nothing half-written was left")
        sys.exit(130)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    """End like Ctrl-C does, so that temporary files and servers are cleaned up."""
    _say("terminated; nothing half-written was left")
    sys.exit(143)


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    return f"{'_'.join(map(str, fault['loc']))}: {fault['msg']}"


def _say(sentence: str) -> None:
    print(f"limpide: {sentence}", file=sys.stderr)  # noqa: T201 - the user's sentence
