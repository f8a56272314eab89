# SPDX-License-Identifier: Apache-2.0
"""What a verdict and a signature are called in words."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from checklistapp.domain.verdict import Verdict

if TYPE_CHECKING:
    from checklistapp.services.judgement import SignatureFacts


def verdict_text(verdict: Verdict) -> str:
    sentences = {
        Verdict.COMPLETE: _tr("Complete and unchanged; all expected signatures are good."),
        Verdict.ALREADY_RECEIVED: _tr("This very bundle was received before."),
        Verdict.APPROVAL_PENDING: _tr("Unchanged, but not everybody who should sign has signed."),
        Verdict.HELD: _tr("Genuine, but a person must decide whether to take it; the reason stands below."),
        Verdict.REPLAYED: _tr("Refused: another bundle with this number or a later one was received before."),
        Verdict.UNCONFIRMED_SIGNER: _tr("Unchanged, but nobody here has confirmed who signed it."),
        Verdict.NOT_FOR_US: _tr("This bundle is not sealed to you, or its passphrase is another one."),
        Verdict.UNSIGNED: _tr("Not signed: it may come from anybody."),
        Verdict.INCOMPLETE: _tr("Incomplete: a part is missing."),
        Verdict.ALTERED: _tr("Altered after it was signed. Do not use it."),
    }
    return sentences.get(verdict, _tr("This file cannot be read as a signed PDF or a bundle."))


def signer_text(signature: "SignatureFacts") -> str:
    """Role, who, when and what is known of them; of a broken signature nothing can be believed."""
    if signature.trusted == "invalid":
        return _tr("Signature cannot be read")
    roles = {"preparer": _tr("Preparer"), "approver": _tr("Approver"), "sender": _tr("Sender")}
    known = {
        "confirmed": _tr("confirmed"),
        "chained": _tr("certificate of a trusted issuer"),
        "expired": _tr("certificate expired"),
        "not-yet-valid": _tr("certificate not valid yet"),
        "unconfirmed": _tr("self-made key, not confirmed"),
        "unknown-issuer": _tr("issuer not trusted here"),
        "not-for-signing": _tr("certificate not for signing"),
        "revoked": _tr("certificate revoked"),
    }
    who = ", ".join(dict.fromkeys(filter(None, (signature.signer, signature.organisation))))
    parts = (
        roles.get(signature.role) or _numbered(signature.role),
        who,
        signature.when[:10],
        known.get(signature.trusted, _tr("not confirmed")),
    )
    return " — ".join(filter(None, parts))


def coverage_text(signature: "SignatureFacts", size: int) -> str:
    """What a signature in a PDF of ``size`` bytes covers; empty where that means nothing."""
    if signature.trusted == "invalid" or not signature.covered:
        return ""
    if signature.covered == size:
        return _tr("Covers the whole file; nothing was appended.")
    if signature.whole:
        return _tr("Covers the file up to here; what was appended since are the signatures below, and nothing else.")
    return _tr("Covers the first {0} of {1} bytes; more was appended than a signature permits.").format(
        signature.covered, size
    )


def key_text(signature: "SignatureFacts") -> str:
    """Whose word the key rests on, and its dates."""
    if not signature.fingerprint:
        return ""
    kind = _tr("issued by {0}").format(signature.issuer) if signature.issuer else _tr("self-made key")
    dates = _tr("valid {0} to {1}").format(signature.valid_from, signature.valid_until)
    return f"{signature.signer}: {kind} · {dates}\n{signature.fingerprint}"


def _numbered(role: str) -> str:
    """Of the second approver and so on."""
    name, _, number = role.partition("-")
    if name == "approver" and number.isdecimal():
        return _tr("Approver {0}").format(number)
    return role.capitalize() or _tr("Signer")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Verdict", text)
