"""From data to a tagged PDF (PDF/UA-1) with its fonts inside, or to a picture of its first page."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst


def typeset(template: str, content: dict[str, Any], *, form: Literal["pdf", "png"] = "pdf") -> bytes:
    """Set ``content`` with a template of this room; texts are data, never markup, and no file is read."""
    inputs = {"letter": json.dumps(content, ensure_ascii=False)}
    standards: Any = ["ua-1"] if form == "pdf" else []
    compiler = typst.Compiler(_read(template), font_paths=_fonts())
    made: Any = compiler.compile(format=form, sys_inputs=inputs, pdf_standards=standards)
    pages: list[bytes] = made if isinstance(made, list) else [made]
    return pages[0]


@cache
def _read(template: str) -> bytes:
    return files(__package__).joinpath(template).read_bytes()


@cache
def _fonts() -> Any:
    """Only those inside the wheel: a letter looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
