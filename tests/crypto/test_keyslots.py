# SPDX-License-Identifier: Apache-2.0
"""Passphrases open the data key and nobody else's secrets, and whoever alters a header is noticed."""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from checklistapp.crypto import hpke_seal, key_file, keyslots
from checklistapp.crypto.key_file import Argon2Cost, KeyFile, Slot
from checklistapp.domain.errors import ChecklistError

LOW = Argon2Cost(m=8 * 1024, t=1, p=1)
DATA_KEY = bytes(range(32))
FILE_ID = bytes(range(16))
ONE = keyslots.add_slot(keyslots.new_key_file(DATA_KEY, FILE_ID), DATA_KEY, "first", cost=LOW)
TWO = keyslots.add_slot(ONE, DATA_KEY, "second", cost=LOW)


def refusal(act: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(ChecklistError) as caught:
        act(*arguments)
    assert caught.value.hint
    return caught.value.code


def openssl(*arguments: str, stdin: bytes = b"") -> str:
    return subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=True).stdout.decode().strip()


def hkdf(key: bytes, label: str) -> str:
    options = ("-kdfopt", "digest:SHA256", "-kdfopt", f"hexkey:{key.hex()}", "-kdfopt", f"info:{label}")
    return openssl("kdf", "-keylen", "32", *options, "HKDF").replace(":", "").lower()


def test_each_passphrase_opens_its_own_slot() -> None:
    for place, passphrase in enumerate(("first", "second")):
        unlocked = keyslots.unlock(TWO, passphrase)
        assert unlocked.data_key == DATA_KEY
        assert unlocked.slot_id == TWO.slots[place].id
        assert hpke_seal.public_key(unlocked.slot_private_key) == TWO.slots[place].pub
    assert [slot.label for slot in TWO.slots] == ["slot 1", "slot 2"]
    assert (TWO.rev, ONE.rev) == (3, 2)


@pytest.mark.parametrize("passphrase", ["", "First", "first ", "third"])
def test_a_wrong_passphrase_opens_nothing(passphrase: str) -> None:
    assert refusal(keyslots.unlock, TWO, passphrase) == "wrong-passphrase"


def test_a_key_file_without_slots_blames_no_passphrase() -> None:
    assert refusal(keyslots.unlock, replace(TWO, slots=()), "first") == "keys-damaged"


def test_one_slot_can_be_asked_for() -> None:
    first, second = TWO.slots
    assert keyslots.unlock(TWO, "second", only=second.id).slot_id == second.id
    assert refusal(lambda: keyslots.unlock(TWO, "second", only=first.id)) == "wrong-passphrase"


def test_a_passphrase_opens_however_the_keyboard_composes_it() -> None:
    keys = keyslots.add_slot(ONE, DATA_KEY, "Łódź é ﬁ", cost=LOW)
    assert keyslots.unlock(keys, "Ło\u0301dz\u0301 e\u0301 fi").slot_id == keys.slots[1].id


def test_a_lone_surrogate_neither_fails_nor_betrays_the_passphrase() -> None:
    keys = keyslots.add_slot(ONE, DATA_KEY, "pass\ud800phrase", cost=LOW)
    assert keyslots.unlock(keys, "pass\ud800phrase").data_key == DATA_KEY


def test_an_empty_passphrase_is_refused() -> None:
    assert refusal(lambda: keyslots.add_slot(ONE, DATA_KEY, "", cost=LOW)) == "passphrase-empty"


def test_nothing_secret_is_shown() -> None:
    unlocked = keyslots.unlock(ONE, "first")
    assert repr(unlocked) == f"Unlocked(slot_id={unlocked.slot_id!r})"
    text = key_file.to_json(ONE)
    assert DATA_KEY not in text
    assert unlocked.slot_private_key not in b"".join((ONE.slots[0].ct, ONE.slots[0].sealed, ONE.slots[0].pub))


def tampered(slot: Slot, name: str) -> Slot:
    match asdict(slot)[name]:
        case int(number):
            value: object = number + 1
        case str(text):
            value = text[:-1] + ("0" if text[-1] != "0" else "1")
        case bytes(data):
            value = data[:-1] + bytes([data[-1] ^ 1])
    return Slot(**(asdict(slot) | {name: value}))


