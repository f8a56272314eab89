# SPDX-License-Identifier: Apache-2.0
"""The script that opens bundles without the program, given what a careless user or a hostile sender would give it."""

import base64
import io
import lzma
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from checklistapp.crypto import age
from checklistapp.crypto.age_recipients import KeyIdentity
from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.crypto.signer import make_self_made
from checklistapp.services import demo

SCRIPT = Path(__file__).parents[2] / "packaging/open-bundle.sh"
Entries = list[tuple[tarfile.TarInfo, bytes]]


@dataclass(frozen=True, slots=True)
class Material:
    """A folder with the sender's certificate, the receiver's plain identity and a bundle, and what is inside it."""

    folder: Path
    identity: KeyIdentity
    archive: bytes

    def entries(self) -> Entries:
        with tarfile.open(fileobj=io.BytesIO(self.archive)) as archive:
            return [(entry, _content(archive, entry)) for entry in archive]

    @property
    def bag(self) -> str:
        return self.entries()[0][0].name.partition("/")[0]


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(entry)
    return file.read() if file else b""


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder = tmp_path_factory.mktemp("story") / "demo"
    files = demo.play(folder, cost=Argon2Cost(8 * 1024, 1, 1)).files
    passphrase = files["passphrase"].read_text().strip()
    identity = age.read_identity_file(files["identity-x25519"].read_bytes(), passphrase)
    (folder / "key.txt").write_text(f"{identity.encode()}\n")
    return Material(folder, identity, age.decrypt([identity], files["bundle-x25519"].read_bytes()))


def archive_of(entries: Entries) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for entry, content in entries:
            archive.addfile(entry, io.BytesIO(content))
    return written.getvalue()


def file_entry(name: str, content: bytes = b"unsigned") -> tuple[tarfile.TarInfo, bytes]:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    return entry, content


def special_entry(name: str, kind: bytes, target: str = "", mode: int = 0o755) -> tuple[tarfile.TarInfo, bytes]:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname, entry.mode = kind, target, mode
    return entry, b""


def pem(certificate: bytes) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(certificate).decode()}-----END CERTIFICATE-----\n"


