# SPDX-License-Identifier: Apache-2.0
"""Keys that the program makes, and keys that somebody was issued."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from checklistapp.crypto import keyslots
from checklistapp.crypto.signer import SoftwareSigner
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import FormId
from checklistapp.domain.people import PersonRole
from checklistapp.services import assessments, exports, identities, people, receiving, signing
from checklistapp.services.workspace import Workspace
from tests.services.conftest import PREPARER

SECRET = "key file words"


def openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


@pytest.fixture(params=["rsa:3072", "ec"])
def key_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A PKCS #12 file as an authority's tools would make it."""
    kind = (
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        if request.param == "ec"
        else ["-newkey", request.param]
    )
    pem, key, p12 = (tmp_path / name for name in ("c.pem", "k.pem", "signer.p12"))
    subject = "/O=Ruritanian Nuclear Authority/CN=Signing officer"
    openssl("req", "-x509", *kind, "-nodes", "-keyout", key, "-out", pem, "-subj", subject, "-days", "30")
    openssl("pkcs12", "-export", "-in", pem, "-inkey", key, "-out", p12, "-passout", f"pass:{SECRET}")
    key.unlink()
    return p12


def test_an_issued_key_signs(workspace: Workspace, key_file: Path, tmp_path: Path) -> None:
    identity = identities.import_pkcs12(workspace, PREPARER, key_file, SECRET)
    assert (identity.name, identity.organisation) == ("Signing officer", "Ruritanian Nuclear Authority")
    started = assessments.start(workspace, FormId("operator-contribution"), "Zenda")
    signing.certify(workspace, started.id, identity.id, PREPARER)
    signing.approve(workspace, started.id, identity.id, PREPARER)
    pdf = tmp_path / "s.pdf"
    exports.export(workspace, started.id, exports.signed_pdf(workspace, started.id), pdf, "submission")
    assert receiving.verify_file(pdf, workspace, PREPARER).verdict == "complete"
    report = subprocess.run(["pdfsig", "-nocert", pdf], capture_output=True, text=True, check=False).stdout
    assert report.count("Signature is Valid") == 2


def test_what_is_no_key_file_adds_nothing(workspace: Workspace, key_file: Path, tmp_path: Path) -> None:
    (tmp_path / "x.p12").write_bytes(b"not a key")
    for file, secret in ((key_file, "wrong"), (tmp_path / "x.p12", SECRET), (tmp_path / "c.pem", SECRET)):
        with pytest.raises(ChecklistError) as caught:
            identities.import_pkcs12(workspace, PREPARER, file, secret)
        assert caught.value.hint
        assert SECRET not in caught.value.sentence
    assert not identities.identities(workspace)


def test_an_identity_needs_its_owners_passphrase(workspace: Workspace) -> None:
    with pytest.raises(ChecklistError) as caught:
        identities.create(workspace, "wrong", "Ruritania")
    assert caught.value.code == "wrong-passphrase"
    made = identities.create(workspace, PREPARER, "Ruritania")
    assert identities.signer_of(workspace) == made
    with pytest.raises(ChecklistError):
        identities.unseal(workspace, made.id, "wrong")
    second = identities.create(workspace, PREPARER, "Ruritania")
    with pytest.raises(ChecklistError) as which:
        identities.signer_of(workspace)
    assert which.value.code == "which-identity"
    assert identities.signer_of(workspace, second.id[:8]) == second


def test_exports_are_the_owners_alone(workspace: Workspace, tmp_path: Path) -> None:
    made = identities.create(workspace, PREPARER, "Ruritania")
    identities.export_age(workspace, made.id, PREPARER, tmp_path / "id.age", x25519=True)
    assert (tmp_path / "id.age").stat().st_mode & 0o077 == 0
    assert (tmp_path / "id.age").read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    identities.export_certificate(workspace, made.id, tmp_path / "c.pem")
    openssl("x509", "-in", tmp_path / "c.pem", "-noout", "-subject")


@pytest.mark.parametrize("planted", ["signer", "hybrid", "x25519", "nonsense"])
def test_keys_that_somebody_else_sealed_to_the_owner_are_refused(workspace: Workspace, planted: str) -> None:
    mine = identities.create(workspace, PREPARER, "Ruritania")
    other = identities.unseal(workspace, identities.create(workspace, PREPARER, "Zenda").id, PREPARER)
    held = identities.unseal(workspace, mine.id, PREPARER)
    signer = (other if planted == "signer" else held).signer
    assert isinstance(signer, SoftwareSigner)
    parts = {
        "signer": signer.to_private_bytes(),
        "hybrid": (other if planted == "hybrid" else held).hybrid.encode(),
        "x25519": (other if planted == "x25519" else held).x25519.encode(),
    }
    plaintext = b"{}" if planted == "nonsense" else msgspec.json.encode(parts)
    store = workspace.store
    sealed = keyslots.seal_to_slot(keyslots.slot_of(store.key_file, workspace.slot).pub, plaintext, mine.id.encode())
    with store.transaction():
        store.database.execute("UPDATE identity SET secrets = ? WHERE id = ?", [sealed, mine.id])
    with pytest.raises(ChecklistError) as caught:
        identities.unseal(workspace, mine.id, PREPARER)
    assert caught.value.code == "identity-altered"


def test_an_exported_key_is_private_even_in_the_place_of_a_public_file(workspace: Workspace, tmp_path: Path) -> None:
    made = identities.create(workspace, PREPARER, "Ruritania")
    target = tmp_path / "id.age"
    target.touch()
    target.chmod(0o666)
    identities.export_age(workspace, made.id, PREPARER, target)
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_name_that_nobody_could_read_on_a_card_is_refused(workspace: Workspace) -> None:
    for wrong in ("Ruri\ntania", "\u202eainatiruR"):
        with pytest.raises(ChecklistError) as caught:
            identities.create(workspace, PREPARER, wrong)
        assert caught.value.code == "unfit-name"
        with pytest.raises(ChecklistError):
            people.change_person(workspace, workspace.person.id, name=wrong)
        with pytest.raises(ChecklistError):
            people.add_person(workspace, "Minister", PersonRole.APPROVER, wrong)
    assert not identities.identities(workspace)


def test_a_certificate_keeps_its_spaces_and_loses_what_misleads(workspace: Workspace, tmp_path: Path) -> None:
    pem, key, p12 = (tmp_path / name for name in ("c.pem", "k.pem", "signer.p12"))
    request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-utf8"]
    subject = "/O=Autorité\u00a0de sûreté/CN=Officer\u202eTwo"
    openssl(*request, "-keyout", key, "-out", pem, "-subj", subject, "-days", "30")
    openssl("pkcs12", "-export", "-in", pem, "-inkey", key, "-out", p12, "-passout", f"pass:{SECRET}")
    identity = identities.import_pkcs12(workspace, PREPARER, p12, SECRET)
    assert (identity.name, identity.organisation) == ("Officer\ufffdTwo", "Autorité\u00a0de sûreté")
    with pytest.raises(ChecklistError) as caught:
        identities.import_pkcs12(workspace, PREPARER, p12, SECRET, "two\nlines")
    assert caught.value.code == "unfit-name"
