"""Numbers as a country writes them: the decimal mark of a whole text, told from its values or not at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SPACES = " \u00a0\u202f"
_COMMA = re.compile(r"[+-]?\d+,\d+")
_POINT = re.compile(r"[+-]?\d+\.\d+([eE][+-]?\d+)?")
_GROUPED = re.compile(rf"[+-]?\d{{1,3}}([{_SPACES}]\d{{3}})+([.,]\d+)?")
_THREE_DIGITS = 3  # "1,234" may be a little over one, or a thousand


@dataclass(frozen=True)
class NumberStyle:
    """How a text writes numbers: with a decimal comma, with spaces between thousands."""

    decimal_comma: bool = False
    grouped: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether numbers stand as programs write them."""
        return not (self.decimal_comma or self.grouped)

    def plain(self, text: str) -> str:
        """Return a number with a decimal point and without spaces; any other text as it is.

        >>> NumberStyle(decimal_comma=True, grouped=True).plain("1 234,5")
        '1234.5'
        """
        if self.grouped and _GROUPED.fullmatch(text) and (self.decimal_comma or "," not in text):
            text = re.sub(rf"[{_SPACES}]", "", text)
        return text.replace(",", ".") if self.decimal_comma and _COMMA.fullmatch(text) else text

    def contradicts(self, text: str) -> bool:
        """Whether a number has a decimal point although the text writes decimal commas."""
        return self.decimal_comma and _POINT.fullmatch(text) is not None


def find_style(values: Iterable[str]) -> NumberStyle:
    """Return the style of numbers. A comma is decimal only where no value has a point and one has not three digits.

    >>> find_style(["1", "0,5"]), find_style(["1,234", "5,678"]), find_style(["0,5", "0.5"])
    (NumberStyle(decimal_comma=True, grouped=False), NumberStyle(decimal_comma=False, grouped=False), \
NumberStyle(decimal_comma=False, grouped=False))
    """
    comma = point = settled = grouped = False
    for value in values:
        if value.isdigit():
            continue
        if _GROUPED.fullmatch(value):
            grouped = True
            value = re.sub(rf"[{_SPACES}]", "", value)
            settled |= "," in value
        if _COMMA.fullmatch(value):
            comma = True
            settled |= len(value) - value.index(",") - 1 != _THREE_DIGITS
        elif _POINT.fullmatch(value):
            point = True
    return NumberStyle(decimal_comma=comma and settled and not point, grouped=grouped)
