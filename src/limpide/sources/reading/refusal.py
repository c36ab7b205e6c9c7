"""A file that cannot be read, as the fault that says so."""

from limpide.sources.fault import Fault, Kind, error


class Refusal(Exception):
    """A file cannot be read: ``kind`` of fault, what to do, an example."""

    def __init__(self, kind: Kind, advice: str, example: str | None = None) -> None:
        super().__init__(advice)
        self.kind = kind
        self.advice = advice
        self.example = example

    def fault(self, file: str) -> Fault:
        """Return the fault of the file of this name."""
        return error(file, self.kind, 1, self.advice, example=self.example)
