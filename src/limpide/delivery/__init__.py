"""How a sealed folder, a bundle or a snapshot, comes to this machine: from a path or an address, verified, kept."""

from limpide.delivery.deliver import deliver

__all__ = ["deliver"]
