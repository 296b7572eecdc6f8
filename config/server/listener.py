"""The listening socket. The group opens it once, and its workers share it."""

import socket
from typing import Final

#: Connections that may wait to be accepted.
BACKLOG: Final = 2048
KEEPALIVE_SECONDS: Final = 60


def listen(host: str, port: int, write_seconds: float) -> socket.socket:
    """A socket that listens at ``host``, a name or an address. Raises OSError, e.g. for a taken port.

    It is one socket for all workers: the connections that wait on it survive the death of a worker, and a second
    server on the port is refused, which it would not be with SO_REUSEPORT.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _bound_connections(listener, write_seconds)
        listener.bind(address)
        listener.listen(BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def _bound_connections(listener: socket.socket, write_seconds: float) -> None:
    """What accepted connections inherit. The system ends one whose client takes no byte for ``write_seconds``."""
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(write_seconds * 1000))
    if hasattr(socket, "TCP_KEEPIDLE"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_SECONDS)
