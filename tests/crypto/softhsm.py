# SPDX-License-Identifier: Apache-2.0
"""Tokens that exist in a folder only, used through SoftHSM's driver as any other is."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute
from pkcs11.util.x509 import decode_x509_certificate

from checklistapp.system import hardening
from tests.crypto.authority import Issued

PIN, ADMINISTRATOR = "246810", "13579111"
DRIVER = str(next(Path("/usr/lib").glob("**/softhsm/libsofthsm2.so")))


@dataclass(frozen=True)
class Slots:
    """Where tokens are plugged in."""

    folder: Path

    def plug_in(self, label: str) -> str:
        """A new token; its serial number."""
        self._run("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", ADMINISTRATOR)
        return self.serial(label)

    def serial(self, label: str) -> str:
        library = pkcs11.lib(DRIVER)
        try:
            return library.get_token(token_label=label).serial.decode()
        finally:
            library.finalize()

    def pull_out(self, label: str) -> None:
        self._run("--delete-token", "--token", label)

    def put(self, label: str, issued: Issued, number: int, *above: Issued, with_key: bool = True) -> None:
        """A certificate and its key under the id ``number``, and certificates of authorities without theirs."""
        if with_key:
            key = self.folder / "key.pem"
            key.write_bytes(issued.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            arguments = ("--token", label, "--label", f"key {number}", "--id", f"{number:02x}", "--pin", PIN)
            self._run("--import", str(key), *arguments)
            key.unlink()
        library = pkcs11.lib(DRIVER)
        try:
            with library.get_token(token_label=label).open(rw=True, user_pin=PIN) as session:
                for place, each in enumerate((issued, *above)):
                    held = decode_x509_certificate(each.der)
                    own = bytes([number]) if place == 0 else b"authority" + bytes([place])
                    session.create_object({**held, Attribute.TOKEN: True, Attribute.ID: own})
        finally:
            library.finalize()

    def _run(self, *arguments: str) -> None:
        subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


@pytest.fixture
def slots(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Slots:
    return made(tmp_path_factory.mktemp("softhsm"), monkeypatch)


def made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Slots:
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    monkeypatch.setattr(hardening, "prctl", lambda *_: None)  # of the tests' own process, where others go on
    return Slots(folder)
