"""One sealed folder delivered: fetched whole and verified, or the last good copy, or one sentence."""

import tempfile
from pathlib import Path

import structlog

from limpide.core import seal
from limpide.core.errors import Corrupt, Unavailable
from limpide.core.output import new_folder
from limpide.core.progress import Progress, silent
from limpide.delivery.address import Address, read_address
from limpide.delivery.carriers import carry
from limpide.delivery.kept import Kept
from limpide.delivery.registered import read_registered


def deliver(
    text: str, *, kept_in: Path, token: str | None = None, registry: str = "", progress: Progress = silent
) -> Path:
    """Return the folder of a bundle or a snapshot that is named by a path or an address.

    A path is returned as it is. From an address (https, s3, gs) the folder is copied to ``kept_in`` and every byte
    is verified, unless that version is there already. When it cannot be had, or is damaged, the last good copy that
    came from the address serves, and the log says so. ``#`` and 64 hex digits at the end pin the version: no other
    one is ever returned. ``models:/limpide@champion`` is what a registry calls so at that moment; ``registry`` is the
    address of MLflow's tracking store. ``token`` is shown to the host of the address, or to the registry and to its
    own host, and never unencrypted beyond this machine.

    Raises ``InvalidInput`` for an address that cannot be used, ``Unavailable`` or ``Corrupt`` when there is no copy.
    """
    address = read_address(text)
    if address.folder is not None:
        return _checked(address, address.folder)
    kept = Kept(kept_in)
    with kept.alone():
        if found := kept.find(address.version):
            kept.note(address, found.name)
            return found
        try:
            source, shown = _source(address, registry=registry, token=token)
            return _fetched(address, source, kept, token=shown, progress=progress)
        except (Unavailable, Corrupt) as error:
            return _last_copy(address, kept, error)


def _source(address: Address, *, registry: str, token: str | None) -> tuple[Address, str | None]:
    """Return where the folder really is, and the token if that host may see it: the registry's own and no other."""
    if not address.registered:
        return address, token
    asked = Address(registry, address.version)
    asked.check_trusted()
    shown = token if asked.private else None
    source = Address(read_registered(address.where, registry=registry, token=shown).source, address.version)
    source.check_trusted()
    return source, token if source.host == asked.host else None


def _checked(address: Address, folder: Path) -> Path:
    if address.version is not None:
        _check_version(address, seal.read_version(folder))
    return folder


def _check_version(address: Address, version: str) -> None:
    if address.version not in (None, version):
        raise Corrupt(f"{address} has version {version[:12]}, not {str(address.version)[:12]} that was asked for")


def _fetched(address: Address, source: Address, kept: Kept, *, token: str | None, progress: Progress) -> Path:
    """Fetch the list of files first: it says which version is offered, which may be here already."""
    with tempfile.TemporaryDirectory() as partial:
        carry(source, seal.SUMS, to=Path(partial, seal.SUMS), token=token)
        version, names = seal.read_version(Path(partial)), seal.read_names(Path(partial))
    _check_version(address, version)
    found = kept.find(version)
    if found is None:
        with (
            new_folder(kept.place(version), replace=True) as partial,
            progress(f"Fetching {version[:12]}", total=len(names)) as advance,
        ):
            for name in (seal.SUMS, *names):
                carry(source, name, to=partial / name, token=token)
                advance(int(name != seal.SUMS))
            if seal.verify(partial) != version:
                raise Corrupt(f"{address} changed while it was fetched; try again")
        found = kept.place(version)
    structlog.get_logger().info("delivered", address=str(address), version=version[:12])
    kept.note(address, version)
    return found


def _last_copy(address: Address, kept: Kept, error: Unavailable | Corrupt) -> Path:
    version = kept.find_last(address)
    if version is None or address.version not in (None, version):
        raise type(error)(f"{error}; there is no earlier copy of it in {kept.folder}") from error
    structlog.get_logger().error(
        "delivered_from_last_copy", address=str(address), version=version[:12], reason=str(error)
    )
    return kept.place(version)
