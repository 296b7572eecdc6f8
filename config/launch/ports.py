"""Whether the web server's port is free, asked before anything is started."""

import errno
import socket

from config.launch.refusal import Refusal

LOOPBACK = ("127.0.0.1", "localhost")


def refuse_if_taken(host: str, port: int) -> None:
    """Raises Refusal. Many clients try ::1 first for "localhost": another program there would get their requests."""
    for address in (host, "::1") if host in LOOPBACK else (host,):
        try:
            _bind(address, port)
        except OSError as failure:
            if address == host or failure.errno == errno.EADDRINUSE:
                raise Refusal(_reason(failure, address, port)) from failure


def _bind(address: str, port: int) -> None:
    family, kind, protocol, _, target = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(target)


def _reason(failure: OSError, address: str, port: int) -> str:
    if failure.errno == errno.EADDRINUSE:
        return f"port {port} is taken by another program; choose a free one: make run PORT={port + 1}"
    if failure.errno == errno.EACCES:
        return f"port {port} is reserved for root; choose one above 1023: make run PORT=8000"
    return f"HOST={address} is no address of this machine ({failure.strerror}); unset it, or use 0.0.0.0 for all"
