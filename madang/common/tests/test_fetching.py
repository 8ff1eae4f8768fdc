"""The guard in front of every host that somebody else named, against real sockets on this machine."""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from madang.common import fetching
from madang.common.fetching import FetchFailed, FetchRefused, Limits, fetch, is_public

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


def here(address: fetching.Address) -> bool:
    return address == ipaddress.ip_address("127.0.0.1")


@contextmanager
def serving(answer: Callable[[socket.socket], None]) -> Iterator[tuple[int, list[bytes]]]:
    """A server that hands each connection to `answer`; its port, and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def run() -> None:
            while True:
                try:
                    connection, _peer = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    try:
                        asked.append(connection.recv(65536))
                        answer(connection)
                    except OSError:
                        pass

        threading.Thread(target=run, daemon=True).start()
        yield server.getsockname()[1], asked


def allowing(port: int, **limits: object) -> Limits:
    return Limits(ports=frozenset({port}), may_reach=here, **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1"),
    ],
)
def test_no_address_of_a_private_network_is_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "203.248.252.2", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://example.org/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("http:///path", "no-address"),
        ("http://exa mple.org/", "no-address"),
        ("http://example.org/\r\nX: y", "no-address"),
        ("http://user:secret@example.org/", "password-in-address"),
        ("http://example.org:22/", "port"),
        ("http://example.org:99999/", "no-address"),
        ("http://127.0.0.1/", "not-public"),
        ("http://[::1]/", "not-public"),
        ("http://localhost/", "not-public"),
        ("http://2130706433/", "not-public"),
        ("http://0x7f.1/", "not-public"),
        ("http://[::ffff:10.0.0.1]/", "not-public"),
    ],
)
def test_what_must_not_be_asked_is_refused_before_any_connection(url: str, code: str) -> None:
    with pytest.raises(FetchRefused) as refusal:
        fetch(url)

    assert refusal.value.code == code


def test_an_answer_comes_with_status_headers_and_body() -> None:
    with serving(lambda peer: peer.sendall(OK)) as (port, asked):
        answer = fetch(f"http://127.0.0.1:{port}/a?b=c", method="POST", body=b"{}", limits=allowing(port))

    assert (answer.status, answer.headers["content-length"], answer.body) == (200, "2", b"hi")
    assert asked[0].startswith(b"POST /a?b=c HTTP/1.1\r\n")


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", ("8.8.8.8", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)

    with pytest.raises(FetchRefused, match="not-public"):
        fetch("http://two-faced.example/")


def test_a_name_that_changes_its_mind_is_asked_at_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["127.0.0.1", "10.0.0.1"])
    reached: list[object] = []
    with serving(lambda peer: peer.sendall(OK)) as (port, _asked):
        connect = socket.create_connection
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", (next(answers), port))])

        def noting(address: object, **options: object) -> socket.socket:
            reached.append(address)
            monkeypatch.undo()
            return connect(address, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "create_connection", noting)
        fetch(f"http://changing.example:{port}/", limits=allowing(port))

    assert reached == [("127.0.0.1", port)]


def test_a_redirect_is_refused_unless_it_was_asked_for() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n"
    with serving(lambda peer: peer.sendall(moved)) as (port, _asked):
        with pytest.raises(FetchRefused, match="redirect"):
            fetch(f"http://127.0.0.1:{port}/", limits=allowing(port))
        with pytest.raises(FetchRefused, match=r"not-public|port"):
            fetch(
                f"http://127.0.0.1:{port}/",
                limits=Limits(ports=frozenset({port, 80}), may_reach=here, redirects=3),
            )


def test_an_answer_longer_than_the_limit_is_cut_off() -> None:
    with (
        serving(lambda peer: peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000)) as (port, _asked),
        pytest.raises(FetchFailed, match="too-large"),
    ):
        fetch(f"http://127.0.0.1:{port}/", limits=allowing(port, size=100_000))


def test_a_host_that_drips_its_headers_is_cut_off_in_time() -> None:
    def drip(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(50):
            peer.sendall(f"X-{number}: y\r\n".encode())
            time.sleep(0.1)

    started = time.monotonic()
    with serving(drip) as (port, _asked), pytest.raises(FetchFailed, match="too-slow"):
        fetch(f"http://127.0.0.1:{port}/", limits=allowing(port, seconds=0.4))
    assert time.monotonic() - started < 2


def test_a_closed_port_is_a_failure_to_try_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    with pytest.raises(FetchFailed, match="no-connection"):
        fetch(f"http://127.0.0.1:{port}/", limits=allowing(port))
