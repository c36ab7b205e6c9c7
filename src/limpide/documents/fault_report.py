"""The faults of the lender's files as one page, with the first rows that have each of them."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from limpide.contract import Language
from limpide.documents.card_blocks import Block, Card, Facts, Paragraph, Section, Table
from limpide.documents.card_html import write_html
from limpide.language.catalogue import Catalogue, get_catalogue
from limpide.sources.fault import Fault, Severity


def write_fault_report(faults: Sequence[Fault], name: str, language: Language) -> str:
    """Return one self-contained page in HTML; ``name`` is that of the folder or the zip that was checked."""
    words = get_catalogue("faults", language)
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    counts = {"errors": words.count("errors", errors), "warnings": words.count("warnings", len(faults) - errors)}
    card = Card(
        language=language,
        title=words.say("title", name=name),
        lead=words.say("lead", **counts) if faults else words.say("clean"),
        contents=words.say("contents"),
        sections=tuple(_section(severity, faults, words) for severity in Severity if _of(severity, faults)),
    )
    return write_html(card)


def _of(severity: Severity, faults: Sequence[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.severity is severity]


def _section(severity: Severity, faults: Sequence[Fault], words: Catalogue) -> Section:
    found = sorted(_of(severity, faults), key=_cause)
    blocks = [block for _, alike in groupby(found, key=_cause) for block in _blocks(list(alike), words)]
    return Section(severity.value, words.say(f"section.{severity}"), tuple(blocks))


def _cause(fault: Fault) -> tuple[str, str, str]:
    return fault.file, fault.kind.code, fault.advice if fault.column else ""


def _blocks(alike: Sequence[Fault], words: Catalogue) -> Iterator[Block]:
    """Yield what is said of faults with one cause: once what it is and what to do, then the rows of each column."""
    first = alike[0]
    columns = ", ".join(fault.column for fault in alike if fault.column)
    facts = {
        "file": first.file,
        "column": columns,
        "count": words.number(sum(fault.count for fault in alike)),
        "example": first.example or "",
        "todo": first.advice,
    }
    yield Paragraph(words.say(f"kind.{first.kind.code}"), loud=first.severity is Severity.ERROR)
    yield Facts(tuple((words.say(f"facts.{name}"), text) for name, text in facts.items() if text))
    for fault in alike:
        if fault.rows:
            yield _rows(fault, words)


def _rows(fault: Fault, words: Catalogue) -> Table:
    nothing = words.say("rows.nothing")
    return Table(
        caption=words.say("rows.caption", column=fault.column or fault.file),
        headers=(words.say("rows.row"), words.say("rows.value")),
        rows=tuple((words.number(row), nothing if value is None else value) for row, value in fault.rows),
    )
