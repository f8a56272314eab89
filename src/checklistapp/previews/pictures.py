# SPDX-License-Identifier: Apache-2.0
"""Decodes pictures with Pillow; runs in the decoding process only."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.Image import Transpose
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from checklistapp.previews.frames import MOST_PIXELS, Ask, Kind, Picture, Reason, Refused

MOST_DECODED = 120_000_000
"""Pixels of the picture itself; an A3 page scanned at 600 dpi has 70 million."""

_READERS: dict[Kind, Callable[[BytesIO], ImageFile.ImageFile]] = {
    Kind.PNG: PngImageFile,
    Kind.JPEG: JpegImageFile,
    Kind.GIF: GifImageFile,
    Kind.TIFF: TiffImageFile,
    Kind.BMP: BmpImageFile,
    Kind.WEBP: WebPImageFile,
}
_ORIENTATION = 0x0112
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def picture(data: bytes, kind: Kind, ask: Ask) -> Picture | Refused:
    """On white, turned as the camera was held, shrunk to fit; of an animation the first picture."""
    with _READERS[kind](BytesIO(data)) as image:
        pages = 1
        if isinstance(image, TiffImageFile):
            pages = image.n_frames
            image.seek(ask.page)
        if image.width * image.height > MOST_DECODED:
            return Refused(Reason.TOO_LARGE)
        # Pillow turns TIFF pages by itself
        turn = None if kind is Kind.TIFF else _TURNS.get(image.getexif().get(_ORIENTATION, 1))
        is_sideways = turn is not None and turn >= Transpose.ROTATE_90 and turn != Transpose.ROTATE_180
        box = (ask.height, ask.width) if is_sideways else (ask.width, ask.height)
        shown = _shrunk(image, box)
        if turn is not None:
            shown = shown.transpose(turn)
        return Picture(kind, pages, shown.width, shown.height, shown.tobytes())


def _shrunk(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Shrunk before it is converted: three bytes a pixel are needed for what is shown only."""
    if image.mode in ("1", "P", "PA"):  # these cannot be averaged
        image = image.convert("L" if image.mode == "1" else "RGBA")
    fitting = min(1.0, box[0] / image.width, box[1] / image.height, (MOST_PIXELS / image.width / image.height) ** 0.5)
    size = max(1, int(image.width * fitting)), max(1, int(image.height * fitting))
    image.thumbnail(size, Image.Resampling.BICUBIC)
    # thumbnail keeps proportions and may round up on its own
    if image.width > size[0] or image.height > size[1]:
        image = image.resize(size)
    image = _eight_bits(image)
    if not image.has_transparency_data:
        return image.convert("RGB")
    sheet = Image.new("RGB", image.size, "white")
    layer = image.convert("RGBA")
    sheet.paste(layer, mask=layer.getchannel("A"))
    return sheet


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scientific and scanned grey values: 16 bits in their range, others from darkest to brightest."""
    if image.mode[0] not in "IF":
        return image
    is_short = image.mode.startswith("I;16")
    wide = image.convert("F")
    low, high = (0.0, 65535.0) if is_short else wide.getextrema()
    if not isinstance(low, float) or not isinstance(high, float):
        raise TypeError
    scale = 255.0 / (high - low) if high > low else 1.0
    return wide.point(lambda value: value * scale - low * scale).convert("L")
