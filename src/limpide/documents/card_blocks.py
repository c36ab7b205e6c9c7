"""What a card is made of, whatever it is written in: sections of sentences, lists, facts, tables and charts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """One or a few sentences; a ``loud`` one warns."""

    text: str
    loud: bool = False


@dataclass(frozen=True)
class Bullets:
    """Sentences that stand side by side."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names and what they stand for."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows of texts under headers; the first column names the row. A long one may be ``folded``."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class Chart:
    """A drawing (SVG), and what it shows in words for who cannot see it."""

    svg: str
    told: str


Block = Paragraph | Bullets | Facts | Table | Chart


@dataclass(frozen=True)
class Section:
    """A titled part; ``anchor`` is its address within the card."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Card:
    """A whole card in one language."""

    language: str
    title: str
    lead: str
    contents: str
    sections: tuple[Section, ...]
