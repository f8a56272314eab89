# SPDX-License-Identifier: Apache-2.0
"""A small document with an embedded font, made archival, with fields, and signed: the matter of these tests."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont as FontFile
from fontTools.varLib.instancer import instantiateVariableFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from checklistapp.crypto.signer import make_self_made
from checklistapp.crypto.trust import Trust
from checklistapp.documents.archival import make_archival
from checklistapp.documents.fonts import load_fonts
from checklistapp.documents.report import signature_fields
from checklistapp.documents.signing import FieldSpec, approve, certify, prepare_fields
from checklistapp.documents.stamp import StampText
from checklistapp.system.paths import data_folder

CREATED = datetime(2026, 6, 1, 12, 30, 15, tzinfo=UTC)
RECORD = b'{"format": "assessment", "answers": {}}'
PREPARER = make_self_made("Preparer", "Ruritanian regulator")
APPROVER = make_self_made("Approver", "Ruritanian regulator")
SECOND_APPROVER = make_self_made("Second approver", "Ruritanian regulator")
BOTH_CONFIRMED = Trust(CREATED, frozenset({PREPARER.certificate, APPROVER.certificate}))


@cache
def stamp_font() -> Path:
    """Noto Sans Regular cut down to the letters of these tests."""
    target = Path(mkdtemp()) / "NotoSans-Cut.ttf"
    with as_file(files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf") as source:
        font = FontFile(source, recalcTimestamp=False)
    cutter = Subsetter(Options())
    cutter.populate(unicodes=range(0x20, 0x17F))
    cutter.subset(font)
    instantiateVariableFont(font, {"wght": 400, "wdth": 100}, inplace=True)
    font.save(target)
    return target


@cache
def laid_out(pages: int = 2) -> bytes:
    name = "sample"
    pdfmetrics.registerFont(TTFont(name, str(stamp_font())))
    written = BytesIO()
    canvas = Canvas(written, invariant=True, lang="en", initialFontName=name)  # type: ignore[arg-type] # wrong in the stubs
    for number in range(1, pages + 1):
        canvas.setFont(name, 11)
        canvas.drawString(72, 720, f"Page {number}: does the State have such an authority?")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def archival(record: bytes | None = RECORD) -> bytes:
    return archived(laid_out(), record)


def archived(pdf: bytes, record: bytes | None = RECORD) -> bytes:
    return make_archival(
        pdf,
        record=record,
        record_name="assessment.json",
        record_mime="application/json",
        title="Self-assessment <Ruritania> & review",
        language="en",
        created=CREATED,
        document_id="urn:uuid:00000000-0000-4000-8000-000000000001",
    )


def stamp(name: str, words: str, organisation: str = "Ruritanian regulator") -> StampText:
    fonts = load_fonts(data_folder("fonts"))
    return StampText(name, organisation, "Signed 2026-06-01", "Self-made key", tuple(words.split()), fonts)


def fields(approvers: int) -> Sequence[FieldSpec]:
    names = [field.name for field in signature_fields(approvers).fields]
    return [FieldSpec(name, 0, (72, 100 + 90 * row, 272, 180 + 90 * row)) for row, name in enumerate(names)]


@cache
def unsigned(approvers: int = 1) -> bytes:
    return prepare_fields(archival(), fields(approvers))


@cache
def certified(approvers: int = 1) -> bytes:
    return certify(unsigned(approvers), PREPARER, when=CREATED, stamp=stamp("Preparer", "abandon ability"))


@cache
def complete() -> bytes:
    return approve(certified(), APPROVER, when=CREATED, stamp=stamp("Approver", "able about"))
