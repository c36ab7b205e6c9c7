"""The command line: one command per verb, no rules of the business."""

from limpide.cli.app import main

__all__ = ["main"]
