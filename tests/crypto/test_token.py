# SPDX-License-Identifier: Apache-2.0
"""Keys that stay on a token, through SoftHSM's real driver, and every way in which a token fails."""

import subprocess
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11 import exceptions

from checklistapp.crypto import token_faults
from checklistapp.crypto.cms import sign_detached, verify_detached
from checklistapp.crypto.signer import KeyKind
from checklistapp.crypto.token import TokenCertificate, TokenSigner, certificates, tokens
from checklistapp.crypto.trust import SignerStatus, Trust
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import TokenPlace
from checklistapp.system import hardening
from tests.crypto.authority import NOW, Issued, Key, issue
from tests.crypto.softhsm import DRIVER, PIN, Slots, slots

__all__ = ["slots"]
ROOT = issue("Root", authority=True)
MIDDLE = issue("Middle", ROOT, authority=True)
LEAF = issue("Preparer", MIDDLE)
TRUST = Trust(NOW, roots=(ROOT.der,))
DATA = b"digests of the tag files\n"


def signer(found: TokenCertificate, pin: str = PIN, drivers: tuple[str, ...] = (DRIVER,)) -> TokenSigner:
    return TokenSigner(found.place, found.certificate, found.chain, drivers, pin)


def plugged_in(slots: Slots, *issued: Issued) -> list[TokenCertificate]:
    serial = slots.plug_in("Ministry")
    for number, each in enumerate(issued, 1):
        slots.put("Ministry", each, number, MIDDLE, ROOT)
    return certificates(DRIVER, serial, PIN)


def code(caught: pytest.ExceptionInfo[ChecklistError]) -> str:
    assert caught.value.sentence.endswith(".")
    assert caught.value.hint.endswith(".")
    return caught.value.code


def test_what_is_plugged_in_is_listed(slots: Slots) -> None:
    assert tokens(DRIVER) == []
    serials = [slots.plug_in(label) for label in ("Ministry", "Élan 核")]
    found = tokens(DRIVER)
    assert {each.label for each in found} == {"Ministry", "Élan 核"}
    assert {each.serial for each in found} == set(serials)
    assert {(each.maker, each.has_own_keys) for each in found} == {("SoftHSM project", False)}


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)])
def test_a_token_signs_and_openssl_agrees(slots: Slots, tmp_path: Path, key: Key) -> None:
    leaf = issue("Preparer", MIDDLE, key=key)
    (found,) = plugged_in(slots, leaf)
    assert (found.certificate, found.chain) == (leaf.der, (MIDDLE.der,))
    assert (found.place.label, found.place.key) == ("Ministry", "01")
    made = signer(found)
    assert made.key_kind is (KeyKind.RSA if isinstance(key, rsa.RSAPrivateKey) else KeyKind.P256)
    signature = sign_detached(DATA, made, NOW)
    assert verify_detached(DATA, signature, TRUST).status is SignerStatus.CHAINED
    for name, data in (("s.p7s", signature), ("data", DATA), ("root.pem", ROOT.certificate.public_bytes(Encoding.PEM))):
        (tmp_path / name).write_bytes(data)
    seconds = str(int(NOW.timestamp()))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "s.p7s", "-content", "data"]
    command += ["-CAfile", "root.pem", "-purpose", "any", "-attime", seconds, "-cades"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_of_two_certificates_each_signs_with_its_own_key(slots: Slots) -> None:
    other = issue("Second", MIDDLE)
    found = plugged_in(slots, LEAF, other)
    assert {each.certificate for each in found} == {LEAF.der, other.der}
    for each in found:
        verdict = verify_detached(DATA, sign_detached(DATA, signer(each), NOW), TRUST)
        assert (verdict.status, verdict.certificate) == (SignerStatus.CHAINED, each.certificate)


def test_a_certificate_without_its_key_or_for_other_uses_is_not_offered(slots: Slots) -> None:
    serial = slots.plug_in("Ministry")
    slots.put("Ministry", LEAF, 1, with_key=False)
    slots.put("Ministry", issue("For encryption", MIDDLE, signing=False), 2)
    slots.put("Ministry", issue("Another curve", MIDDLE, key=ec.generate_private_key(ec.SECP384R1())), 3)
    with pytest.raises(ChecklistError) as caught:
        certificates(DRIVER, serial, PIN)
    assert code(caught) == "token-empty"


def test_an_empty_token_says_what_is_missing(slots: Slots) -> None:
    serial = slots.plug_in("Ministry")
    with pytest.raises(ChecklistError) as caught:
        certificates(DRIVER, serial, PIN)
    assert code(caught) == "token-empty"


@pytest.mark.parametrize(("pin", "wanted"), [("999999", "pin-wrong"), ("", "pin-needed"), ("1", "pin-wrong")])
def test_a_wrong_pin_signs_nothing(slots: Slots, pin: str, wanted: str) -> None:
    (found,) = plugged_in(slots, LEAF)
    for work in (lambda: certificates(DRIVER, found.place.serial, pin), lambda: signer(found, pin).sign(DATA)):
        with pytest.raises(ChecklistError) as caught:
            work()
        assert code(caught) == wanted
    assert signer(found).sign(DATA)


class Flags:
    """SoftHSM never locks a token: what others say in their flags is put in its mouth."""

    def __init__(self, token: object, flags: pkcs11.TokenFlag) -> None:
        self._token, self.flags = token, flags

    def __getattr__(self, name: str) -> object:
        return getattr(self._token, name)


@pytest.mark.parametrize(
    ("take", "give", "pin", "wanted"),
    [
        (0, pkcs11.TokenFlag.USER_PIN_LOCKED, PIN, "pin-locked"),
        (pkcs11.TokenFlag.USER_PIN_INITIALIZED, 0, PIN, "token-not-ready"),
        (0, pkcs11.TokenFlag.USER_PIN_FINAL_TRY, "999999", "pin-wrong"),
    ],
)
def test_a_token_that_tells_of_its_pin_is_believed(
    slots: Slots, monkeypatch: pytest.MonkeyPatch, take: int, give: int, pin: str, wanted: str
) -> None:
    (found,) = plugged_in(slots, LEAF)
    plain = pkcs11.lib(DRIVER)
    plain.finalize()

    class Library:
        def __init__(self) -> None:
            plain.initialize()

        def get_tokens(self) -> list[Flags]:
            return [Flags(each, pkcs11.TokenFlag(each.flags & ~take | give)) for each in plain.get_tokens()]

        def finalize(self) -> None:
            plain.finalize()

    monkeypatch.setattr(pkcs11, "lib", lambda _: Library())
    with pytest.raises(ChecklistError) as caught:
        signer(found, pin).sign(DATA)
    assert code(caught) == wanted
    assert ("one more" in caught.value.sentence) == bool(give == pkcs11.TokenFlag.USER_PIN_FINAL_TRY)


def test_a_token_pulled_out_between_is_asked_for_by_name(slots: Slots) -> None:
    (found,) = plugged_in(slots, LEAF)
    slots.plug_in("Another")
    slots.pull_out("Ministry")
    with pytest.raises(ChecklistError) as caught:
        signer(found).sign(DATA)
    assert code(caught) == "token-missing"
    assert "Ministry" in caught.value.sentence
    with pytest.raises(ChecklistError) as caught:
        certificates(DRIVER, found.place.serial, PIN)
    assert code(caught) == "token-missing"


def test_a_key_that_was_exchanged_or_removed_is_noticed(slots: Slots) -> None:
    found, other = plugged_in(slots, LEAF, issue("Second", MIDDLE))
    exchanged = TokenSigner(found.place, other.certificate, other.chain, (DRIVER,), PIN)
    with pytest.raises(ChecklistError) as caught:
        exchanged.sign(DATA)
    assert code(caught) == "token-key-differs"
    library = pkcs11.lib(DRIVER)
    with library.get_token(token_label="Ministry").open(rw=True, user_pin=PIN) as session:
        for each in list(session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})):
            each.destroy()
    library.finalize()
    with pytest.raises(ChecklistError) as caught:
        signer(found).sign(DATA)
    assert code(caught) == "token-key-missing"


