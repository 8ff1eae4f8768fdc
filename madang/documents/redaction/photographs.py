"""Picture files as PDFs with one page a picture, so that parts of them are withheld like parts of any page."""

import io
import math
from typing import Any

from madang.documents.readers.pictures import opened_picture
from madang.documents.redaction.pages import DPI, PIXELS_LIMIT

SHORTEST = 400.0
"""Points that the longer side of a page has at least: the items stand in its margin."""
LONGEST = 14_000.0
"""Points: a page of a PDF may not be longer than 14,400."""


def as_pdf(data: bytes) -> bytes:
    """One page for each frame, without metadata, as a camera meant it to be turned. Raises `Unreadable`."""
    import pikepdf
    from PIL import ImageOps

    picture, frames = opened_picture(data)
    target = pikepdf.new()
    for number in range(frames):
        if frames > 1:
            picture.seek(number)
        add_page(target, flat(ImageOps.exif_transpose(picture)))
    output = io.BytesIO()
    target.save(output, deterministic_id=True)
    return output.getvalue()


def flat(frame: Any) -> Any:
    """Colours on white, within the limit of pixels."""
    from PIL import Image

    if frame.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        frame = frame.point(lambda value: value / 256).convert("L")
    shown = frame.convert("RGBA")
    ground = Image.new("RGBA", shown.size, (255, 255, 255, 255))
    ground.alpha_composite(shown)
    made = ground.convert("RGB")
    too_many = made.width * made.height / PIXELS_LIMIT
    if too_many > 1:
        shrunk = math.sqrt(too_many)
        made = made.resize((max(1, int(made.width / shrunk)), max(1, int(made.height / shrunk))))
    return made


def add_page(target: Any, frame: Any) -> None:
    import pikepdf

    longer = max(frame.size)
    scale = min(max(72 / DPI, SHORTEST / longer), LONGEST / longer)
    width, height = (round(side * scale, 3) for side in frame.size)
    image = pikepdf.Stream(target, frame.tobytes())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = frame.width, frame.height, 8
    image.ColorSpace = pikepdf.Name.DeviceRGB
    made = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=pikepdf.Array([0, 0, width, height]),
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image)),
        Contents=pikepdf.Stream(target, f"q {width} 0 0 {height} 0 0 cm /Im0 Do Q".encode()),
    )
    target.pages.append(pikepdf.Page(target.make_indirect(made)))
