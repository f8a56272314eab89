# SPDX-License-Identifier: Apache-2.0
"""What the window remembers of a person's habits; never anything from inside a workspace."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from checklistapp.system.paths import settings_folder
from checklistapp.ui.theme import Scheme

_RECENT = 6
_DECLINED = 500


class Preferences:
    """Kept in one file of the user's settings; ``private`` keeps no names or places of workspaces."""

    def __init__(self, file: Path | None = None) -> None:
        self._settings = QSettings(str(file or settings_folder() / "window.ini"), QSettings.Format.IniFormat)

    def _text(self, key: str, default: str) -> str:
        return str(self._settings.value(key, default))

    def _number(self, key: str, default: int) -> int:
        text = self._text(key, str(default))
        return int(text) if text.isdecimal() else default

    @property
    def scheme(self) -> Scheme:
        name = self._text("scheme", Scheme.DESKTOP)
        return Scheme(name) if name in set(Scheme) else Scheme.DESKTOP

    @scheme.setter
    def scheme(self, scheme: Scheme) -> None:
        self._settings.setValue("scheme", scheme.value)

    @property
    def text_percent(self) -> int:
        return min(200, max(100, self._number("text-percent", 100)))

    @text_percent.setter
    def text_percent(self, percent: int) -> None:
        self._settings.setValue("text-percent", percent)

    @property
    def idle_minutes(self) -> int:
        return self._number("idle-minutes", 15)

    @idle_minutes.setter
    def idle_minutes(self, minutes: int) -> None:
        self._settings.setValue("idle-minutes", minutes)

    @property
    def private(self) -> bool:
        return self._text("private", "no") == "yes"

    @private.setter
    def private(self, private: bool) -> None:
        self._settings.setValue("private", "yes" if private else "no")
        if private:
            self._settings.remove("recent")

    @property
    def sessions(self) -> int:
        """How often a workspace was opened on this computer."""
        return self._number("sessions", 0)

    @sessions.setter
    def sessions(self, count: int) -> None:
        self._settings.setValue("sessions", count)

    def offers_backups(self, workspace_id: str) -> bool:
        """Until a person has said no once, for that workspace."""
        return workspace_id not in self._declined

    def decline_backups(self, workspace_id: str) -> None:
        self._settings.setValue("backups-declined", " ".join([*self._declined, workspace_id][-_DECLINED:]))

    @property
    def _declined(self) -> list[str]:
        return self._text("backups-declined", "").split()

    @property
    def recent(self) -> list[Path]:
        """Workspaces opened lately that are still there, the newest first."""
        lines = self._text("recent", "").split("\n")
        return [Path(line) for line in lines if line and Path(line).exists()]

    def remember(self, workspace: Path) -> None:
        if not self.private:
            others = [path for path in self.recent if path != workspace]
            self._settings.setValue("recent", "\n".join(map(str, [workspace, *others][:_RECENT])))
            self._settings.sync()
            with suppress(OSError):  # it names workspaces now, and Qt makes files that everybody can read
                Path(self._settings.fileName()).chmod(0o600)

    def forget(self, workspace: Path) -> None:
        """It is gone from this computer; so is its name."""
        self._settings.setValue("recent", "\n".join(str(path) for path in self.recent if path != workspace))

    @property
    def geometry(self) -> QByteArray:
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._settings.setValue("geometry", geometry)
