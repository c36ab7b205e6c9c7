"""Limpide: consumer-credit scoring that explains itself."""

from importlib.metadata import version

__version__ = version("limpide")
