"""``python -m limpide.cli``: the same as the command ``limpide``."""

from limpide.cli.app import main

main()
