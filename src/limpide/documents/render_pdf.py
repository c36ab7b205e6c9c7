"""Rendering of a typst template: a tagged PDF (PDF/UA-1) with its fonts inside, or pictures of its pages."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst


def render_pdf(template: str, content: dict[str, Any], *, form: Literal["pdf", "png"] = "pdf", page: int = 1) -> bytes:
    """Render ``content`` with a template of this package; texts are data, never markup, and no file is read.

    ``form`` "png" returns the picture of one ``page``, counted from 1.
    """
    inputs = {"letter": json.dumps(content, ensure_ascii=False)}
    standards: Any = ["ua-1"] if form == "pdf" else []
    compiler = typst.Compiler(_read(template), font_paths=_fonts())
    made: Any = compiler.compile(format=form, sys_inputs=inputs, pdf_standards=standards, ppi=110.0)
    pages: list[bytes] = made if isinstance(made, list) else [made]
    return pages[page - 1]


@cache
def _read(template: str) -> bytes:
    return files(__package__).joinpath(template).read_bytes()


@cache
def _fonts() -> Any:
    """Only those inside the wheel: a letter looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
