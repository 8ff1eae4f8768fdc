"""Asking hosts that somebody else named: webhooks, harvests. Pure: no Django.

A name is resolved once, every address it has must be public, and the connection goes to the address that was checked,
so that a name which changes its mind in between leads nowhere. Redirects are refused unless asked for, and each is
checked anew. Size and time are capped, and slow answers are cut off.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"http": 80, "https": 443}
USUAL_PORTS = frozenset({80, 443, 8080, 8443})
CHUNK = 64 * 1024
AGENT = "Madang (open government platform)"
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class FetchRefused(ValueError):
    """The address must not be asked, whatever it would answer. code: why, worded at the door."""

    def __init__(self, code: str, found: str = "") -> None:
        self.code, self.found = code, found
        super().__init__(f"{code}: {found}" if found else code)


class FetchFailed(OSError):
    """The host did not answer as it should; trying again later may help."""

    def __init__(self, code: str, found: str = "") -> None:
        self.code, self.found = code, found
        super().__init__(f"{code}: {found}" if found else code)


@dataclass(frozen=True)
class Fetched:
    """An answer. headers: names in small letters. url: where it came from, after redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass(frozen=True)
class Limits:
    """size: bytes of the body. seconds: from first to last. redirects: how many are followed. ports: which are asked.

    may_reach: whether an address may be connected to. is_secure_only: plain http is refused.
    """

    size: int = 10 * 1024 * 1024
    seconds: float = 20
    redirects: int = 0
    ports: frozenset[int] = USUAL_PORTS
    may_reach: Callable[[Address], bool] = field(default_factory=lambda: is_public)
    is_secure_only: bool = False


def is_public(address: Address) -> bool:
    """Whether this is an address of the open internet; one that carries another inside is judged by both."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(found is not None and not is_public(found) for found in inner):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def fetch(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    context: ssl.SSLContext | None = None,
) -> Fetched:
    """Ask `url` and hand back what it says, whatever its status.

    Raises `FetchRefused` for an address that must not be asked, `FetchFailed` for no answer, one too long or too slow.
    """
    limits = limits or Limits()
    ends_at = monotonic() + limits.seconds
    for _hop in range(limits.redirects + 1):
        parts = checked(url, limits)
        answer = ask(parts, method, body, dict(headers or {}), limits, ends_at, context)
        if answer.status not in (301, 302, 303, 307, 308):
            return answer
        where = answer.headers.get("location", "")
        if not limits.redirects or not where:
            raise FetchRefused("redirect", where[:200])
        if urlsplit(urljoin(url, where)).netloc != parts.netloc:
            headers = {}
        url = urljoin(url, where)
    raise FetchRefused("too-many-redirects")


def checked(url: str, limits: Limits) -> SplitResult:
    """The parts of an address that may be asked at all. Raises `FetchRefused`. Nothing is resolved."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError as error:
        raise FetchRefused("no-address", url[:200]) from error
    if parts.scheme not in PORTS or (limits.is_secure_only and parts.scheme != "https"):
        raise FetchRefused("scheme", parts.scheme)
    if not parts.hostname or any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
        raise FetchRefused("no-address", url[:200])
    if parts.username is not None or parts.password is not None:
        raise FetchRefused("password-in-address")
    if port not in limits.ports:
        raise FetchRefused("port", str(port))
    return parts


def resolve(host: str, port: int, may_reach: Callable[[Address], bool]) -> str:
    """One address of a host, checked. Raises `FetchRefused` if any of its addresses must not be reached."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed("no-such-host", host[:200]) from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not may_reach(ipaddress.ip_address(address.split("%")[0])) or "%" in address:
            raise FetchRefused("not-public", host[:200])
    if not addresses:
        raise FetchFailed("no-such-host", host[:200])
    return addresses[0]


def ask(
    parts: SplitResult,
    method: str,
    body: bytes | None,
    headers: dict[str, str],
    limits: Limits,
    ends_at: float,
    context: ssl.SSLContext | None,
) -> Fetched:
    """One question to one checked address."""
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    address = resolve(host, port, limits.may_reach)
    left = ends_at - monotonic()
    if left <= 0:
        raise FetchFailed("too-slow")
    try:
        plain = socket.create_connection((address, port), timeout=left)
    except OSError as error:
        raise FetchFailed("no-connection", type(error).__name__) from error
    cut = threading.Timer(max(ends_at - monotonic(), 0.01), _cut_off, [plain])
    cut.daemon = True
    cut.start()
    try:
        if parts.scheme == "https":
            plain = (context or ssl.create_default_context()).wrap_socket(plain, server_hostname=host)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = plain
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        own = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close"}
        connection.request(method, target, body=body, headers=own | headers)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Fetched(answer.status, found, read(answer, limits, ends_at), parts.geturl())
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, FetchRefused | FetchFailed):
            raise
        raise FetchFailed("too-slow" if monotonic() >= ends_at else "broken-answer", type(error).__name__) from error
    finally:
        cut.cancel()
        plain.close()


def read(answer: http.client.HTTPResponse, limits: Limits, ends_at: float) -> bytes:
    """The body, at most `limits.size` bytes of it. Raises `FetchFailed`."""
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read(CHUNK):
        size += len(piece)
        if size > limits.size:
            raise FetchFailed("too-large")
        if monotonic() >= ends_at:
            raise FetchFailed("too-slow")
        pieces.append(piece)
    if monotonic() >= ends_at:
        raise FetchFailed("too-slow")
    if answer.length:
        raise FetchFailed("broken-answer", "cut short")
    return b"".join(pieces)


def _cut_off(open_socket: socket.socket) -> None:
    with contextlib.suppress(OSError):
        open_socket.shutdown(socket.SHUT_RDWR)
