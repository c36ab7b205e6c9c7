"""Limpide: consumer-credit scoring that explains itself."""

__version__: str


def __getattr__(name: str) -> str:
    """Look up the version when it is asked for: a child of the sandbox starts without reading any metadata."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version

    return version("limpide")
