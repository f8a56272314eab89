# SPDX-License-Identifier: Apache-2.0
"""Which tokens' drivers a person lets this program load on this computer: their code runs inside it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from checklistapp.domain.errors import ChecklistError
from checklistapp.system.files import file_faults, make_folder, ordinary_file, write_atomic
from checklistapp.system.paths import settings_folder

_LARGEST, _MOST, _LARGEST_LIST = 256 << 20, 20, 1 << 20


@dataclass(frozen=True, slots=True)
class AllowedDriver:
    """``sha256`` of the library as it was when a person allowed it: an exchanged one is asked about again."""

    path: Annotated[str, Meta(max_length=4096)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


def allow(driver: Path) -> AllowedDriver:
    """Once a person agreed: a driver can read all that the program can. Never from a workspace, only from a person."""
    made = AllowedDriver(str(driver.resolve()), _sha256(driver.resolve()))
    _write([made, *(each for each in allowed() if each.path != made.path)][:_MOST])
    return made


def forbid(driver: Path) -> None:
    _write([each for each in allowed() if each.path != str(driver.resolve())])


def allowed() -> list[AllowedDriver]:
    """The newest first; a list that cannot be read allows nothing."""
    where = _file()
    with file_faults(where):
        if not where.exists():
            return []
        with ordinary_file(where) as stream:
            text = stream.read(_LARGEST_LIST)
    try:
        return msgspec.json.decode(text, type=list[AllowedDriver])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return []


def is_allowed(driver: Path) -> bool:
    return str(driver.resolve()) in usable()


def usable(preferred: str = "") -> list[str]:
    """Paths of those that are still the file that was allowed, ``preferred`` first."""
    found = []
    for each in sorted(allowed(), key=lambda driver: driver.path != preferred):
        try:
            unchanged = _sha256(Path(each.path)) == each.sha256
        except ChecklistError:  # gone with its package
            continue
        if unchanged:
            found.append(each.path)
    return found


def _sha256(driver: Path) -> str:
    with file_faults(driver), ordinary_file(driver) as library:
        data = library.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ChecklistError("not-a-driver", f"“{driver.name}” is too large for a driver.", "Choose another file.")
    return hashlib.sha256(data).hexdigest()


def _file() -> Path:
    return settings_folder() / "drivers.json"


def _write(drivers: list[AllowedDriver]) -> None:
    make_folder(settings_folder())
    write_atomic(_file(), msgspec.json.format(msgspec.json.encode(drivers), indent=1) + b"\n", private=True)
