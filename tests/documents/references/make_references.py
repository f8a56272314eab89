# SPDX-License-Identifier: Apache-2.0
"""Sets the reference paragraphs with typst: ``python -m tests.documents.references.make_references``.

Needs ``pip install typst`` (0.15) beside this project; the tests need only what it wrote here.
"""

from io import BytesIO

import typst
from PIL import Image

from checklistapp.system.paths import data_folder
from tests.documents.references import DPI, FOLDER, MARGIN, MEASURE, PITCH, SIZE, TEXTS

PAGE = """
#set page(width: {width}pt, height: auto, margin: {margin}pt)
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans SC"), size: {size}pt, dir: {direction}, lang: "{lang}",
  kerning: false, ligatures: false, cjk-latin-spacing: none, top-edge: 0.8em, bottom-edge: -0.2em, hyphenate: false)
#set par(justify: false, linebreaks: "simple", leading: {leading}pt)
#"{text}"
"""


def main() -> None:
    for name, text in TEXTS.items():
        arabic, chinese = name in ("arabic", "arabic-with-vowels"), name.startswith("chinese")
        page = PAGE.format(
            width=MEASURE + 2 * MARGIN,
            margin=MARGIN,
            size=SIZE,
            direction="rtl" if arabic else "ltr",
            lang="ar" if arabic else "zh" if chinese else "en",
            leading=PITCH - SIZE,
            text=text,
        )
        fonts = [str(data_folder("fonts"))]
        picture = typst.compile(page.encode(), font_paths=fonts, ignore_system_fonts=True, format="png", ppi=DPI)
        (FOLDER / f"{name}.png").write_bytes(grey(picture))


def grey(picture: bytes) -> bytes:
    small = BytesIO()
    Image.open(BytesIO(picture)).convert("L").quantize(16).save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    main()