@pytest.mark.parametrize("name", [field.name for field in fields(Slot)])
def test_each_altered_field_of_a_slot_is_noticed_though_the_sum_is_right(name: str) -> None:
    for place, passphrase in enumerate(("first", "second")):
        slots = list(TWO.slots)
        slots[place] = tampered(slots[place], name)
        keys = key_file.from_json(key_file.to_json(replace(TWO, slots=tuple(slots))))
        own = "keys-damaged" if name == "sealed" else "wrong-passphrase"
        assert refusal(keyslots.unlock, keys, passphrase) == own
        other = "second" if place == 0 else "first"
        assert refusal(keyslots.unlock, keys, other) == "keys-damaged"


@pytest.mark.parametrize(
    "keys",
    [
        replace(TWO, rev=TWO.rev - 1),
        replace(TWO, file_id=bytes(16)),
        replace(TWO, mac=ONE.mac),
        replace(TWO, mac=b""),
        replace(TWO, slots=TWO.slots[::-1]),
        replace(TWO, slots=TWO.slots[:1]),
        replace(TWO, slots=TWO.slots + TWO.slots[1:]),
    ],
    ids=range(7),
)
def test_an_altered_header_is_noticed(keys: KeyFile) -> None:
    assert refusal(keyslots.unlock, keys, "first") == "keys-damaged"
    for act in (
        lambda: keyslots.add_slot(keys, DATA_KEY, "third", cost=LOW),
        lambda: keyslots.remove_slot(keys, DATA_KEY, TWO.slots[0].id),
        lambda: keyslots.rekey(keys, DATA_KEY, bytes(32), bytes(16)),
        lambda: keyslots.change_passphrase(keys, keyslots.unlock(TWO, "first"), "new", LOW),
    ):
        assert refusal(act) == "keys-damaged"  # nobody signs an attacker's change


def test_an_insider_cannot_put_their_key_into_another_slot() -> None:
    """Whoever knows the data key can sign a header, but not lock a slot with somebody else's passphrase."""
    first, second = TWO.slots
    mixed = replace(first, pub=second.pub, sealed=second.sealed)
    keys = keyslots.remove_slot(TWO, DATA_KEY, first.id)
    forged = keyslots._signed(keys, DATA_KEY, (mixed, second))
    assert refusal(keyslots.unlock, forged, "first") == "wrong-passphrase"


def test_an_insider_cannot_move_old_slots_to_a_new_database() -> None:
    forged = keyslots._signed(replace(TWO, file_id=bytes(16)), DATA_KEY, TWO.slots)
    keyslots.verify(forged, DATA_KEY)
    assert refusal(keyslots.unlock, forged, "first") == "keys-damaged"


def test_changing_a_passphrase_keeps_what_was_sealed() -> None:
    before = keyslots.unlock(TWO, "second")
    sealed = keyslots.seal_to_slot(TWO.slots[1].pub, b"identity", b"id")
    keys = keyslots.change_passphrase(TWO, before, "changed", LOW)
    assert refusal(keyslots.unlock, keys, "second") == "wrong-passphrase"
    after = keyslots.unlock(keys, "changed")
    assert after == before
    assert keyslots.open_with_slot(after.slot_private_key, sealed, b"id") == b"identity"
    assert keys.slots[0] == TWO.slots[0]
    assert keys.slots[1].salt != TWO.slots[1].salt
    assert keyslots.unlock(TWO, "second") == before  # an old keys.json opens for ever


def test_an_identity_opens_with_its_owners_passphrase_only() -> None:
    first, second = (keyslots.unlock(TWO, text) for text in ("first", "second"))
    sealed = keyslots.seal_to_slot(TWO.slots[0].pub, b"identity", b"id")
    assert keyslots.open_with_slot(first.slot_private_key, sealed, b"id") == b"identity"
    for key, bytes_, aad in (
        (second.slot_private_key, sealed, b"id"),
        (first.data_key, sealed, b"id"),
        (first.slot_private_key, sealed, b"other"),
        (first.slot_private_key, sealed[:-1], b"id"),
        (first.slot_private_key, TWO.slots[0].sealed, b""),
    ):
        assert refusal(keyslots.open_with_slot, key, bytes_, aad) == "not-sealed-to-you"


def test_rekeying_needs_nobodys_passphrase_and_shuts_out_who_was_removed() -> None:
    new_key, new_id = keyslots.new_data_key(), keyslots.new_file_id()
    without = keyslots.remove_slot(TWO, DATA_KEY, TWO.slots[1].id)
    keys = keyslots.rekey(without, DATA_KEY, new_key, new_id)
    assert (keys.file_id, keyslots.unlock(keys, "first").data_key) == (new_id, new_key)
    assert refusal(keyslots.unlock, keys, "second") == "wrong-passphrase"
    assert refusal(keyslots.verify, keys, DATA_KEY) == "keys-damaged"


