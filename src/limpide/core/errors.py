"""Everything that can go wrong, named once.

LimpideError
├── InvalidInput      what the caller gave cannot be used: a file, an option, a request
├── NotFound          a well-formed name that stands for nothing here
├── Corrupt           a sealed folder is no longer what was sealed
└── Unavailable       a part that Limpide needs does not answer (database, port, service)

A message says what, how much, which, and what to do next. HTTP status codes exist only in the service,
exit codes only in the command line.
"""


class LimpideError(Exception):
    """Base of every error that Limpide raises on purpose; its text is meant for the user."""


class InvalidInput(LimpideError):
    """What the caller gave cannot be used."""


class NotFound(LimpideError):
    """A well-formed name that stands for nothing here."""


class Corrupt(LimpideError):
    """A sealed folder is no longer what was sealed."""


class Unavailable(LimpideError):
    """A part that Limpide needs does not answer."""