def test_what_is_no_driver_is_said_to_be_none(tmp_path: Path) -> None:
    text = tmp_path / "driver.so"
    text.write_text("no library")
    library = next(Path("/usr/lib").glob("*/libpoppler.so.*"))
    for file in (tmp_path / "nowhere.so", text, library):
        with pytest.raises(ChecklistError) as caught:
            tokens(str(file))
        assert code(caught) == "not-a-driver"
        assert file.name in caught.value.sentence
        assert str(file.parent) not in caught.value.sentence


def test_a_driver_that_does_not_start_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "softhsm2.conf"
    settings.write_text("directories.tokendir = /nonexistent/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    with pytest.raises(ChecklistError) as caught:
        tokens(DRIVER)
    assert code(caught) == "driver-failed"


def test_a_driver_cannot_leave_the_memory_readable(slots: Slots, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its code runs in this program: what keeps others out is set once more after it."""
    slots.plug_in("Ministry")
    calls: list[tuple[int, int]] = []
    monkeypatch.setattr(hardening, "prctl", lambda option, value: calls.append((option, value)))
    tokens(DRIVER)
    assert calls == [(hardening.PR_SET_DUMPABLE, 0)]


def test_without_a_driver_that_may_be_loaded_nothing_is() -> None:
    with pytest.raises(ChecklistError) as caught:
        TokenSigner(TokenPlace(DRIVER, "Ministry", "0", "01"), LEAF.der, (), (), PIN).sign(DATA)
    assert code(caught) == "driver-not-allowed"


@pytest.mark.parametrize("kind", [each for each in vars(exceptions).values() if isinstance(each, type)])
def test_every_fault_of_a_driver_has_a_sentence_and_a_next_step(kind: type[Exception]) -> None:
    fault = token_faults.told(kind())
    assert fault.code.startswith(("pin-", "token-"))
    assert fault.sentence
    assert fault.hint
