"""The ways to a file elsewhere: HTTP by the standard library, object stores by fsspec where it is installed."""

import http.client
import shutil
import time
import urllib.error
from pathlib import Path
from typing import BinaryIO

from limpide.core.errors import InvalidInput, Unavailable
from limpide.delivery.address import WEB, Address
from limpide.delivery.opener import open_web

_PATIENCE_SECONDS = 20.0
_PAUSES_SECONDS = (0.5, 2.0)
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_EXTRAS = {"s3": "s3", "gs": "gs", "gcs": "gs"}


def carry(address: Address, name: str, *, to: Path, token: str | None = None) -> None:
    """Copy a file of a folder elsewhere to ``to``; ``token`` is shown to that host only, and only on an encrypted way.

    Tries three times where it may help. Raises ``Unavailable`` when the file cannot be had, ``InvalidInput`` when
    no installed library knows the way.
    """
    if address.folder is not None:
        _copy_here(address.folder, name, to)
        return
    if address.scheme not in WEB:
        _copy_from_store(address, name, to)
        return
    with _open_web(address, name, token) as source:
        try:
            with to.open("wb") as target:
                shutil.copyfileobj(source, target, length=1 << 20)
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(f"{address}/{name} broke off: {error}") from error


def _open_web(address: Address, name: str, token: str | None) -> BinaryIO:
    shown = token if address.private else None
    for pause in (*_PAUSES_SECONDS, None):
        try:
            answer: BinaryIO = open_web(address.file(name), seconds=_PATIENCE_SECONDS, token=shown)
        except urllib.error.HTTPError as error:
            if error.code not in _PASSING or pause is None:
                raise Unavailable(f"{address}/{name} cannot be had: HTTP {error.code} {error.reason}") from error
        except (OSError, http.client.HTTPException) as error:
            if pause is None:
                raise Unavailable(f"{address}/{name} cannot be had: {getattr(error, 'reason', error)}") from error
        else:
            return answer
        time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _copy_here(folder: Path, name: str, to: Path) -> None:
    try:
        shutil.copyfile(folder / name, to)
    except OSError as error:
        raise Unavailable(f"{folder / name} cannot be read: {error.strerror}") from error


def _copy_from_store(address: Address, name: str, to: Path) -> None:
    try:
        import fsspec  # type: ignore[import-untyped]

        fsspec.open(address.file(name)).fs.get_file(address.file(name), str(to))
    except ImportError as error:
        extra = _EXTRAS.get(address.scheme, "s3")
        raise InvalidInput(f'{address} needs a library; install it with: pip install "limpide[{extra}]"') from error
    except ValueError as error:
        raise InvalidInput(f"{address}: nothing here reads {address.scheme}:// ({error})") from error
    except Exception as error:  # every driver has errors of its own
        raise Unavailable(f"{address}/{name} cannot be had: {type(error).__name__}: {error}") from error
