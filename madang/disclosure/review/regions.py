"""Parts of pages on the marking desk: where they are on the page's picture."""

from dataclasses import dataclass

from django.core.cache import cache

from madang.disclosure.models import Version, Withholding
from madang.disclosure.review.forms import RegionForm
from madang.documents.redaction.redacting import NotRedacted, Redactor
from madang.documents.stores import private_files

Size = tuple[float, float]
A_DAY = 86_400
USUAL_ITEM = 6


@dataclass(frozen=True)
class Sheet:
    """A page on the desk: its size in points, the parts of it that are withheld, and the one that is being drawn."""

    page: int
    width: float
    height: float
    parts: list["Part"]
    draft: "Part | None" = None


@dataclass(frozen=True)
class Part:
    """A part of a page in points from the upper left corner."""

    left: float
    top: float
    width: float
    height: float
    number: int = 0


def page_size(version: Version, page: int) -> Size | None:
    """Width and height in points; None if the page cannot be shown. A file never changes, so it is asked once."""
    key = f"page-size:{version.sha256}:{page}"
    found: Size | None = cache.get(key)
    if found is None:
        try:
            with Redactor(seconds=30) as redactor:
                found = redactor.size(private_files().path(version.sha256), page - 1, kind=version.file_type)
        except (NotRedacted, OSError):
            return None
        cache.set(key, found, A_DAY)
    return found


def sheet_of(version: Version, page: int, form: RegionForm) -> Sheet | None:
    """The page with its parts, and the form's part if it is on this page; None if the page cannot be shown."""
    size = page_size(version, page)
    if size is None:
        return None
    drawn = form.part if form.is_bound and form.is_valid() else None
    draft = None
    if drawn and form.cleaned_data["page"] == page:
        across, down = size[0] / 100, size[1] / 100
        draft = Part(drawn["left"] * across, drawn["top"] * down, drawn["width"] * across, drawn["height"] * down)
    numbered = enumerate(parts_of(version), start=1)
    parts = [on_sheet(one, size, number) for number, one in numbered if one.page == page and one.box]
    return Sheet(page, size[0], size[1], parts, draft)


def parts_of(version: Version) -> list[Withholding]:
    """Pages and parts of pages that are withheld, in the order of their numbers on the desk."""
    return list(version.withholdings.in_force().exclude(scope=Withholding.Scope.PASSAGE).order_by("page", "at", "pk"))


def on_sheet(one: Withholding, size: Size, number: int) -> Part:
    left, bottom, right, top = one.box or (0, 0, 0, 0)
    return Part(left, size[1] - top, right - left, top - bottom, number)
