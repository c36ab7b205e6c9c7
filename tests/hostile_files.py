"""Small PDFs, JPEGs and PNGs made for the tests: sound ones, and ones that hide something."""

import io
import struct
import zipfile
import zlib


def pdf(*objects: bytes, trailer: bytes = b"", tail: bytes = b"", head: bytes = b"%PDF-1.7\n") -> bytes:
    """A document of one empty page, with further objects."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        *objects,
    ]
    content, places = head, []
    for number, body in enumerate(bodies, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
    start = content.rfind(b"xref")
    return content + b"trailer<</Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n%s" % (trailer, start, tail)


def stream(content: bytes, dictionary: bytes = b"", *, deflated: bool = True) -> bytes:
    """A stream object."""
    body = zlib.compress(content) if deflated else content
    kind = b"/Filter/FlateDecode" if deflated else b""
    return b"<<%s%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, kind, len(body), body)


def png(*chunks: tuple[bytes, bytes], size: tuple[int, int] = (2, 2), tail: bytes = b"") -> bytes:
    """A grey picture, with further chunks before its data."""
    header = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\0\x80\x80" * 2)
    every = [(b"IHDR", header), *chunks, (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in every) + tail


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def jpeg(*segments: tuple[int, bytes], size: tuple[int, int] = (8, 8), tail: bytes = b"") -> bytes:
    """The frame of a picture with one scan, as a parser of its segments sees it."""
    frame = b"\x08" + struct.pack(">HH", *size) + b"\x01\x01\x11\x00"
    every = [(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), *segments, (0xC0, frame)]
    written = b"".join(b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body for marker, body in every)
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34\xff\x00\x56\xff\xd0\x78"
    return b"\xff\xd8" + written + scan + b"\xff\xd9" + tail


def archive() -> bytes:
    """A ZIP archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        written.writestr("run.html", "<script>alert(1)</script>")
    return made.getvalue()


SOUND = {
    "pdf": (pdf(), "application/pdf"),
    "pdf with compressed objects": (
        pdf(stream(b"4 0 <</Type/Font>>", b"/Type/ObjStm/N 1/First 4")),
        "application/pdf",
    ),
    "pdf that mentions script in a word": (pdf(stream(b"BT (JavaScript) Tj ET")), "application/pdf"),
    "pdf that opens at a page": (pdf(trailer=b"/OpenAction[3 0 R/Fit]"), "application/pdf"),
    "png": (png(), "image/png"),
    "png with a remark": (png((b"tEXt", b"Comment\0Ma facture")), "image/png"),
    "jpeg": (jpeg(), "image/jpeg"),
    "jpeg of a telephone, two pictures": (jpeg(tail=jpeg()), "image/jpeg"),
    "jpeg with a vendor's trailer": (jpeg(tail=b"\0\0Image_UTC_Data1700000000SEFHe\0\0\0SEFT"), "image/jpeg"),
}
_SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
HOSTILE = {
    "nothing": (b"", "empty"),
    "html": (b"<html><script>alert(1)</script></html>", "type"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "type"),
    "archive": (archive(), "type"),
    "program": (b"MZ\x90\0" + b"\0" * 500, "type"),
    "elf": (b"\x7fELF\x02\x01" + b"\0" * 500, "type"),
    "old word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "type"),
    "gif": (b"GIF89a" + b"\0" * 100, "type"),
    "text": (b"Bulletin de salaire", "type"),
    "pdf after other bytes": (b"GIF89a" + pdf(), "type"),
    "pdf cut off": (pdf()[:200], "damaged"),
    "pdf header alone": (b"%PDF-1.7\n", "damaged"),
    "pdf with script": (pdf(_SCRIPT, trailer=b"/OpenAction 4 0 R"), "script"),
    "pdf with script in escapes": (pdf(b"<</S/J#61vaScr#69pt/JS(x)>>"), "script"),
    "pdf with script in a compressed object": (pdf(stream(b"4 0 " + _SCRIPT, b"/Type/ObjStm/N 1/First 4")), "script"),
    "pdf with script in an undeclared object stream": (pdf(stream(b"4 0 " + _SCRIPT)), "script"),
    "pdf with script far into a stream": (pdf(stream(b" " * 4_000_000 + b" /JavaScript ")), "script"),
    "pdf with script across two looks": (pdf(stream(b" " * 3_999_996 + b"/JavaScript ")), "script"),
    "pdf that starts a program": (pdf(b"<</S/Launch/F(cmd.exe)>>"), "script"),
    "pdf form in xml": (pdf(b"<</XFA 5 0 R>>"), "script"),
    "pdf with files": (pdf(b"<</Names[(a) 5 0 R]>>", trailer=b"/Names<</EmbeddedFiles 4 0 R>>"), "embedded"),
    "pdf with a file in a note": (pdf(b"<</Type/Annot/Subtype/FileAttachment/FS 5 0 R>>"), "embedded"),
    "pdf with media": (pdf(b"<</Type/Annot/Subtype/RichMedia>>"), "embedded"),
    "pdf under a password": (pdf(b"<</Filter/Standard/V 4>>", trailer=b"/Encrypt 4 0 R"), "encrypted"),
    "pdf with objects under another filter": (
        pdf(b"<</Type/ObjStm/Filter/ASCIIHexDecode/N 1/First 4/Length 4>>\nstream\n0000\nendstream"),
        "hidden",
    ),
    "pdf and archive": (pdf(tail=archive()), "polyglot"),
    "pdf and archive inside its end": (pdf(stream(archive(), deflated=False)), "polyglot"),
    "pdf and page": (pdf(tail=b"<html><script>alert(1)</script>"), "polyglot"),
    "page within a pdf's head": (pdf(head=b"%PDF-1.7\n<html><script>alert(1)</script>\n"), "polyglot"),
    "pdf that inflates without end": (pdf(stream(b"\0" * 210_000_000)), "complex"),
    "pdf of too many streams": (pdf(*[b"<<>>\nstream\nx\nendstream"] * 20_001), "complex"),
    "png and archive": (png(tail=archive()), "polyglot"),
    "png and page": (png((b"tEXt", b"a\0<script>alert(1)</script>")), "polyglot"),
    "png and more": (png(tail=b"more"), "polyglot"),
    "png with a wrong sum": (png().replace(b"IDAT", b"IDAU"), "damaged"),
    "png cut off": (png()[:-6], "damaged"),
    "png of many pixels": (png(size=(60_000, 60_000)), "pixels"),
    "png without pixels": (png(size=(0, 5)), "pixels"),
    "jpeg and archive": (jpeg(tail=archive()), "polyglot"),
    "jpeg and pdf": (jpeg((0xFE, pdf())), "polyglot"),
    "jpeg and page": (jpeg((0xFE, b"<script>alert(1)</script>")), "polyglot"),
    "jpeg and program": (jpeg(tail=b"MZ\x90\0" + b"\1" * 100), "polyglot"),
    "jpeg, vendor's trailer and archive": (jpeg(tail=b"PK\x03\x04" + b"\1" * 50 + b"SEFT"), "polyglot"),
    "jpeg cut off": (jpeg()[:-4], "damaged"),
    "jpeg of many pixels": (jpeg(size=(65_000, 65_000)), "pixels"),
    "jpeg start alone": (b"\xff\xd8\xff", "damaged"),
}
