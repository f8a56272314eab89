# SPDX-License-Identifier: Apache-2.0
"""Canonical bytes follow RFC 8785 and digests are SHA-256 of them."""

import subprocess

import pytest

from checklistapp.formats.canonical import Json, canonical, digest, digest_of


def test_keys_sort_by_utf16_and_nothing_is_padded() -> None:
    # RFC 8785 section 3.2.3: an emoji (surrogates D83D DE00) sorts before U+FB33
    value: Json = {"\ufb33": 1, "\U0001f600": 2, "a": [True, None, "é\n"], "1": "x"}
    assert canonical(value) == '{"1":"x","a":[true,null,"é\\n"],"\U0001f600":2,"\ufb33":1}'.encode()


def test_openssl_agrees_with_the_digest() -> None:
    data = canonical({"b": 1, "a": "é"})
    shown = subprocess.run(["openssl", "dgst", "-sha256", "-r"], input=data, capture_output=True, check=True).stdout
    assert shown.decode().split()[0] == digest(data) == digest_of({"a": "é", "b": 1})


@pytest.mark.parametrize("value", ["\ud800", 2**53])
def test_what_json_cannot_carry_is_refused(value: str | int) -> None:
    with pytest.raises(ValueError, match=r"UTF-8|safe integer"):
        canonical(value)
