"""A server that speaks just enough of PostgreSQL's protocol to be of another version, or to refuse a password."""

import socket
import struct
import threading


class StandInServer:
    """Answers each connection's startup with a version, or with a refusal."""

    def __init__(self, *, version: str = "18.1", refusal: str = "") -> None:
        self.answer = refuse(refusal) if refusal else welcome(version)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"postgresql://tollgate:secret@127.0.0.1:{self.listener.getsockname()[1]}/tollgate"

    def __enter__(self) -> "StandInServer":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        """The client asks for encryption first, which is declined with N; its second message is the startup."""
        connection.settimeout(10)
        connection.recv(1024)
        connection.sendall(b"N")
        connection.recv(4096)
        connection.sendall(self.answer)
        connection.recv(4096)


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def welcome(version: str) -> bytes:
    """AuthenticationOk, two parameters, ReadyForQuery."""
    parameters = [b"server_version\0" + version.encode() + b"\0", b"client_encoding\0UTF8\0"]
    statuses = b"".join(message(b"S", parameter) for parameter in parameters)
    return message(b"R", struct.pack("!I", 0)) + statuses + message(b"Z", b"I")


def refuse(text: str) -> bytes:
    """ErrorResponse with the code of a wrong password."""
    return message(b"E", b"SFATAL\0VFATAL\0C28P01\0M" + text.encode() + b"\0\0")
