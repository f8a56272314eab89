# SPDX-License-Identifier: Apache-2.0
"""The wheel carries forms, resources and fonts, and the locked requirements fit the project."""

import re
import subprocess
import sys
import tomllib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from fontTools.ttLib import TTFont
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = re.compile(r"([a-z0-9-]+)==([^ ]+)(?: ; [^\\]+?)?(?: --hash=sha256:[0-9a-f]{64})+")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", folder, ROOT], check=True, capture_output=True, text=True)
    (path,) = folder.glob("*.whl")
    return ZipFile(path)


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "packaging/requirements" / name).read_text(encoding="utf-8")
    entries = re.sub(r" *\\\n *", " ", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    matches = [(entry, PINNED.fullmatch(entry)) for entry in entries]
    assert [entry for entry, match in matches if not match] == []
    return {match[1]: match[2] for _, match in matches if match}


@pytest.mark.parametrize("folder", ["forms", "resources"])
def test_the_wheel_carries_every_file_of(folder: str, wheel: ZipFile) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert files
    assert {f"checklistapp/{name}" for name in files} <= set(wheel.namelist())


def test_each_form_is_installed_under_its_id(wheel: ZipFile) -> None:
    forms = [name for name in wheel.namelist() if re.fullmatch(r"checklistapp/forms/[^/]+/form\.toml", name)]
    assert {tomllib.loads(wheel.read(name).decode())["id"] for name in forms} == {name.split("/")[2] for name in forms}
    assert "checklistapp/forms/infcirc869-checklist/form.toml" in forms


@pytest.mark.parametrize(
    ("face", "style", "weight"), [("Regular", 0, 400), ("SemiBold", 0, 600), ("Bold", 1, 700), ("Italic", 2, 400)]
)
def test_each_face_is_static_small_and_of_one_family(face: str, style: int, weight: int, wheel: ZipFile) -> None:
    content = wheel.read(f"checklistapp/fonts/NotoSans-{face}.ttf")
    font = TTFont(BytesIO(content))
    assert len(content) < 400_000
    assert "fvar" not in font
    assert font["name"].getBestFamilyName() == "Noto Sans"
    assert (font["head"].macStyle, font["OS/2"].usWeightClass) == (style, weight)
    assert {ord(character) for character in "Aéßğșž Ωψ Жѣ ’–…€№−"} <= set(font.getBestCmap())


@pytest.mark.parametrize(
    ("family", "characters"),
    [("Arabic", "بيتپچژگی٣،؛"), ("SC", "核安保監局々かカ，。（）《》")],
)
@pytest.mark.parametrize(("face", "weight"), [("Regular", 400), ("SemiBold", 600)])
def test_each_further_script_is_static_and_named_as_it_is(
    family: str, characters: str, face: str, weight: int, wheel: ZipFile
) -> None:
    font = TTFont(BytesIO(wheel.read(f"checklistapp/fonts/NotoSans{family}-{face}.ttf")))
    assert "fvar" not in font
    assert font["name"].getBestFamilyName() == f"Noto Sans {family}"
    assert font["name"].getDebugName(6) == f"NotoSans{family}-{face}"
    assert font["OS/2"].usWeightClass == weight
    assert {ord(character) for character in characters} <= set(font.getBestCmap())


@pytest.mark.parametrize("name", ["OFL.txt", "OFL-NotoSansArabic.txt", "OFL-NotoSansSC.txt"])
def test_the_fonts_travel_with_their_licences(name: str, wheel: ZipFile) -> None:
    assert b"SIL OPEN FONT LICENSE Version 1.1" in wheel.read(f"checklistapp/fonts/{name}")


def test_all_scripts_cost_ten_megabytes_and_no_more(wheel: ZipFile) -> None:
    added = [info for info in wheel.infolist() if re.search(r"fonts/NotoSans(Arabic|SC)-", info.filename)]
    assert len(added) == 4
    assert sum(info.compress_size for info in added) < 10_000_000


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_requirements_are_pinned_and_hashed_and_name_no_address(name: str) -> None:
    assert locked(name)
    assert "://" not in (ROOT / "packaging/requirements" / name).read_text(encoding="utf-8")


def test_tests_see_the_versions_that_people_get() -> None:
    assert locked("run.txt").items() <= locked("test.txt").items()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("run.txt", PROJECT["project"]["dependencies"]),
        ("run.txt", PROJECT["build-system"]["requires"]),
        ("run.txt", PROJECT["dependency-groups"]["build"]),
        ("test.txt", PROJECT["dependency-groups"]["test"]),
    ],
)
def test_the_lock_fits_the_project(name: str, wanted: list[str]) -> None:
    pins = locked(name)
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(pins[requirement.name.lower().replace("_", "-")]), requirement
