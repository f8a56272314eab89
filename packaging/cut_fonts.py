# SPDX-License-Identifier: Apache-2.0
"""Build hook that cuts the static faces of Noto Sans, which window and documents use, from variable fonts."""

import shutil
from collections.abc import Iterable
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import uharfbuzz
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


class Script(NamedTuple):
    """A family for one more script; ``dropped`` are tables that nothing here reads."""

    family: str
    package: str
    variable: str
    licence: str
    characters: Iterable[int]
    dropped: tuple[str, ...]


WEIGHTS = {"Regular": 400, "SemiBold": 600}
SCRIPTS = (
    Script(
        "Noto Sans Arabic",
        "fontpkg_noto_sans_arabic",
        "files/NotoSansArabic[wdth,wght].ttf",
        "LICENSE",
        [
            0x0020,
            *range(0x0600, 0x0900),  # Arabic, its supplement and extensions A and B
            *range(0x200B, 0x2010),  # joiners and marks of direction
            0x25CC,  # what a mark without a letter stands on
            *range(0xFB50, 0xFE00),  # presentation forms, as old files have them
            *range(0xFE70, 0xFF00),
        ],
        ("STAT",),
    ),
    Script(
        "Noto Sans SC",
        "justmytype_intl_cjk",
        "fonts/ofl/notosanssc/NotoSansSC[wght].ttf",
        "fonts/ofl/notosanssc/OFL.txt",
        [
            *range(0x2E80, 0x3130),  # radicals, punctuation, kana, bopomofo
            *range(0x3200, 0x3400),  # enclosed and squared signs
            *range(0x4E00, 0xA000),  # ideographs: simplified, traditional and Japanese
            *range(0xF900, 0xFB00),
            *range(0xFE30, 0xFE50),
            *range(0xFF00, 0xFFF0),  # full and half width
            *range(0x20000, 0x32400),  # of 70,000 rare ones, the 200 that the official list of China names
        ],
        ("STAT", "BASE", "GPOS", "GSUB", "vhea", "vmtx"),
    ),
)


class CustomBuildHook(BuildHookInterface[BuilderConfig]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # Any: hatchling's signature
        cut(Path(self.root, "src/checklistapp/fonts"))


def cut(folder: Path) -> None:
    """Fills the folder with the faces and their licences, unless they are there and newer than what makes them."""
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("fontpkg_noto_sans")) as package:
        variable = package / "files"
        licence = package / "LICENSE"
        if not _fresh([licence, variable / UPRIGHT, variable / ITALIC], [folder / name for name in (*FACES, LICENCE)]):
            subsets = {name: reduced(variable / name) for name in (UPRIGHT, ITALIC)}
            for name, (source, weight) in FACES.items():
                face = instantiateVariableFont(subsets[source], {"wght": weight, "wdth": 100}, updateFontNames=True)
                _save(face, folder / name)
            shutil.copyfile(licence, folder / LICENCE)
    for script in SCRIPTS:
        with as_file(files(script.package)) as package:
            _cut_script(script, package, folder)


def _fresh(inputs: list[Path], outputs: list[Path]) -> bool:
    newest = max(path.stat().st_mtime for path in (Path(__file__), *inputs))
    return all(path.exists() and path.stat().st_mtime >= newest for path in outputs)


def _save(font: TTFont, path: Path) -> None:
    unfinished = path.with_name(f"{path.name}.part")
    font.save(unfinished)
    unfinished.replace(path)


def reduced(path: Path) -> TTFont:
    """The variable font with our scripts only, under the date of its makers: the same input gives the same bytes."""
    font = TTFont(path, recalcTimestamp=False)
    options = Options()
    options.name_IDs = ["*"]  # the licence and the family's names stay in the file (OFL, condition 2)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    return font


def _cut_script(script: Script, package: Path, folder: Path) -> None:
    stem = script.family.replace(" ", "")
    faces = {weight: folder / f"{stem}-{weight}.ttf" for weight in WEIGHTS}
    source, licence = package / script.variable, package / script.licence
    copied = folder / f"OFL-{stem}.txt"
    if _fresh([source, licence], [*faces.values(), copied]):
        return
    for weight, path in faces.items():
        _save(_named(_instance(script, source, WEIGHTS[weight]), script.family, weight), path)
    shutil.copyfile(licence, copied)


def _instance(script: Script, source: Path, weight: int) -> bytes:
    """By HarfBuzz, which takes a third of a second for 21,000 ideographs where fontTools takes one minute."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(source))
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(script.characters)
    wanted.drop_table_tag_set.update(int.from_bytes(table.encode(), "big") for table in script.dropped)
    wanted.name_id_set.update(range(26))
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    for axis in face.axis_infos:
        wanted.pin_axis_location(face, axis.tag, weight if axis.tag == "wght" else axis.default_value)
    return bytes(wanted.subset(face).blob.data)


def _named(content: bytes, family: str, weight: str) -> TTFont:
    """The instance under its own name: HarfBuzz leaves the one of the default instance, which may be Thin."""
    font = TTFont(BytesIO(content), recalcTimestamp=False)
    names = font["name"]
    names.names = [name for name in names.names if name.nameID not in range(1, 7) and name.nameID not in (16, 17, 25)]
    alone = weight == "Regular"
    for number, text in {
        1: family if alone else f"{family} {weight}",
        2: "Regular",
        3: f"{family} {weight}",
        4: family if alone else f"{family} {weight}",
        6: f"{family.replace(' ', '')}-{weight}",
        16: family,
        17: weight,
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    return font
