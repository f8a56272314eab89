# SPDX-License-Identifier: Apache-2.0
"""``checklistapp token``: smart cards and the drivers that may be loaded for them on this computer."""

from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import json_option, read_secret, secret_option
from checklistapp.domain.errors import ChecklistError
from checklistapp.services import drivers
from checklistapp.services import tokens as service
from checklistapp.services.tokens import Offered

_module = click.argument("module", type=click.Path(path_type=Path), metavar="MODULE")


@click.group()
def token() -> None:
    """Tokens: smart cards that keep a signing key. MODULE is the PKCS#11 driver that came with one, a .so file."""


@token.command()
@_module
@json_option
def allow(module: Path, as_json: bool) -> None:
    """Allows a driver on this computer. Its code runs inside this program and can read all that the program can."""
    made = drivers.allow(module)
    answer(as_json, {"path": made.path, "sha256": made.sha256}, [f"{made.path} may be loaded from now on."])


@token.command()
@_module
@json_option
def forbid(module: Path, as_json: bool) -> None:
    """Takes that back."""
    drivers.forbid(module)
    answer(as_json, {"path": str(module)}, [f"{module} is loaded no more."])


@token.command("list")
@click.argument("module", type=click.Path(path_type=Path), metavar="[MODULE]", required=False)
@click.option("--label", default="", help="Label or serial number of a token: its certificates are listed, too.")
@secret_option("pin-file", "File whose first line is the token's PIN; else it is asked for.")
@json_option
def list_tokens(module: Path | None, label: str, pin_file: Path | None, as_json: bool) -> None:
    """The drivers allowed here; of one of them what is plugged in; of one token the certificates it can sign with."""
    if module is None:
        found = drivers.allowed()
        document = {"drivers": [{"path": each.path, "sha256": each.sha256} for each in found]}
        answer(as_json, document, [each.path for each in found] or ["No driver is allowed on this computer."])
        return
    plugged = service.tokens(module)
    certificates = _offered(module, label, pin_file) if label else []
    listed = [{"label": each.label, "serial": each.serial, "maker": each.maker} for each in plugged]
    named = [
        {"name": c.name, "organisation": c.organisation, "until": c.until, "fingerprint": c.fingerprint}
        for c in certificates
    ]
    lines = [f"{each.label}  ({each.maker}, {each.serial})" for each in plugged]
    lines += [line for each in certificates for line in _lines(each)]
    answer(as_json, {"tokens": listed, "certificates": named}, lines or ["No token is plugged in."])


def _lines(offered: Offered) -> list[str]:
    return [f"  {offered.name}, {offered.organisation} (until {offered.until})", f"    {offered.fingerprint}"]


def _offered(module: Path, label: str, pin_file: Path | None) -> list[Offered]:
    wanted = service.choose(service.tokens(module), label)
    pin = "" if wanted.has_own_keys else read_secret(pin_file, f"PIN of the token {wanted.label}")
    return service.offered(module, wanted.serial, pin)


def chosen_on_token(module: Path, label: str, certificate: str, pin_file: Path | None) -> Offered:
    """The certificate of that name, or whose fingerprint begins so; without one, the only one."""
    found = _offered(module, label, pin_file)
    named = [each for each in found if each.name == certificate or each.fingerprint.startswith(certificate)]
    if len(named) == 1:
        return named[0]
    names = "; ".join(f"{each.name} ({' '.join(each.fingerprint.split()[:2])} …)" for each in found)
    raise ChecklistError(
        "which-certificate" if named else "unknown-certificate",
        "The token holds more than one certificate." if named else "The token holds no such certificate.",
        f"Name one of them with --certificate: {names}.",
    )
