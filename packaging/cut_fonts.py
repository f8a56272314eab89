# SPDX-License-Identifier: Apache-2.0
"""Build hook that cuts the static faces of Noto Sans, which window and documents use, from its variable fonts."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

UPRIGHT = "NotoSans[wdth,wght].ttf"
ITALIC = "NotoSans-Italic[wdth,wght].ttf"
FACES = {  # the static file: the variable font it is cut from, and where on the weight axis
    "NotoSans-Regular.ttf": (UPRIGHT, 400),
    "NotoSans-SemiBold.ttf": (UPRIGHT, 600),
    "NotoSans-Bold.ttf": (UPRIGHT, 700),
    "NotoSans-Italic.ttf": (ITALIC, 400),
}
LICENCE = "OFL.txt"

CHARACTERS = [
    *range(0x0020, 0x0250),  # Latin, its supplement and extensions A and B
    *range(0x02B0, 0x0530),  # modifiers, combining marks, Greek, Cyrillic
    *range(0x1E00, 0x2000),  # Latin and Greek with several marks
    *range(0x2000, 0x2C00),  # punctuation, raised and lowered figures, currencies, letterlike signs, symbols
    *range(0xFB00, 0xFB07),  # ligatures
    0xFFFD,
]


class CustomBuildHook(BuildHookInterface[BuilderConfig]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # Any: hatchling's signature
        cut(Path(self.root, "src/checklistapp/fonts"))


def cut(folder: Path) -> None:
    """Fills the folder with the faces and their licence, unless they are there and newer than what makes them."""
    with as_file(files("fontpkg_noto_sans")) as package:
        variable = package / "files"
        licence = package / "LICENSE"
        inputs = [Path(__file__), licence, variable / UPRIGHT, variable / ITALIC]
        outputs = [folder / name for name in (*FACES, LICENCE)]
        newest = max(path.stat().st_mtime for path in inputs)
        if all(path.exists() and path.stat().st_mtime >= newest for path in outputs):
            return
        folder.mkdir(parents=True, exist_ok=True)
        subsets = {name: reduced(variable / name) for name in (UPRIGHT, ITALIC)}
        for name, (source, weight) in FACES.items():
            face = instantiateVariableFont(subsets[source], {"wght": weight, "wdth": 100}, updateFontNames=True)
            unfinished = folder / f"{name}.part"
            face.save(unfinished)
            unfinished.replace(folder / name)
        shutil.copyfile(licence, folder / LICENCE)


def reduced(path: Path) -> TTFont:
    """The variable font with our scripts only, under the date of its makers: the same input gives the same bytes."""
    font = TTFont(path, recalcTimestamp=False)
    options = Options()
    options.name_IDs = ["*"]  # the licence and the family's names stay in the file (OFL, condition 2)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    return font
