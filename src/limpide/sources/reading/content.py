"""What a file holds by its first bytes, whatever its name says."""

import zipfile
from pathlib import Path
from typing import Literal

Content = Literal["empty", "gz", "bz2", "xz", "zst", "zip", "parquet", "arrow", "sheet", "json", "foreign", "text"]
_MARKS: tuple[tuple[bytes, Content], ...] = (
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"FEA1", "arrow"),
    (b"\xff\xff\xff\xff", "arrow"),  # a stream of record batches
    (b"\xd0\xcf\x11\xe0", "sheet"),
    (b"SQLite format 3", "foreign"),
    (b"%PDF", "foreign"),
    (b"7z\xbc\xaf\x27\x1c", "foreign"),
    (b"Rar!", "foreign"),
    (b"ORC", "foreign"),
    (b"Obj\x01", "foreign"),  # Avro
    (b"\x89HDF", "foreign"),
)
_SHEET_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
HEAD = 1 << 16


def read_head(path: Path) -> bytes:
    """Return the first 64 kB of a file."""
    with path.open("rb") as opened:
        return opened.read(HEAD)


def find_content(path: Path) -> Content:
    """Say what a file holds."""
    head = read_head(path)
    if not head:
        return "empty"
    for mark, content in _MARKS:
        if head.startswith(mark):
            return "sheet" if content == "zip" and _is_workbook(path) else content
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        return "json"
    return "foreign" if start == b"<" else "text"


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as opened:
            return bool(_SHEET_PARTS & set(opened.namelist()))
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
