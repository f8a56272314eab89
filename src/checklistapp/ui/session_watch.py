# SPDX-License-Identifier: Apache-2.0
"""Hears that the computer goes to sleep or that the desktop was locked, from the local message buses."""

import os
from pathlib import Path

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage

_SYSTEM_BUS = "unix:path=/var/run/dbus/system_bus_socket"
_LOGIND = "org.freedesktop.login1"
_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")


class SessionWatch(QObject):
    """``leaving`` comes when nobody may look at the screen any more. Without a bus it never comes, and nothing fails.

    To be imported after the first paint: it loads a library of Qt that the first page needs not.
    """

    leaving = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.heard = 0
        """How many kinds of signals are listened to."""
        system = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "") or _SYSTEM_BUS
        session = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "") or _default_session_bus()
        heard_on = (
            (
                system,
                (
                    (f"{_LOGIND}.Manager", "PrepareForSleep", SLOT("_turned(bool)")),
                    (f"{_LOGIND}.Session", "Lock", SLOT("_locked(QDBusMessage)")),
                ),
            ),
            (session, tuple((saver, "ActiveChanged", SLOT("_turned(bool)")) for saver in _SAVERS)),
        )
        for address, signals in heard_on:
            if _is_local(address):
                bus = QDBusConnection.connectToBus(address, f"checklistapp {address}")
                for interface, name, slot in signals:
                    # No sender is named: a lock that nobody needed costs a passphrase, one that was missed much more.
                    if bus.isConnected() and _connect(bus, interface, name, self, slot):
                        self.heard += 1

    @Slot(bool)
    def _turned(self, on: bool) -> None:
        """Going to sleep or waking up, the screen locked or given back."""
        if on:
            self.leaving.emit()

    @Slot(QDBusMessage)
    def _locked(self, message: QDBusMessage) -> None:
        del message
        self.leaving.emit()


def _is_local(address: str) -> bool:
    """Nothing but a socket of this computer: an address may also name a host."""
    return bool(address) and all(each.startswith("unix:") for each in address.split(";") if each)


def _default_session_bus() -> str:
    """Where one is without its address being told; Qt would start a bus of its own otherwise."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return f"unix:path={folder}/bus" if folder and Path(folder, "bus").exists() else ""


def _connect(bus: QDBusConnection, interface: str, name: str, receiver: QObject, slot: str) -> bool:
    return bus.connect("", "", interface, name, receiver, slot)  # type: ignore[call-overload,no-any-return] # the stub asks for bytes where the binding takes a str
