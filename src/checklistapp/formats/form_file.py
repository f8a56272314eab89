# SPDX-License-Identifier: Apache-2.0
"""A form on disk: form.toml and, beside it, the same texts in other languages."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from checklistapp.domain.form import Form
from checklistapp.formats.form_reading import FORM_KEYS, read_form_node
from checklistapp.formats.form_rules import check_rules
from checklistapp.formats.strict import PROSE, Fault, Node, raise_first

__all__ = ["Fault", "check_form", "read_form"]

MAIN = "form.toml"
LARGEST = 32_000_000
"""Bytes of one file."""


def read_form(files: Mapping[str, bytes]) -> Form:
    """The form in ``files`` (name -> content: form.toml, fr.toml …); ChecklistError ``form-fault`` names the first
    fault and its place."""
    form, faults = _read(files)
    raise_first(faults, "form-fault", "The form", "Correct the file; checking it lists every fault.")
    return form


def check_form(files: Mapping[str, bytes]) -> list[Fault]:
    """Every fault of the form in ``files``, none for a sound one."""
    return _read(files)[1]


def _read(files: Mapping[str, bytes]) -> tuple[Form, list[Fault]]:
    main = _parse(MAIN, files.get(MAIN))
    form = read_form_node(main)
    if main.value is not None:
        main.only(*FORM_KEYS)
    else:
        del main.faults[1:]  # a file that cannot be parsed has one fault, not one per missing key
    faults, texts = main.faults, {}
    for name in sorted(files.keys() - {MAIN}):
        other = _parse(name, files[name])
        texts[name.removesuffix(".toml")] = {path: node.text(limit=PROSE) for path, node in other.entries()}
        faults.extend(other.faults)
    form = replace(form, texts=texts)
    known = {fault.place for fault in faults}
    if main.value is not None:
        found = [Fault(_in_file(fault.place), fault.message) for fault in check_rules(form)]
        faults.extend(fault for fault in found if fault.place not in known)
    return form, faults


def _in_file(path: str) -> str:
    """Which file a key path of the whole form stands in."""
    if not path.startswith("texts."):
        return f"{MAIN}: {path}"
    language, bracket, rest = path.removeprefix("texts.").partition("[")
    return f"{language}.toml: {bracket}{rest}" if bracket else f"{language}.toml"


def _parse(name: str, data: bytes | None) -> Node:
    root = Node(None, f"{name}: ", [])
    if data is None:
        root.refuse("is missing")
        return root
    if len(data) > LARGEST:
        root.refuse(f"must have at most {LARGEST // 1_000_000} million bytes")
        return root
    try:
        text = unicodedata.normalize("NFC", data.decode())
        return Node(tomllib.loads(text), f"{name}: ", root.faults)
    except UnicodeDecodeError as error:
        root.faults.append(Fault(f"{name}: byte {error.start}", "is not UTF-8 text"))
    except tomllib.TOMLDecodeError as error:
        expected, _, at = str(error).rpartition(" (at ")
        root.faults.append(Fault(f"{name}: {at.removesuffix(')')}", f"is not valid TOML: {expected}"))
    except (ValueError, RecursionError):
        root.refuse("holds a number that cannot be kept or is nested too deeply")
    return root
