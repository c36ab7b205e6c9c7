"""Type of an untrusted file by its content: PDF, JPEG or PNG without script, encryption, or a second file inside.

Run as a program of the sandbox (``attachment_check``), with limits on time and memory; it answers one word, the media
type or why the file is refused. It imports the standard library only.
"""

import os
import re
import struct
import zlib

from limpide.core.sandbox_child import serve

_MOST_INFLATED, _MOST_STREAMS, _MOST_CHUNKS = 200_000_000, 20_000, 50_000
_AT_ONCE, _LONGEST_NAME = 4_000_000, 64  # bytes inflated before they are looked at; more than any name that is
_MOST_PIXELS = 100_000_000
_PDF, _JPEG, _PNG = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_NAME_END = rb"(?![A-Za-z0-9])"
_SCRIPTS = re.compile(rb"/(JavaScript|Launch|Rendition|XFA|SubmitForm|ImportData)" + _NAME_END)
_FILES = re.compile(rb"/(EmbeddedFiles?|FileAttachment|RichMedia|GoToE)" + _NAME_END)
_ENCRYPTED = re.compile(rb"/Encrypt" + _NAME_END)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_HIDDEN = re.compile(rb"/(LZWDecode|ASCIIHexDecode|ASCII85Decode|RunLengthDecode|Crypt|Predictor|LZW|AHx|A85|RL)\b")
_FOREIGN = re.compile(rb"%PDF-|PK\x03\x04|<\s*(script|html|svg|!doctype)|<\?php|\x7fELF|Rar!", re.IGNORECASE)
_ZIP_END, _ZIP_END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_SCAN, _END = 0xDA, 0xD9
_VENDOR_TRAILER = b"SEFT"  # what some telephones add after a photograph


class Refused(Exception):
    """The file is refused; the text says why, in one word."""


def parse(content: bytes) -> str:
    """Return the media type of a file; ``Refused`` with the reason."""
    if not content:
        raise Refused("empty")
    kinds = {_PDF: _pdf, _JPEG: _jpeg, _PNG: _png}
    look = next((check for start, check in kinds.items() if content.startswith(start)), None)
    if look is None:
        raise Refused("type")
    if _ends_as_zip(content):
        raise Refused("polyglot")
    return look(content)


def _ends_as_zip(content: bytes) -> bool:
    """Whether a program that reads archives from their end would find one."""
    place = content.rfind(_ZIP_END, max(0, len(content) - _ZIP_END_SIZE - _LONGEST_COMMENT))
    if place < 0 or place + _ZIP_END_SIZE > len(content):
        return False
    (comment,) = struct.unpack_from("<H", content, place + _ZIP_END_SIZE - 2)
    return place + _ZIP_END_SIZE + int(comment) <= len(content)


def _pdf(content: bytes) -> str:
    if b"startxref" not in content or not re.search(rb"\d+\s+\d+\s+obj", content):
        raise Refused("damaged")
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Refused("damaged")
    if content[end + len(b"%%EOF") :].strip(b"\0\t\n\f\r "):
        raise Refused("polyglot")
    if _FOREIGN.search(content, len(_PDF), 1024):
        raise Refused("polyglot")
    _refuse_names(content)
    left = _MOST_INFLATED
    for count, found in enumerate(_STREAM.finditer(content)):
        if count >= _MOST_STREAMS:
            raise Refused("complex")
        left -= _look_into(content, found.start(), found.end(), most=left)
    return "application/pdf"


def _refuse_names(content: bytes) -> None:
    """Refuse the names of what a document must not hold, also where their letters are escaped."""
    bare = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content)
    if _ENCRYPTED.search(bare):
        raise Refused("encrypted")
    if _SCRIPTS.search(bare):
        raise Refused("script")
    if _FILES.search(bare):
        raise Refused("embedded")


