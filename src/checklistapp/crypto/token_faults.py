# SPDX-License-Identifier: Apache-2.0
"""What went wrong with a token or its driver, each as a sentence with the next step."""

from pathlib import PurePath

from checklistapp.domain.errors import ChecklistError

_FAULTS = {
    "PinIncorrect": (
        "pin-wrong",
        "The PIN is wrong.",
        "Type it again, with care: after a few wrong ones the token locks itself.",
    ),
    "PinLocked": (
        "pin-locked",
        "The token is locked: a wrong PIN was typed too often.",
        "Unlock it with its PUK and the maker's own program, or ask whoever issued the token.",
    ),
    "PinExpired": (
        "pin-expired",
        "The PIN of this token has run out.",
        "Set a new one with the maker's own program, then try again.",
    ),
    "PinLenRange": ("pin-needed", "This token signs only with its PIN.", "Type the token's PIN."),
    "PinInvalid": ("pin-wrong", "A PIN does not look like this.", "Type the token's PIN, not a passphrase."),
    "UserPinNotInitialized": (
        "token-not-ready",
        "This token has no PIN yet.",
        "Set one with the maker's own program, or ask whoever issued the token.",
    ),
    "NoSuchKey": (
        "token-key-missing",
        "The signing key is no longer on this token.",
        "Plug in the token it was taken from; if it was renewed, add its new certificate as a new identity.",
    ),
    "MultipleObjectsReturned": (
        "token-key-missing",
        "This token has several keys of that name.",
        "Ask whoever issued the token to give each key an id of its own.",
    ),
    "MechanismInvalid": (
        "token-cannot-sign",
        "This token cannot make signatures of the kind used here.",
        "Use a token with ECDSA P-256 or RSA (PKCS #1 v1.5).",
    ),
}
_GONE = {"DeviceRemoved", "TokenNotPresent", "TokenNotRecognised", "SlotIDInvalid", "SessionHandleInvalid"}


def told(fault: Exception, *, last_try: bool = False) -> ChecklistError:
    """``fault`` is of the driver's binding; ``last_try``: one more wrong PIN locks the token."""
    kind = type(fault).__name__
    if kind in _GONE:
        return token_missing("")
    if kind == "PinIncorrect" and last_try:
        return ChecklistError(
            "pin-wrong",
            "The PIN is wrong, and one more wrong one locks the token.",
            "Stop here if you are not sure, and ask whoever issued the token.",
        )
    if kind in _FAULTS:
        return ChecklistError(*_FAULTS[kind])
    return ChecklistError(
        "token-failed",
        f"The token or its driver gave up ({kind}).",
        "Pull the token out, plug it in again and try once more; else look with the maker's own program.",
    )


def token_missing(label: str) -> ChecklistError:
    which = f"The token “{label}”" if label else "The token"
    return ChecklistError("token-missing", f"{which} is not plugged in.", "Plug it in, wait a moment and try again.")


def driver_not_allowed(path: str) -> ChecklistError:
    return ChecklistError(
        "driver-not-allowed",
        f"The token's driver “{PurePath(path).name}” was not allowed on this computer, or it changed since.",
        "If you trust its maker, allow it to be loaded on this computer.",
    )


def not_a_driver(path: str) -> ChecklistError:
    return ChecklistError(
        "not-a-driver",
        f"“{PurePath(path).name}” is no driver for tokens, or it was made for another kind of computer.",
        "Choose the PKCS #11 library that came with the token, a file that ends in .so.",
    )


def driver_failed(fault: Exception) -> ChecklistError:
    return ChecklistError(
        "driver-failed",
        f"The token's driver does not start ({type(fault).__name__}).",
        "Look whether the maker's own program finds the token, and install what it needs.",
    )


def no_certificate(label: str) -> ChecklistError:
    return ChecklistError(
        "token-empty",
        f"The token “{label}” holds no certificate for signing documents together with its private key.",
        "Ask whoever issued it for one: ECDSA P-256 or RSA, key usage digital signature or non-repudiation.",
    )


def key_differs(label: str) -> ChecklistError:
    return ChecklistError(
        "token-key-differs",
        f"What the token “{label}” signed does not fit the certificate of this identity.",
        "Add the token as a new identity: its key was exchanged since.",
    )
