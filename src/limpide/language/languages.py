"""The languages that the product speaks."""

from typing import Literal

Language = Literal["fr", "en"]
