"""The listening socket. The group opens it once, and its workers share it."""

import ctypes
import socket
import struct
import sys
from typing import Final

#: Connections that may wait to be accepted.
BACKLOG: Final = 2048
KEEPALIVE_SECONDS: Final = 60

SO_ATTACH_FILTER: Final = 26
#: Classic BPF over a segment's TCP header: drop it if its flags are SYN without ACK, else take it.
NEWCOMERS_DROPPED: Final = (
    (0x30, 0, 0, 13),  # load the byte of the flags
    (0x54, 0, 0, 0x12),  # keep SYN and ACK
    (0x15, 0, 1, 0x02),  # is it SYN alone?
    (0x06, 0, 0, 0),  # then drop the segment
    (0x06, 0, 0, 0xFFFFFFFF),  # else take all of it
)


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


def drop_newcomers(listener: socket.socket) -> None:
    """From now on nobody new connects, while those who did are still accepted and served.

    A listener that is just closed resets whoever connected and was not accepted yet, with a request already sent.
    Newcomers' first segments are dropped instead: their systems repeat them after a second, and then find the port
    closed, or the next server on it. Only Linux can do that; elsewhere the listener stays open until it is closed.
    """
    if sys.platform != "linux":
        return
    instructions = b"".join(struct.pack("HBBI", *instruction) for instruction in NEWCOMERS_DROPPED)
    program = ctypes.create_string_buffer(instructions)
    option = struct.pack("HL", len(NEWCOMERS_DROPPED), ctypes.addressof(program))
    listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, option)


def _bound_connections(listener: socket.socket, write_seconds: float) -> None:
    """What accepted connections inherit. The system ends one whose client takes no byte for ``write_seconds``."""
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(write_seconds * 1000))
    if hasattr(socket, "TCP_KEEPIDLE"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_SECONDS)
