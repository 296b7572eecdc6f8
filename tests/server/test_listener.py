"""The listening socket: what its connections inherit, and how newcomers are dropped before a stop."""

import socket
from collections.abc import Iterator

import pytest

from config.server.listener import drop_newcomers, listen


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with listen("127.0.0.1", 0, 1.5) as listener:
        yield listener


def connect(listener: socket.socket) -> socket.socket:
    return socket.create_connection(listener.getsockname(), timeout=0.3)


def test_an_accepted_connection_ends_if_its_client_takes_nothing(listener: socket.socket) -> None:
    with connect(listener), listener.accept()[0] as accepted:
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 1500
        assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_a_taken_port_is_refused(listener: socket.socket) -> None:
    port: int = listener.getsockname()[1]
    with pytest.raises(OSError, match="Address already in use"):
        listen("127.0.0.1", port, 1)


def test_newcomers_are_dropped_while_the_connected_are_served(listener: socket.socket) -> None:
    with connect(listener) as waiting, connect(listener) as open_one:
        open_server = listener.accept()[0]
        drop_newcomers(listener)
        with pytest.raises(TimeoutError):
            connect(listener)
        with open_server, listener.accept()[0] as late:
            for client in (waiting, open_one):
                client.sendall(b"still here")
            assert {open_server.recv(100), late.recv(100)} == {b"still here"}
