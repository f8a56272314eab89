# SPDX-License-Identifier: Apache-2.0
"""Form fields of strangers: read in a process that is locked in, bounded in time, and believed in nothing."""

import sys
import time
import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from checklistapp.domain.errors import ChecklistError
from checklistapp.formats.fill_in import FieldValue
from checklistapp.previews import field_frames, field_process
from checklistapp.previews.field_frames import Reason, RefusedError
from checklistapp.previews.frames import FrameError

Build = Callable[[pikepdf.Pdf], Array]


def pdf(build: Build, **settings: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.AcroForm = Dictionary(Fields=build(document))
    written = BytesIO()
    document.save(written, **settings)  # type: ignore[arg-type] # settings of pikepdf, as they are
    return written.getvalue()


def text_field(name: str, value: pikepdf.Object | None) -> Dictionary:
    made = Dictionary(FT=Name.Tx, T=String(name))
    if value is not None:
        made.V = value
    return made


def outcome(data: bytes) -> str:
    """The code of a refusal that has a sentence, or "read"; never anything else, and never late."""
    begun = time.monotonic()
    try:
        field_process.fields_of(data)
    except ChecklistError as refused:
        return refused.code if refused.sentence.endswith(".") and refused.hint else "no sentence"
    else:
        return "read"
    finally:
        assert time.monotonic() - begun < 17


def cycle(document: pikepdf.Pdf) -> Array:
    first, second = (document.make_indirect(Dictionary(T=String(name), Kids=Array())) for name in "ab")
    first.Kids.append(second)
    second.Kids.append(first)
    return Array([first])


def twins(document: pikepdf.Pdf) -> Array:
    shared = document.make_indirect(text_field("c", String("x")))
    return Array([document.make_indirect(Dictionary(T=String(name), Kids=Array([shared]))) for name in "ab"])


def crowd(document: pikepdf.Pdf) -> Array:
    return Array([document.make_indirect(text_field(f"f{number}", None)) for number in range(100_000)])


def tower(document: pikepdf.Pdf) -> Array:
    node = document.make_indirect(text_field("z", String("x")))
    for _ in range(5_000):
        node = document.make_indirect(Dictionary(T=String("n"), Kids=Array([node])))
    return Array([node])


def long_text(document: pikepdf.Pdf) -> Array:
    return Array([text_field(f"f{number}", String("x" * 1_000_000)) for number in range(5)])


def bomb(document: pikepdf.Pdf) -> Array:
    deflating = zlib.compressobj(9)
    head = deflating.compress(b"") + deflating.flush(zlib.Z_FULL_FLUSH)
    million = deflating.compress(bytes(1_000_000)) + deflating.flush(zlib.Z_FULL_FLUSH)
    stream = pikepdf.Stream(document, zlib.compress(head + million * 1_500, 9))
    stream.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    return Array([text_field("bomb", document.make_indirect(stream))])


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (cycle, "pdf-unreadable"),
        (twins, "pdf-unreadable"),
        (tower, "pdf-unreadable"),
        (crowd, "pdf-too-large"),
        (long_text, "pdf-too-large"),
        (lambda _: Array([1, 2, 3]), "pdf-unreadable"),
        (lambda _: String("no list"), "pdf-without-fields"),
    ],
)
def test_a_knotted_tree_is_one_sentence(build: Build, code: str) -> None:
    assert outcome(pdf(build)) == code


def test_a_bomb_is_one_sentence_and_does_not_take_the_memory() -> None:
    data = pdf(bomb, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert outcome(data) in ("pdf-too-large", "pdf-unreadable", "pdf-too-slow")


def test_an_encrypted_pdf_is_one_sentence() -> None:
    locked = pdf(lambda _: Array([text_field("a", String("x"))]), encryption=pikepdf.Encryption(user="u", owner="o"))
    assert outcome(locked) == "pdf-encrypted"


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\3\4"])
def test_what_is_no_pdf_is_said_to_be_none(data: bytes) -> None:
    assert outcome(data) == "not-a-pdf"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 400])
def test_a_broken_pdf_is_one_sentence(data: bytes) -> None:
    assert outcome(data) == "pdf-unreadable"


def test_cut_and_flipped_files_are_read_or_refused() -> None:
    whole = pdf(lambda _: Array([text_field(f"f{number}", String("x" * 50)) for number in range(40)]))
    for place in range(0, len(whole), len(whole) // 6):
        flipped = bytearray(whole)
        flipped[place] ^= 0x41
        outcome(bytes(flipped))
        outcome(whole[: max(place, 9)])


def test_values_of_wrong_kinds_are_faults_of_their_fields() -> None:
    def build(document: pikepdf.Pdf) -> Array:
        yes, no = (document.make_indirect(Dictionary(AS=state)) for state in (Name.yes, Name.no))
        return Array(
            [
                text_field("number", 7),  # type: ignore[arg-type] # a PDF may hold anything
                text_field("list", Array([String("x")])),
                text_field("half", String("")),
                Dictionary(FT=Name.Btn, T=String("both"), V=Name.yes, Kids=Array([yes, no])),
                Dictionary(FT=Name.Btn, T=String("hidden"), V=Name.no, Kids=Array([yes])),
                Dictionary(FT=Name.Btn, T=String("as-text"), V=String("/yes"), AS=Name.yes),
                text_field("twice", String("a")),
                text_field("twice", String("b")),
            ]
        )

    read = field_process.fields_of(pdf(build))
    assert read["number"].fault == read["list"].fault == "holds something that is no text"
    assert read["both"].fault == "two of its buttons are pressed"
    assert read["hidden"].fault == "what it shows is not what it holds"
    assert read["as-text"] == FieldValue("yes", is_state=True)
    assert read["twice"].fault == "stands twice in the PDF"
    assert read["half"] == FieldValue()


def test_half_a_character_arrives_as_one() -> None:
    lone = pdf(lambda _: Array([text_field("a", String(b"\xfe\xff\xd8\x00\x00A"))]))
    assert field_process.fields_of(lone)["a"].text == "\ud800A"


ANSWERS = (
    b"",
    b"[]",
    b"{}",
    b'{"fields": {}}',
    b'{"fields": [["a", "text"]]}',
    b'{"fields": [["a", "other", "x"]]}',
    b'{"fields": [[1, "text", "x"]]}',
    b'{"fields": [], "more": 1}',
    b'{"refused": "because"}',
    b'{"refused": "broken", "fields": []}',
    b'{"fields": [["' + b"a" * 1001 + b'", "text", ""]]}',
    b"[" * 100_000,
)


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_process_that_was_taken_over_is_not_believed(answer: bytes) -> None:
    with pytest.raises(FrameError):
        field_frames.unpack(answer)
    script = f"import os; os.write(1, {answer[:2000]!r})"
    with pytest.raises(ChecklistError) as refused:
        field_process.fields_of(b"%PDF-", start=[sys.executable, "-I", "-c", script])
    assert refused.value.code == "pdf-unreadable"


def test_a_process_that_hangs_is_stopped() -> None:
    with pytest.raises(ChecklistError) as refused:
        field_process.fields_of(b"%PDF-", start=[sys.executable, "-I", "-c", "input()\nwhile 1: pass"], seconds=1)
    assert refused.value.code in ("pdf-too-slow", "pdf-unreadable")


@pytest.mark.parametrize("reason", Reason)
def test_each_refusal_has_a_sentence_and_a_way_out(reason: Reason) -> None:
    with pytest.raises(RefusedError):
        field_frames.unpack(field_frames.pack_refusal(reason))
    assert field_frames.refusal(reason).hint
