"""The command that serves the dashboard."""

import socket
import subprocess
import sys

import pytest

from limpide.cli.dashboard import dashboard
from limpide.core.errors import Unavailable
from limpide.dashboard.server import build_command


def test_the_command_sends_no_statistics_and_shows_no_traceback() -> None:
    command = build_command(host="127.0.0.1", port=8501)
    assert command[:3] == [sys.executable, "-m", "limpide.dashboard.server"]
    assert "--browser.gatherUsageStats=false" in command
    assert "--client.showErrorDetails=none" in command
    assert "--server.enableXsrfProtection=true" in command


def test_streamlit_knows_every_option_of_the_command() -> None:
    from streamlit.config import get_config_options

    known = get_config_options().keys()
    options = [word.removeprefix("--").split("=")[0] for word in build_command(host="::1", port=1)[3:]]
    assert set(options) <= set(known)


def test_streamlit_collects_no_garbage_after_a_click_and_the_option_still_means_that() -> None:
    from inspect import getsource

    from streamlit.runtime.scriptrunner import script_runner

    assert "--runner.postScriptGC=false" in build_command(host="127.0.0.1", port=8501)
    collects = [
        line.strip() for line in getsource(script_runner).splitlines() if "gc.collect" in line or "postScriptGC" in line
    ]
    assert collects == ['if config.get_option("runner.postScriptGC"):', "gc.collect(2)"]


def test_the_pages_load_without_pandas_and_what_it_weighs() -> None:
    pages = "import limpide.dashboard.views.case, limpide.dashboard.views.model, sys; print('pandas' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", pages], capture_output=True, text=True, check=True)
    assert loaded.stdout == "False\n"


def test_a_taken_port_is_named_before_anything_starts() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(Unavailable, match=f"port {port} of 127.0.0.1 .* --port"):
            dashboard(port=port)