def test_the_last_slot_stays() -> None:
    assert refusal(keyslots.remove_slot, ONE, DATA_KEY, ONE.slots[0].id) == "last-slot"


def test_there_is_room_for_64_people() -> None:
    full = keyslots._signed(ONE, DATA_KEY, ONE.slots * 64)
    assert refusal(lambda: keyslots.add_slot(full, DATA_KEY, "next", cost=LOW)) == "too-many-slots"


def test_a_slot_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(KeyError):
        keyslots.slot_of(ONE, "0" * 32)


def test_a_key_file_is_rebuilt_around_a_known_data_key() -> None:
    rebuilt = keyslots.add_slot(keyslots.new_key_file(DATA_KEY, FILE_ID), DATA_KEY, "new", cost=LOW)
    assert keyslots.unlock(rebuilt, "new").data_key == DATA_KEY


def test_openssl_derives_the_same_keys_and_mac() -> None:
    assert keyslots.database_key(DATA_KEY).hex() == hkdf(DATA_KEY, "checklistapp database key v1")
    key = hkdf(DATA_KEY, "checklistapp header key v1")
    header = key_file.header(TWO)
    assert (
        openssl("mac", "-digest", "SHA256", "-macopt", f"hexkey:{key}", "HMAC", stdin=header).lower() == TWO.mac.hex()
    )


def test_a_data_key_of_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keyslots.database_key(bytes(31))


def test_calibration_never_goes_below_the_default() -> None:
    assert keyslots.calibrated_cost(seconds=0) == keyslots.DEFAULT_COST
    assert keyslots.calibrated_cost(seconds=1000) == Argon2Cost(m=256 * 1024, t=3, p=4)


def test_calibration_takes_what_the_machine_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    keyslots.calibrated_cost.cache_clear()
    moments = iter([0, 0.2, 1, 1.6])  # 64 MiB took 0.2 s, 128 MiB 0.6 s: another doubling would be too long

    monkeypatch.setattr("checklistapp.crypto.keyslots.time", SimpleNamespace(perf_counter=lambda: next(moments)))
    monkeypatch.setattr(keyslots, "_key_of", lambda *_: b"")
    assert keyslots.calibrated_cost(seconds=1.01) == Argon2Cost(m=128 * 1024, t=3, p=4)
    assert keyslots.calibrated_cost(seconds=1.01) == Argon2Cost(m=128 * 1024, t=3, p=4)  # measured once


def test_calibration_stops_where_memory_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def derive(_passphrase: str, _salt: bytes, cost: Argon2Cost) -> bytes:
        if cost.m > 128 * 1024:
            raise ChecklistError("not-enough-memory", "", "")
        return b""

    keyslots.calibrated_cost.cache_clear()
    monkeypatch.setattr(keyslots, "_key_of", derive)
    assert keyslots.calibrated_cost(seconds=999) == Argon2Cost(m=128 * 1024, t=3, p=4)