def opened(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script run in ``folder``, with nobody at a terminal."""
    tools = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        [SCRIPT, *arguments],
        cwd=folder,
        env={**os.environ, "PATH": tools},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def test_relative_paths_open_and_leave_no_key(material: Material) -> None:
    out = material.folder / "out"
    done = opened(material.folder, "bundle-x25519.bag.tar.age", "sender.certificate.pem", "out/", "key.txt")
    assert done.returncode == 0, done.stdout
    for line in ("signature: good", "digests: good", "nothing unlisted: good", "bagit.py: good", "meant for you: good"):
        assert line in done.stdout
    assert [each.name for each in out.iterdir()] == [material.bag]
    assert (out / material.bag / "data/report.pdf").read_bytes() == (material.folder / "submission.pdf").read_bytes()
    assert stat.S_IMODE(out.stat().st_mode) & 0o077 == 0


def test_names_are_neither_options_nor_hosts(material: Material, tmp_path: Path) -> None:
    bundle, certificate = material.folder / "bundle-x25519.bag.tar.age", material.folder / "sender.certificate.pem"
    for name, original in (("-b:undle.age", bundle), ("-c", certificate), ("-k", material.folder / "key.txt")):
        (tmp_path / name).write_bytes(original.read_bytes())
    done = opened(tmp_path, "-b:undle.age", "-c", "h:o ut", "-k")
    assert done.returncode == 0, done.stdout
    assert [each.name for each in (tmp_path / "h:o ut").iterdir()] == [material.bag]


def test_an_existing_folder_is_left_alone(material: Material, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/letter.txt").write_text("keep")
    bundle, certificate = material.folder / "bundle-x25519.bag.tar.age", material.folder / "sender.certificate.pem"
    assert opened(tmp_path, str(bundle), str(certificate), "out", str(material.folder / "key.txt")).returncode == 1
    assert (tmp_path / "out/letter.txt").read_text() == "keep"


def test_a_signature_of_somebody_else_is_refused(material: Material, tmp_path: Path) -> None:
    stranger = make_self_made("Stranger", "Ruritania").certificate
    (tmp_path / "stranger.pem").write_text(pem(stranger))
    bundle, key = material.folder / "bundle-x25519.bag.tar.age", material.folder / "key.txt"
    done = opened(tmp_path, str(bundle), "stranger.pem", "out", str(key))
    assert "not this sender's" in done.stdout
    assert not (tmp_path / "out").exists()


def compressed(material: Material) -> bytes:
    return lzma.compress(material.archive)


def entry_given_twice(material: Material) -> bytes:
    first, *others = material.entries()
    return archive_of([file_entry(first[0].name), *others, first])


def file_named_twice_in_the_manifest(material: Material) -> bytes:
    """A count of lines and files would agree: one name more, one file more."""
    entries = []
    for entry, content in material.entries():
        listed = content
        if entry.name.endswith("/manifest-sha512.txt"):
            listed += content.splitlines(keepends=True)[0]
            entry.size = len(listed)
        entries.append((entry, listed))
    return archive_of([*entries, file_entry(f"{material.bag}/data/more.txt")])


def hidden_entry_beside_the_bag(material: Material) -> bytes:
    return archive_of([*material.entries(), file_entry(".profile")])


def second_bag(material: Material) -> bytes:
    return archive_of([*material.entries(), file_entry("other/file")])


def symlink_for_a_bag(material: Material) -> bytes:
    return archive_of([special_entry("bag", tarfile.SYMTYPE, str(material.folder))])


def symlink_inside(material: Material) -> bytes:
    link = special_entry(f"{material.bag}/data/link", tarfile.SYMTYPE, "/etc/passwd")
    return archive_of([*material.entries(), link])


def hard_link_inside(material: Material) -> bytes:
    entries = material.entries()
    link = special_entry(f"{material.bag}/data/link", tarfile.LNKTYPE, entries[0][0].name)
    return archive_of([*entries, link])


def named_pipe_inside(material: Material) -> bytes:
    """Reading it would wait for ever."""
    pipe = special_entry(f"{material.bag}/tagmanifest-sha512.txt", tarfile.FIFOTYPE)
    kept = [each for each in material.entries() if not each[0].name.endswith("/tagmanifest-sha512.txt")]
    return archive_of([pipe, *kept])


def unlisted_file(material: Material) -> bytes:
    return archive_of([*material.entries(), file_entry(f"{material.bag}/data/more.txt")])


def unlisted_hidden_file(material: Material) -> bytes:
    return archive_of([*material.entries(), file_entry(f"{material.bag}/.more")])


def file_missing(material: Material) -> bytes:
    return archive_of([each for each in material.entries() if not each[0].name.endswith("/data/report.pdf")])


def empty_folder(material: Material) -> bytes:
    return archive_of([*material.entries(), special_entry(f"{material.bag}/data/empty", tarfile.DIRTYPE)])


def locked_folder(material: Material) -> bytes:
    locked = special_entry(f"{material.bag}/data/locked", tarfile.DIRTYPE, mode=0)
    return archive_of([*material.entries(), locked, file_entry(f"{material.bag}/data/locked/file")])


def file_outside_named_in_the_manifest(material: Material) -> bytes:
    """Its digest would be worked out before anything finds fault: here of a device without an end."""
    entries = []
    for entry, content in material.entries():
        listed = content
        if entry.name.endswith("/manifest-sha512.txt"):
            listed += b"0" * 128 + b"  /dev/zero\n"
            entry.size = len(listed)
        entries.append((entry, listed))
    return archive_of(entries)


def changed_content(material: Material) -> bytes:
    return material.archive.replace(b"%PDF-", b"%pdf-")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (compressed, "archive is damaged"),
        (entry_given_twice, "archive is damaged"),
        (file_named_twice_in_the_manifest, "lists a file twice"),
        (hidden_entry_beside_the_bag, "exactly one bag"),
        (second_bag, "exactly one bag"),
        (symlink_for_a_bag, "other than files and folders"),
        (symlink_inside, "other than files and folders"),
        (hard_link_inside, "other than files and folders"),
        (named_pipe_inside, "other than files and folders"),
        (unlisted_file, "nobody signed"),
        (unlisted_hidden_file, "nobody signed"),
        (file_missing, "lacks something"),
        (empty_folder, "nobody signed"),
        (locked_folder, "nobody signed"),
        (file_outside_named_in_the_manifest, "not its content"),
        (changed_content, "something was changed"),
    ],
)
def test_a_hostile_archive_is_refused_and_nothing_of_it_stays(
    material: Material, tmp_path: Path, make: Callable[[Material], bytes], reason: str
) -> None:
    (tmp_path / "evil.bag.tar.age").write_bytes(age.encrypt([material.identity.recipient()], make(material)))
    certificate, key = material.folder / "sender.certificate.pem", material.folder / "key.txt"
    done = opened(tmp_path, "evil.bag.tar.age", str(certificate), "out", str(key))
    assert done.returncode == 1, done.stdout
    assert reason in done.stdout
    assert [each.name for each in tmp_path.iterdir()] == ["evil.bag.tar.age"]


def test_a_confidential_bundle_without_its_seal_is_refused(material: Material, tmp_path: Path) -> None:
    (tmp_path / "plain.bag.tar").write_bytes(material.archive)
    done = opened(tmp_path, "plain.bag.tar", str(material.folder / "sender.certificate.pem"), "out")
    assert done.returncode == 1
    assert "confidential" in done.stdout
    assert not (tmp_path / "out").exists()
