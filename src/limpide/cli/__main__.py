"""``python -m limpide.cli``: the same as the command ``limpide``."""

from limpide.cli.app import main

if __name__ == "__main__":  # a worker that is started imports it too
    main()
