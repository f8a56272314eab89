# SPDX-License-Identifier: Apache-2.0
"""A virtual X screen of its own, and just enough of the X11 protocol to see a window appear and be painted."""

import os
import select
import socket
import struct
import subprocess
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from benchmarks import peers
from benchmarks.measuring import MissingError

WIDTH, HEIGHT = 1400, 900

# Request and event codes, masks and atoms of the X11 core protocol.
_CHANGE_ATTRIBUTES, _GEOMETRY, _QUERY_TREE, _PROPERTY, _IMAGE = 2, 14, 15, 20, 73
_MAP_NOTIFY = 19
_EVENT_MASK, _SUBSTRUCTURE_NOTIFY = 1 << 11, 1 << 19
_WM_NAME, _Z_PIXMAP = 39, 2

_SHADES_OF_TEXT = 5
"""A blank window has one or two shades of blue; smoothed letters have many."""

_SMALLEST = (150, 100)


@dataclass(frozen=True, slots=True)
class Window:
    id: int
    x: int
    y: int
    width: int
    height: int


class Screen:
    """Belongs to nobody else: every window that appears was opened by whoever uses it."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        size = ("-screen", "0", f"{WIDTH}x{HEIGHT}x24")
        self._server = subprocess.Popen(
            [peers.command("Xvfb", "xvfb"), "-displayfd", str(writing), *size, "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as announced:
            number = announced.readline().strip()
        if not number:
            raise MissingError("Xvfb does not start")
        self.name = f":{number}"
        self._events: list[bytes] = []
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(f"/tmp/.X11-unix/X{number}")  # noqa: S108 - a fixed place, the same for every X server
        self._root = self._shake_hands()
        self._send(_CHANGE_ATTRIBUTES, 0, struct.pack("<III", self._root, _EVENT_MASK, _SUBSTRUCTURE_NOTIFY))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self._server.terminate()
        self._server.wait()

    def forget(self) -> None:
        """Events so far are of no interest."""
        self._geometry(self._root)
        self._events.clear()

    def wait_mapped(self, seconds: float) -> Window | None:
        """The next window of some size that is shown, whoever opened it."""
        deadline = time.perf_counter() + seconds
        while True:
            while self._events:
                event = self._events.pop(0)
                if event[0] & 0x7F == _MAP_NOTIFY:
                    window = self._geometry(struct.unpack_from("<I", event, 8)[0])
                    if window and window.width > _SMALLEST[0] and window.height > _SMALLEST[1]:
                        return window
            rest = deadline - time.perf_counter()
            if rest <= 0 or not select.select([self._socket], [], [], rest)[0]:
                return None
            self._events.append(self._packet())

    def has_text(self, window: Window) -> bool:
        """Whether more than a background is visible where the window stands."""
        x, y = max(0, window.x), max(0, window.y)
        width, height = min(window.width, WIDTH - x), min(window.height, HEIGHT - y)
        asked = struct.pack("<IhhHHI", self._root, x, y, width, height, 0xFFFFFFFF)
        pixels = self._ask(_IMAGE, _Z_PIXMAP, asked)[32:]
        return len(set(pixels[0::8])) >= _SHADES_OF_TEXT

    def titles(self) -> list[str]:
        """Of all top-level windows."""
        tree = self._ask(_QUERY_TREE, 0, struct.pack("<I", self._root))
        count = struct.unpack_from("<H", tree, 16)[0]
        found = []
        for window in struct.unpack_from(f"<{count}I", tree, 32):
            reply = self._ask(_PROPERTY, 0, struct.pack("<IIIII", window, _WM_NAME, 0, 0, 64))
            if reply[0] == 1:
                length = struct.unpack_from("<I", reply, 16)[0]
                found.append(reply[32 : 32 + length].decode("latin-1"))
        return found

    def _shake_hands(self) -> int:
        self._socket.sendall(struct.pack("<BxHHHHxx", 0x6C, 11, 0, 0, 0))
        head = self._exactly(8)
        setup = self._exactly(4 * struct.unpack_from("<H", head, 6)[0])
        if head[0] != 1:
            raise MissingError("Xvfb refuses connections")
        vendor, formats = struct.unpack_from("<H", setup, 16)[0], setup[21]
        root: int = struct.unpack_from("<I", setup, 32 + (vendor + 3) // 4 * 4 + 8 * formats)[0]
        return root

    def _geometry(self, window: int) -> Window | None:
        """None where it is gone already."""
        reply = self._ask(_GEOMETRY, 0, struct.pack("<I", window))
        return Window(window, *struct.unpack_from("<hhHH", reply, 12)) if reply[0] == 1 else None

    def _send(self, code: int, detail: int, body: bytes) -> None:
        self._socket.sendall(struct.pack("<BBH", code, detail, 1 + len(body) // 4) + body)

    def _ask(self, code: int, detail: int, body: bytes) -> bytes:
        """The reply, or the error packet, which begins with 0; events on the way are kept."""
        self._send(code, detail, body)
        while (packet := self._packet())[0] > 1:
            self._events.append(packet)
        return packet

    def _packet(self) -> bytes:
        packet = self._exactly(32)
        if packet[0] == 1:
            packet += self._exactly(4 * struct.unpack_from("<I", packet, 4)[0])
        return packet

    def _exactly(self, size: int) -> bytes:
        pieces = bytearray()
        while len(pieces) < size:
            piece = self._socket.recv(min(1 << 20, size - len(pieces)))
            if not piece:
                raise MissingError("Xvfb has ended")
            pieces += piece
        return bytes(pieces)
