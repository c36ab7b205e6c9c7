"""Rendering of a typst template: a tagged PDF (PDF/UA-1) with its fonts inside, or pictures of its pages."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst


def render_pdf(template: str, content: dict[str, Any]) -> bytes:
    """Render ``content`` with a template of this package as a PDF; texts are data, never markup, no file is read."""
    return _compile(template, content, form="pdf")[0]


def render_pages(template: str, content: dict[str, Any]) -> list[bytes]:
    """Render the same as pictures (PNG), one for each page."""
    return _compile(template, content, form="png")


def _compile(template: str, content: dict[str, Any], *, form: Literal["pdf", "png"]) -> list[bytes]:
    inputs = {"letter": json.dumps(content, ensure_ascii=False)}
    standards: Any = ["ua-1"] if form == "pdf" else []
    compiler = typst.Compiler(_read(template), font_paths=_fonts())
    made: Any = compiler.compile(format=form, sys_inputs=inputs, pdf_standards=standards, ppi=110.0)
    return made if isinstance(made, list) else [made]


@cache
def _read(template: str) -> bytes:
    return files(__package__).joinpath(template).read_bytes()


@cache
def _fonts() -> Any:
    """Only those inside the wheel: a letter looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