def test_without_a_cost_it_is_the_calibrated_one(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = Argon2Cost(m=16 * 1024, t=2, p=2)
    monkeypatch.setattr(keyslots, "calibrated_cost", lambda: measured)
    grown = keyslots.add_slot(ONE, DATA_KEY, "second")
    changed = keyslots.change_passphrase(grown, keyslots.unlock(grown, "first"), "new")
    assert [Argon2Cost(slot.m, slot.t, slot.p) for slot in (*grown.slots, changed.slots[0])] == [LOW, *[measured] * 2]


@given(st.lists(st.sampled_from([64, 128, 256]), max_size=63), st.sampled_from([64, 128, 256]))
def test_however_many_come_there_is_room_for_everybody(taken: list[int], measured: int) -> None:
    """Each newcomer takes what the machine bears until the sum is short; then less, never below the default."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyslots, "calibrated_cost", lambda: Argon2Cost(m=measured * 1024))
        slots: tuple[Slot, ...] = ()
        for _ in range(key_file.MAXIMUM_SLOTS):
            cost = keyslots._affordable(slots)
            assert keyslots.DEFAULT_COST.m <= cost.m <= measured * 1024
            slots = (*slots, replace(TWO.slots[0], m=cost.m, t=cost.t, p=cost.p))
            key_file.require_affordable(slots)
        # Whatever others have chosen, the newcomer is no worse off than the default.
        given = tuple(replace(TWO.slots[0], m=m * 1024, t=3) for m in taken)
        assert keyslots._affordable(given).m >= keyslots.DEFAULT_COST.m


HOSTILE: list[Mapping[str, object]] = [
    *({"m": value} for value in (-1, 0, 8 * 1024 - 1, 1024 * 1024 + 1, 1 << 62)),
    *({"t": value} for value in (-1, 0, 11, 1 << 62)),
    *({"p": value} for value in (-1, 0, 17, 1 << 62)),
    {"id": "../../keys"},
    {"id": "0" * 33},
    {"label": "x" * 101},
    {"pub": bytes(1215)},
    {"salt": b""},
    {"salt": bytes(1 << 10)},
    {"nonce": bytes(11)},
    {"ct": bytes(1 << 20)},
    {"sealed": bytes(1 << 20)},
    {"m": 1024 * 1024, "t": 10},  # each in its bounds, together minutes
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda fields: ",".join(f"{k}" for k in fields))
def test_hostile_slots_are_refused_before_anything_is_derived(
    hostile: Mapping[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sum that anybody can make is right, so only the bounds stand between the file and the derivation."""

    def never(**cost: object) -> None:
        pytest.fail(f"derived with {cost}")

    slot = Slot(**{**asdict(TWO.slots[0]), **hostile})
    framed = key_file.framed
    monkeypatch.setattr(
        key_file,
        "framed",
        lambda *fields: framed(*(field % (1 << 64) if isinstance(field, int) else field for field in fields)),
    )
    text = key_file.to_json(replace(TWO, slots=(slot,) * 3))
    monkeypatch.setattr(keyslots, "Argon2id", never)
    assert refusal(lambda: keyslots.unlock(key_file.from_json(text), "first")) in {"keys-damaged", "keys-too-costly"}


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Starving:
        def __init__(self, **cost: object) -> None: ...

        def derive(self, _secret: bytes) -> bytes:
            raise MemoryError

    monkeypatch.setattr(keyslots, "Argon2id", Starving)
    assert refusal(keyslots.unlock, ONE, "first") == "not-enough-memory"


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=20)
def test_any_text_is_a_passphrase(passphrase: str) -> None:
    keys = keyslots.add_slot(ONE, DATA_KEY, passphrase, cost=LOW)
    assert (
        keyslots.unlock(key_file.from_json(key_file.to_json(keys)), passphrase, keys.slots[1].id).data_key == DATA_KEY
    )


class Workspaces(RuleBasedStateMachine):
    """Whatever people do with their slots, exactly the current passphrases open exactly the current data key."""

    def __init__(self) -> None:
        super().__init__()
        self.data_key = keyslots.new_data_key()
        self.keys = keyslots.new_key_file(self.data_key, keyslots.new_file_id())
        self.passphrases: dict[str, str] = {}
        self.count = 0

    def _fresh(self) -> str:
        self.count += 1
        return f"passphrase {self.count}"

    @rule()
    @precondition(lambda self: len(self.passphrases) < 4)
    def add(self) -> None:
        passphrase = self._fresh()
        self.keys = keyslots.add_slot(self.keys, self.data_key, passphrase, cost=LOW)
        self.passphrases[self.keys.slots[-1].id] = passphrase

    @rule(choice=st.integers(0, 3))
    @precondition(lambda self: self.passphrases)
    def change(self, choice: int) -> None:
        slot_id, old = list(self.passphrases.items())[choice % len(self.passphrases)]
        passphrase = self._fresh()
        self.keys = keyslots.change_passphrase(self.keys, keyslots.unlock(self.keys, old, slot_id), passphrase, LOW)
        self.passphrases[slot_id] = passphrase
        assert refusal(keyslots.unlock, self.keys, old, slot_id) == "wrong-passphrase"

    @rule()
    @precondition(lambda self: len(self.passphrases) > 1)
    def remove_and_rekey(self) -> None:
        slot_id, _ = self.passphrases.popitem()
        old_key, self.data_key = self.data_key, keyslots.new_data_key()
        without = keyslots.remove_slot(self.keys, old_key, slot_id)
        self.keys = keyslots.rekey(without, old_key, self.data_key, keyslots.new_file_id())

    @invariant()
    def people_open_it(self) -> None:
        assert key_file.from_json(key_file.to_json(self.keys)) == self.keys
        assert {slot.id for slot in self.keys.slots} == set(self.passphrases)
        assert len({slot.label for slot in self.keys.slots}) == len(self.keys.slots)
        for slot_id, passphrase in self.passphrases.items():
            assert keyslots.unlock(self.keys, passphrase, slot_id).data_key == self.data_key


TestWorkspaces = Workspaces.TestCase
TestWorkspaces.settings = settings(max_examples=8, stateful_step_count=8, deadline=None)