def _look_into(content: bytes, start: int, begin: int, *, most: int) -> int:
    """Look at what a stream holds once inflated, where objects may lie; return its length in bytes."""
    dictionary = content[max(content.rfind(b"obj", 0, start), start - 4_096, 0) : start]
    if b"/ObjStm" in dictionary and _HIDDEN.search(dictionary):
        raise Refused("hidden")
    inflating, rest, seen, length = zlib.decompressobj(), content[begin:], b"", 0
    while rest and not inflating.eof:
        try:
            part = inflating.decompress(rest, _AT_ONCE)
        except zlib.error:
            break  # a picture, or not compressed: looked at as it stands
        _refuse_names(seen + part)
        rest, seen, length = inflating.unconsumed_tail, part[-_LONGEST_NAME:], length + len(part)
        if length > most:
            raise Refused("complex")
    return length


def _jpeg(content: bytes) -> str:
    place, framed = 2, False
    for _ in range(_MOST_CHUNKS):
        if content[place : place + 1] != b"\xff" or place + 4 > len(content):
            raise Refused("damaged")
        marker = content[place + 1]
        if marker == 0xFF or marker in _BARE:
            place += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        segment = content[place + 4 : place + 2 + length]
        if length < 2 or len(segment) != length - 2:
            raise Refused("damaged")
        if marker in _FRAMES:
            _check_pixels(*struct.unpack_from(">HH", segment, 1))
            framed = True
        elif _FOREIGN.search(segment):
            raise Refused("polyglot")
        place += 2 + length
        if marker == _SCAN:
            break
    return _jpeg_end(content, place, framed=framed)


def _jpeg_end(content: bytes, place: int, *, framed: bool) -> str:
    """Follow scans to the end of the picture and refuse what stands behind it, further pictures apart."""
    end = _find_end(content, place)
    if not framed or end < 0:
        raise Refused("damaged")
    rest = content[end:].strip(b"\0")
    known = rest.startswith(_JPEG) or rest.endswith(_VENDOR_TRAILER)
    if rest and (not known or _FOREIGN.search(rest)):
        raise Refused("polyglot")
    return "image/jpeg"


def _find_end(content: bytes, place: int) -> int:
    """Return the place after the end marker; between scans there are further segments."""
    for _ in range(_MOST_CHUNKS):
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return -1
        marker = content[place + 1]
        if marker == _END:
            return place + 2
        if marker in (0x00, 0xFF) or marker in _BARE:
            place += 1 if marker == 0xFF else 2
        elif place + 4 <= len(content):
            place += 2 + int(struct.unpack_from(">H", content, place + 2)[0])
        else:
            return -1
    raise Refused("complex")


def _png(content: bytes) -> str:
    place, last = len(_PNG), b""
    for count in range(_MOST_CHUNKS):
        if place + 12 > len(content):
            raise Refused("damaged")
        length, kind = struct.unpack_from(">I4s", content, place)
        body = content[place + 8 : place + 8 + length]
        check = content[place + 8 + length : place + 12 + length]
        if (
            len(check) != 4
            or zlib.crc32(kind + body) != int.from_bytes(check, "big")
            or (kind == b"IHDR") != (count == 0)
        ):
            raise Refused("damaged")
        if kind == b"IHDR":
            if length != 13:
                raise Refused("damaged")
            _check_pixels(*struct.unpack_from(">II", body))
        elif kind != b"IDAT" and _FOREIGN.search(body):
            raise Refused("polyglot")
        place, last = place + 12 + length, kind
        if last == b"IEND":
            break
    if content[place:].strip(b"\0"):
        raise Refused("polyglot")
    return "image/png"


def _check_pixels(one: int, other: int) -> None:
    if not 0 < one * other <= _MOST_PIXELS:
        raise Refused("pixels")


def _work(files: list[int]) -> str:
    with os.fdopen(files[0], "rb") as file:
        content = file.read()
    try:
        return parse(content)
    except Refused as refused:
        return str(refused)
    except (struct.error, MemoryError, IndexError):
        return "damaged"


if __name__ == "__main__":
    serve(_work, files=1)
