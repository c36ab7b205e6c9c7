"""How the dashboard is served: Streamlit with every option that must not depend on the folder, warm from the start."""

import gc
import importlib
import sys
from pathlib import Path

_APP = Path(__file__).with_name("asgi.py")
_OPTIONS = {
    # A full collection after each click costs as much as all the visits hold; Python's own are enough: memory went from
    # 291 MB after 300 cases to 299 MB after 1,000.
    "runner.postScriptGC": "false",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.enableXsrfProtection": "true",
    "server.enableCORS": "true",
    "browser.gatherUsageStats": "false",
    "logger.hideWelcomeMessage": "true",  # it would ask a host elsewhere for our address
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
}
_WARM = ("babel.numbers", "limpide.client", "limpide.dashboard.views.case", "limpide.dashboard.views.model")
_THEME = {
    "theme.font": "sans-serif",
    "theme.headingFont": "serif",
    "theme.baseFontSize": "16",
    "theme.baseRadius": "medium",
    "theme.light.primaryColor": "#1f6fb2",
    "theme.light.backgroundColor": "#fbfcfd",
    "theme.light.secondaryBackgroundColor": "#eef3f8",
    "theme.light.textColor": "#16283a",
    "theme.light.linkColor": "#1a5f9a",
    "theme.dark.primaryColor": "#5aa5e0",
    "theme.dark.backgroundColor": "#0f1a24",
    "theme.dark.secondaryBackgroundColor": "#182632",
    "theme.dark.textColor": "#eef3f8",
    "theme.dark.linkColor": "#8cc4f0",
}


def build_command(*, host: str, port: int) -> list[str]:
    """Return the command that serves the dashboard; it reads the API's address from ``LIMPIDE_API_URL``."""
    options = {"server.address": host, "server.port": str(port), **_OPTIONS, **_THEME}
    settings = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "limpide.dashboard.server", *settings]


def main(settings: list[str]) -> None:
    """Serve until interrupted; everything slow is loaded first, so that no visitor waits for it."""
    for name in _WARM:
        importlib.import_module(name)
    from streamlit.web.cli import main as streamlit

    gc.freeze()  # Python's collector looks for garbage by itself: not among what stays for good

    streamlit(["run", str(_APP), *settings], prog_name="limpide dashboard")


if __name__ == "__main__":
    main(sys.argv[1:])
