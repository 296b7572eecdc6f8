"""How an answer of Django reaches the client: whole, as a file, as a stream, and not to one who left."""

import pytest

from tests.server.gate import Gate
from tests.server.running import TEST, Running, running
from tests.server.wire import read_answer, request_head

LARGE = 8 * 1024 * 1024


def test_cookies_keep_headers_of_their_own(server: Running) -> None:
    answer = server.call(TEST + "cookies")
    cookies = [value for name, value in answer.headers if name.lower() == "set-cookie"]
    assert cookies == ["one=1; Path=/", "two=2; Path=/"]


@pytest.mark.parametrize("size", [0, 1, 128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, LARGE])
def test_a_file_of_any_size_arrives_whole(server: Running, size: int) -> None:
    answer = server.call(TEST + f"file?bytes={size}")
    assert (answer.status, answer.header("Content-Length")) == (200, str(size))
    assert answer.body == bytes(size)


@pytest.mark.parametrize("path", ["large?bytes=1000", "file?bytes=1000", f"file?bytes={LARGE}"])
def test_head_gets_the_length_and_no_body(server: Running, path: str) -> None:
    connection = server.connect(request_head("HEAD", TEST + path) + request_head("GET", TEST + "large?bytes=3"))
    both = connection.recv(65536)
    while not both.endswith(b"xxx"):
        both += connection.recv(65536)
    head, _, rest = both.partition(b"\r\n\r\n")
    assert f"content-length: {path.partition('=')[2]}".encode() in head
    assert rest.startswith(b"HTTP/1.1 200")


def test_a_stream_arrives_piece_by_piece(server: Running) -> None:
    with Gate() as gate:
        connection = server.connect(request_head("GET", TEST + f"stream?port={gate.port}", "Connection: close"))
        with gate.held():
            received = b""
            while b"first\n" not in received:
                received += connection.recv(65536)
            assert b"second\n" not in received
        while piece := connection.recv(65536):
            received += piece
        assert b"second\n" in received


def test_a_stream_is_closed_when_its_client_hangs_up(server: Running) -> None:
    with Gate() as gate:
        connection = server.connect(request_head("GET", TEST + f"endless?port={gate.port}"))
        assert connection.recv(10)
        connection.close()
        gate.let_go()
    assert server.call("/healthz").status == 200


def test_streams_take_no_thread_from_short_requests(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("streams")
    with running(directory, migrated, WEB_WORKERS="1", WEB_THREADS="1") as server, Gate() as gate:
        for _ in range(5):
            server.connect(request_head("GET", TEST + f"stream?port={gate.port}"))
        assert server.call(TEST + "large?bytes=3").body == b"xxx"
        for _ in range(5):
            gate.let_go()


def test_readers_that_do_not_read_take_no_thread(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("readers")
    with running(directory, migrated, WEB_WORKERS="1", WEB_THREADS="1") as server:
        slow = [server.connect(request_head("GET", TEST + f"file?bytes={LARGE}")) for _ in range(8)]
        slow += [server.connect(request_head("GET", TEST + f"large?bytes={LARGE}")) for _ in range(8)]
        assert server.call(TEST + "large?bytes=3").body == b"xxx"
        assert [len(read_answer(connection).body) for connection in slow] == [LARGE] * 16
