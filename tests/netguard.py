"""No connection beyond this machine: an audit hook that refuses it, for this process and for subprocesses.

Python raises an audit event before every connect and every name look-up (PEP 578). A hook cannot be taken
out again, which is what a guard should be like. Subprocesses load it through `sitecustomize`.
"""

from __future__ import annotations

import ipaddress
import sys


class OutsideConnection(RuntimeError):
    """Something tried to reach beyond the loopback interface."""


def is_local(host: object) -> bool:
    """Whether `host`, as given to connect or to getaddrinfo, is this machine."""
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    if isinstance(host, bytes):
        host = host.decode()
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise OutsideConnection(f"connection to {address!r}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not (
        is_local(args[0]) or args[0] in ("0.0.0.0", "::")
    ):
        raise OutsideConnection(f"look-up of {args[0]!r}")


def install() -> None:
    """Guard this process from now on."""
    if not getattr(sys, "_outside_connections_refused", False):
        sys._outside_connections_refused = True
        sys.addaudithook(_guard)
