"""What doors share about requests and answers."""

import csv
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse


def client_ip(request: HttpRequest) -> str | None:
    """The address that the request came from; None where it is not an IP address.

    With `settings.PROXIES` reverse proxies of ours in front, it is that many from the right of X-Forwarded-For: what
    stands further left was written by the client and proves nothing.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        found = forwarded[-settings.PROXIES] if len(forwarded) >= settings.PROXIES else found
    try:
        return str(ip_address(found))
    except ValueError:
        return None


class Echo:
    """A file-like that hands back what is written, for streaming CSV."""

    def write(self, value: str) -> str:
        return value


def csv_response(columns: Iterable[str], rows: Iterable[Iterable[object]], *, name: str) -> StreamingHttpResponse:
    """A table as a download, row by row; UTF-8 with BOM so that spreadsheets read Korean. name: without `.csv`."""
    writer = csv.writer(Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(columns)
        for row in rows:
            yield writer.writerow([safe_cell(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def safe_cell(value: object) -> object:
    """A cell that a spreadsheet would run as a formula is quoted."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
