"""Check of an untrusted file in a child process that can be killed: nothing of it is parsed in the service's own."""

from tempfile import TemporaryFile

from limpide.core.errors import RefusedUpload, SandboxFailure
from limpide.core.sandbox import Limits, Sandbox

LARGEST_ATTACHMENT = 5_000_000  # bytes
MEDIA_TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_SANDBOX = Sandbox(
    ("-S", "-m", "limpide.documents.attachment_parser"), Limits(memory=512_000_000, cpu_seconds=5, wall_seconds=8.0)
)
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
    with TemporaryFile(buffering=0) as file:
        file.write(content)
        file.seek(0)
        try:
            return _SANDBOX.run(file.fileno())
        except SandboxFailure:
            return ""
