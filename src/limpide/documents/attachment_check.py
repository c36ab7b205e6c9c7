"""Check of an untrusted file in a child process that can be killed: nothing of it is parsed in the service's own."""

import subprocess
import sys
from pathlib import Path

from limpide.core.errors import RefusedUpload

LARGEST_ATTACHMENT = 5_000_000  # bytes
MEDIA_TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_PARSER = Path(__file__).with_name("attachment_parser.py")
_SECONDS = 8.0
_REASONS = ("empty", "type", "damaged", "encrypted", "script", "embedded", "polyglot", "hidden", "complex", "pixels")


def check_attachment(content: bytes) -> str:
    """Return the media type of a file by its content; ``RefusedUpload`` says why it is none that is kept."""
    if len(content) > LARGEST_ATTACHMENT:
        raise RefusedUpload("large", f"{len(content)} bytes are more than {LARGEST_ATTACHMENT}")
    answer = _ask_child(content)
    if answer in MEDIA_TYPES:
        return answer
    kind = answer if answer in _REASONS else "complex"
    raise RefusedUpload(kind, f"a file of {len(content)} bytes is refused: {kind}")


def _ask_child(content: bytes) -> str:
    """Return the parser's answer; empty when it died or took too long."""
    command = [sys.executable, "-I", "-S", str(_PARSER)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            command, input=content, capture_output=True, timeout=_SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("ascii", errors="replace") if done.returncode == 0 else ""
