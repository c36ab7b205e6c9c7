"""Soon."""

from limpide.dashboard.screen import Screen


def show(screen: Screen) -> None:
    """Show the page."""
    screen.title("application")
