# SPDX-License-Identifier: Apache-2.0
"""keys.json round-trips, and every other text is refused without any key and before any derivation."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.crypto import key_file, keyslots
from checklistapp.crypto.key_file import Argon2Cost, KeyFile, Slot
from checklistapp.domain.errors import ChecklistError

LOW = Argon2Cost(m=8 * 1024, t=1, p=1)
DATA_KEY = bytes(range(32))


def made() -> KeyFile:
    keys = keyslots.new_key_file(DATA_KEY, bytes(16))
    return keyslots.add_slot(keys, DATA_KEY, "first passphrase", cost=LOW)


TWO = keyslots.add_slot(made(), DATA_KEY, "second passphrase", "záložní klíč", LOW)
TEXT = key_file.to_json(TWO)


def refusal(text: bytes) -> str:
    with pytest.raises(ChecklistError) as caught:
        key_file.from_json(text)
    return caught.value.code


def altered(change: Mapping[str, object], slot: Mapping[str, object] | None = None) -> bytes:
    values = json.loads(TEXT) | change
    values["slots"][0] |= slot or {}
    return json.dumps(values, indent=2, ensure_ascii=False).encode() + b"\n"


def test_the_text_comes_back_as_the_same_values() -> None:
    assert key_file.from_json(TEXT) == TWO
    assert altered({}) == TEXT  # so that the refusals below are for the change alone
    values = json.loads(TEXT)
    assert list(values) == ["v", "file_id", "rev", "mac", "slots", "sum"]
    assert base64.b64decode(values["file_id"]) == bytes(16)
    assert [slot["label"] for slot in values["slots"]] == ["slot 1", "záložní klíč"]


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 255))
def test_every_altered_byte_is_refused(place: int, difference: int) -> None:
    text = TEXT[:place] + bytes([TEXT[place] ^ difference]) + TEXT[place + 1 :]
    assert refusal(text) in {"keys-damaged", "keys-too-new"}


def test_each_byte_is_noticed_when_one_bit_flips() -> None:
    for place in range(len(TEXT)):
        text = TEXT[:place] + bytes([TEXT[place] ^ 1 << place % 8]) + TEXT[place + 1 :]
        assert refusal(text) in {"keys-damaged", "keys-too-new"}, place


@given(st.integers(0, len(TEXT) - 1))
def test_every_cut_is_refused(length: int) -> None:
    assert refusal(TEXT[:length]) == "keys-damaged"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"null",
        b"[" * 200_000,
        b'{"v": 1, "x": ' + b"[" * 200_000,
        b"\xff\xfe" + TEXT,
        b"\xef\xbb\xbf" + TEXT,
        TEXT + b" ",
        TEXT.replace(b"\n", b"\r\n"),
        TEXT.replace(b'"v": 1,', b'"v": 1, "v": 1,'),
        TEXT + b" " * key_file.MAXIMUM_TEXT_SIZE,
        altered({"more": 1}),
        altered({}, {"more": 1}),
        altered({"v": 0}),
        altered({"v": "1"}),
        altered({"rev": -1}),
        altered({"file_id": "AAAA"}),
        altered({"sum": "0" * 64}),
        altered({}, {"id": "../../keys"}),
        altered({}, {"pub": "AAAA"}),
    ],
    ids=range(20),
)
def test_other_texts_are_refused(text: bytes) -> None:
    assert refusal(text) == "keys-damaged"


@pytest.mark.parametrize(
    "cost",
    [{"m": 8 * 1024 - 1}, {"m": 1024 * 1024 + 1}, {"m": 1 << 70}, {"t": 0}, {"t": 11}, {"p": 0}, {"p": 17}],
    ids=str,
)
def test_costs_out_of_bounds_are_refused_even_with_a_right_sum(cost: dict[str, int]) -> None:
    slot = Slot(**(asdict(TWO.slots[0]) | cost))
    right = slot.m < 1 << 63  # beyond, no sum can be made
    assert refusal(key_file.to_json(replace(TWO, slots=(slot,))) if right else altered({}, cost)) == "keys-damaged"
    with pytest.raises(ValueError, match="bounds"):
        Argon2Cost(slot.m, slot.t, slot.p)


def test_a_newer_version_is_told_from_damage() -> None:
    assert refusal(b'{"v": 2, "kdf": {}}') == "keys-too-new"


def test_too_many_slots_are_refused() -> None:
    assert refusal(key_file.to_json(replace(TWO, slots=TWO.slots[:1] * 65))) == "keys-damaged"


@given(st.lists(st.one_of(st.binary(max_size=3), st.integers(0, 300)), max_size=4))
def test_framing_can_be_read_back(fields: list[bytes | int]) -> None:
    framed, read = key_file.framed(*fields), []
    while framed:
        size = int.from_bytes(framed[:4], "big")
        read.append(framed[4 : 4 + size])
        framed = framed[4 + size :]
    assert read == [field.to_bytes(8, "big") if isinstance(field, int) else field for field in fields]


@pytest.mark.parametrize(
    ("count", "cost", "accepted"),
    [
        (64, Argon2Cost(m=128 * 1024, t=3), True),
        (2, Argon2Cost(m=1024 * 1024, t=10), True),
        (3, Argon2Cost(m=1024 * 1024, t=10), False),
        (64, Argon2Cost(m=128 * 1024, t=4), False),
    ],
)
def test_the_work_of_all_slots_together_is_bounded(count: int, cost: Argon2Cost, accepted: bool) -> None:
    slot = Slot(**(asdict(TWO.slots[0]) | asdict(cost)))
    text = key_file.to_json(replace(TWO, slots=(slot,) * count))
    if accepted:
        assert len(key_file.from_json(text).slots) == count
    else:
        assert refusal(text) == "keys-too-costly"


def test_no_key_file_is_made_that_would_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_file, "LARGEST_WORK", 2 * LOW.m * LOW.t)
    with pytest.raises(ChecklistError) as caught:
        keyslots.add_slot(TWO, DATA_KEY, "third passphrase", cost=LOW)
    assert caught.value.code == "keys-too-costly"
