# SPDX-License-Identifier: Apache-2.0
"""Keys on smart cards and other tokens, used through the PKCS #11 driver of their maker."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, cast

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from checklistapp.crypto.signer import KeyKind, describe, in_order, may_sign
from checklistapp.crypto.token_faults import (
    driver_failed,
    driver_not_allowed,
    key_differs,
    no_certificate,
    not_a_driver,
    token_missing,
    told,
)
from checklistapp.domain.people import TokenPlace
from checklistapp.domain.plain_line import is_plain_line
from checklistapp.system.hardening import keep_memory_private

if TYPE_CHECKING:
    from pkcs11 import Attribute, Mechanism, Session
    from pkcs11 import Token as DriverToken
    from pkcs11._pkcs11 import lib

_SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # RFC 8017, 9.2, note 1


class _Key(Protocol):
    """What the binding's types leave out of a private key."""

    def __getitem__(self, attribute: "Attribute") -> object: ...

    def sign(self, data: bytes, *, mechanism: "Mechanism", pin: str | None) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is plugged in. ``has_own_keys``: its PIN is typed on the reader, not here."""

    label: str
    serial: str
    maker: str
    has_own_keys: bool


@dataclass(frozen=True, slots=True)
class TokenCertificate:
    """A certificate whose private key lies beside it; ``chain`` as for a `Signer`."""

    place: TokenPlace
    certificate: bytes
    chain: tuple[bytes, ...]


def tokens(driver: str) -> list[Token]:
    """What is plugged in and set up; loads ``driver``, whose code then runs in this program."""
    with _loaded(driver) as library:
        return [_described(each) for each in _set_up(library)]


def certificates(driver: str, serial: str, pin: str) -> list[TokenCertificate]:
    """Those on a token that can sign documents, at least one.

    An empty ``pin`` is for readers with keys of their own.
    """
    with _loaded(driver) as library, _unlocked(library, serial, pin) as (token, session):
        return _signing_certificates(driver, token, session)


class TokenSigner:
    """A signer whose key lies on a token: each signature looks for the token, unlocks it and lets go of it again.

    ``drivers`` are tried in turn, only those that may be loaded here.
    """

    def __init__(
        self, place: TokenPlace, certificate: bytes, chain: tuple[bytes, ...], drivers: Sequence[str], pin: str
    ) -> None:
        self._place, self._certificate, self._chain = place, certificate, chain
        self._drivers, self._pin = tuple(drivers), pin
        self._kind = describe(certificate).key_kind

    @property
    def certificate(self) -> bytes:
        return self._certificate

    @property
    def chain(self) -> tuple[bytes, ...]:
        return self._chain

    @property
    def key_kind(self) -> KeyKind:
        return self._kind

    def sign(self, data: bytes) -> bytes:
        if not self._drivers:
            raise driver_not_allowed(self._place.driver)
        for driver in self._drivers:
            with _loaded(driver) as library:
                if not any(_serial(each) == self._place.serial for each in _set_up(library)):
                    continue
                with _unlocked(library, self._place.serial, self._pin) as (_, session):
                    signature = self._signed(_private_key(session, self._place), data)
            self._require_own(signature, data)
            return signature
        raise token_missing(self._place.label)

    def _signed(self, key: _Key, data: bytes) -> bytes:
        """With the two mechanisms that every token has: it gets a digest, never the data."""
        from pkcs11 import Attribute, Mechanism, PKCS11Error  # noqa: PLC0415 - 40 ms of a start without a token

        digest = sha256(data).digest()
        pin = None
        with suppress(PKCS11Error):  # many tokens do not know the attribute
            pin = self._pin if key[Attribute.ALWAYS_AUTHENTICATE] else None
        if self._kind is KeyKind.RSA:
            return key.sign(_SHA256_DIGEST_INFO + digest, mechanism=Mechanism.RSA_PKCS, pin=pin)
        raw = key.sign(digest, mechanism=Mechanism.ECDSA, pin=pin)
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))

    def _require_own(self, signature: bytes, data: bytes) -> None:
        """What a token answers is believed only if it fits the certificate that will stand beside it."""
        public = x509.load_der_x509_certificate(self._certificate).public_key()
        try:
            if isinstance(public, rsa.RSAPublicKey):
                public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
            elif isinstance(public, ec.EllipticCurvePublicKey):
                public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
            else:
                raise key_differs(self._place.label)
        except InvalidSignature:
            raise key_differs(self._place.label) from None


@contextmanager
def _loaded(driver: str) -> "Iterator[lib]":
    """The driver, started for one piece of work: whatever was plugged in or pulled out since is seen anew."""
    import pkcs11  # noqa: PLC0415 - 40 ms of a start without a token

    try:
        library = pkcs11.lib(driver)
    except pkcs11.PKCS11Error as fault:
        raise (driver_failed(fault) if type(fault) is not pkcs11.PKCS11Error else not_a_driver(driver)) from fault
    keep_memory_private()  # once more: the driver's own code ran meanwhile
    try:
        yield library
    except pkcs11.PKCS11Error as fault:
        raise told(fault) from fault
    finally:
        with suppress(pkcs11.PKCS11Error):
            library.finalize()


@contextmanager
def _unlocked(library: "lib", serial: str, pin: str) -> "Iterator[tuple[DriverToken, Session]]":
    import pkcs11  # noqa: PLC0415 - as above

    token = next((each for each in _set_up(library) if _serial(each) == serial), None)
    if token is None:
        raise token_missing("")
    if token.flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
        raise pkcs11.PinLocked
    if not token.flags & pkcs11.TokenFlag.USER_PIN_INITIALIZED:
        raise pkcs11.UserPinNotInitialized
    own_keys = token.flags & pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH
    if not pin and not own_keys:
        raise pkcs11.PinLenRange
    try:
        session = token.open(user_pin=pin or pkcs11.PROTECTED_AUTH)
    except pkcs11.PinIncorrect as fault:
        again = next((each for each in _set_up(library) if _serial(each) == serial), token)
        raise told(fault, last_try=bool(again.flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY)) from fault
    with session:
        yield token, session


def _set_up(library: "lib") -> "list[DriverToken]":
    from pkcs11 import TokenFlag  # noqa: PLC0415 - as above

    return [each for each in library.get_tokens() if each.flags & TokenFlag.TOKEN_INITIALIZED]


def _described(token: "DriverToken") -> Token:
    from pkcs11 import TokenFlag  # noqa: PLC0415 - as above

    own_keys = bool(token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH)
    return Token(_plain(token.label), _serial(token), _plain(token.manufacturer_id), own_keys)


def _plain(text: str) -> str:
    """What somebody wrote on a token steers no terminal."""
    return "".join(letter if is_plain_line(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _serial(token: "DriverToken") -> str:
    return _plain(token.serial.decode("ascii", "replace"))


def _signing_certificates(driver: str, token: "DriverToken", session: "Session") -> list[TokenCertificate]:
    from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415 - as above

    keys = {each[Attribute.ID] for each in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})}
    held: list[tuple[bytes, x509.Certificate]] = []
    for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        with suppress(ValueError):  # what is no X.509 certificate signs nothing here
            held.append((each[Attribute.ID], x509.load_der_x509_certificate(each[Attribute.VALUE])))
    place, found = TokenPlace(driver, _plain(token.label), _serial(token), ""), []
    for key, certificate in held:
        der = certificate.public_bytes(Encoding.DER)
        if key in keys and may_sign(certificate) and describe(der).key_kind is not KeyKind.OTHER:
            above = in_order(certificate, (other for _, other in held))
            chain = tuple(other.public_bytes(Encoding.DER) for other in above)
            found.append(TokenCertificate(replace(place, key=key.hex()), der, chain))
    if not found:
        raise no_certificate(place.label)
    return found


def _private_key(session: "Session", place: TokenPlace) -> _Key:
    from pkcs11 import ObjectClass  # noqa: PLC0415 - as above

    return cast("_Key", session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=bytes.fromhex(place.key)))
