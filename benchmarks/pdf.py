# SPDX-License-Identifier: Apache-2.0
"""The signed PDF/A of an assessment, stage by stage in a warm program, beside processes of other engines."""

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks import peers, synthetic
from benchmarks.measuring import (
    CPU,
    PEAK,
    WALL,
    Attempt,
    Contest,
    Measures,
    Row,
    Setting,
    clock,
    fresh_environment,
    isolated,
    peak,
    process,
    progress,
)
from benchmarks.screen import Screen
from checklistapp.crypto.signer import SoftwareSigner, make_self_made
from checklistapp.documents.archival import make_archival
from checklistapp.documents.fonts import load_fonts
from checklistapp.documents.layout import LaidOut, lay_out
from checklistapp.documents.report import Report
from checklistapp.documents.report_submission import submission
from checklistapp.documents.signing import FieldSpec, certify, prepare_fields
from checklistapp.documents.stamp import StampText
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.ids import AssessmentId, Digest
from checklistapp.domain.journal import Head
from checklistapp.formats import assessment_json
from checklistapp.formats.form_json import form_digest
from checklistapp.system.paths import data_folder

_OURS, _WEASYPRINT, _TYPST, _FPDF = "checklistapp", "WeasyPrint process", "typst process", "fpdf2 process"
_MEMORY = "layout in a fresh process"
_WHEN = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
_DOCUMENT = "7d3152aa90fe4c10"
_PACKAGES = ("weasyprint", "typst", "fpdf2")

# typst comes as a Python library: the process imports it, compiles, and says what that alone took.
_TYPST_PROGRAM = """
import json, sys, time, typst
began = time.process_time()
typst.compile(sys.argv[1], output=sys.argv[2])
used = time.process_time() - began
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(json.dumps({"compile": used, "peak": peak * 1024}))
"""
_COMPILE = "compile"

# fpdf2 is a Python library too; its table is the nearest it has to the peers' sources.
_FPDF_PROGRAM = """
import json, sys, time
from fpdf import FPDF
rows = json.load(open(sys.argv[1], encoding="utf-8"))
began = time.process_time()
pdf = FPDF(format="A4")
pdf.add_font("Noto", "", sys.argv[3])
pdf.set_font("Noto", size=9)
pdf.add_page()
from fpdf.fonts import FontFace
with pdf.table(col_widths=(1, 8, 2, 6), headings_style=FontFace(emphasis="")) as table:
    for row in rows:
        table.row(row)
pdf.output(sys.argv[2])
used = time.process_time() - began
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(json.dumps({"compile": used, "peak": peak * 1024}))
"""

_WINDOW, _LIMIT = "the window", "100 ms"


def run(setting: Setting) -> list[Row]:
    return [*_short(setting), *_long(setting), *_stalls(setting, 37), *_stalls(setting, 2_000)]


def _short(setting: Setting) -> list[Row]:
    contest = _contest(setting, 37)
    return [
        contest.row("layout, 37 questions", (_OURS, f"layout {WALL}"), (_TYPST, WALL), 1.0),
        contest.row("layout, 37 questions", (_OURS, f"layout {WALL}"), (_FPDF, WALL), None),
        contest.row("PDF/A, 37 questions", (_OURS, f"PDF/A {WALL}"), ("", ""), None),
        contest.row("signature, 37 questions", (_OURS, f"signature {WALL}"), ("", ""), None),
        contest.row("signed PDF/A, 37 questions", (_OURS, WALL), (_WEASYPRINT, WALL), 0.35),
    ]


def _long(setting: Setting) -> list[Row]:
    contest = _contest(setting, 2_000)
    return [
        contest.row("layout, 2,000 questions, CPU", (_OURS, f"layout {CPU}"), (_TYPST, _COMPILE), 1.0),
        contest.row("layout, 2,000 questions, CPU", (_OURS, f"layout {CPU}"), (_FPDF, _COMPILE), None),
        contest.row("layout, 2,000 questions, peak memory", (_MEMORY, PEAK), (_TYPST, PEAK), 0.5, is_memory=True),
        contest.row("layout, 2,000 questions, peak memory", (_MEMORY, PEAK), (_FPDF, PEAK), None, is_memory=True),
        contest.row("PDF/A, 2,000 questions, CPU", (_OURS, f"PDF/A {CPU}"), ("", ""), None),
        contest.row("signature, 2,000 questions, CPU", (_OURS, f"signature {CPU}"), ("", ""), None),
        contest.row("signed PDF/A, 2,000 questions, CPU", (_OURS, CPU), (_WEASYPRINT, CPU), 0.2),
    ]


def _stalls(setting: Setting, count: int) -> list[Row]:
    """How long the window answers nothing while a submission is drawn to be read, and while it is signed."""
    progress(f"pdf: the window, {count} questions")
    workspace = synthetic.new_workspace(setting.scratch / f"window-{count}")
    assessments = iter([synthetic.answered(workspace, count).id for _ in range(setting.runs + 1)])
    workspace.close()
    contest = Contest(setting.runs)
    with Screen() as screen:
        environment = fresh_environment(setting.scratch, DISPLAY=screen.name, QT_QPA_PLATFORM="xcb")

        def attempt() -> Measures:
            return isolated(_stalls_of, environment, workspace.folder, next(assessments))

        contest.enter(_WINDOW, lambda: attempt)
        contest.run()
    rows = []
    for what, measure in (("idle", "idle"), ("preview", "preview"), ("signing", "signing")):
        row = contest.row(f"longest stall, {count:,} questions, {what}", (_WINDOW, measure), ("", ""), None)
        limit = [0.1] * len(row.ours)
        rows.append(replace(row, peer=_LIMIT, theirs=limit, goal=None if measure == "idle" else 1.0))
    return rows


def _stalls_of(environment: Mapping[str, str], workspace: Path, assessment: str) -> Measures:
    module = import_module("benchmarks.window")  # late: what is drawn without a window is measured for its memory too
    found: Measures = asdict(module.stalls(environment, workspace, assessment))
    return found


def _contest(setting: Setting, count: int) -> Contest:
    progress(f"pdf: {count} questions")
    contest = Contest(setting.runs)
    document = _Document(count)
    contest.enter(_OURS, lambda: document.make)
    contest.enter(_MEMORY, lambda: lambda: isolated(layout_alone, count))
    contest.enter(_TYPST, lambda: _typst(setting, count))
    contest.enter(_WEASYPRINT, lambda: _weasyprint(setting, count))
    contest.enter(_FPDF, lambda: _fpdf(setting, count))
    contest.run()
    return contest


def layout_alone(count: int) -> Measures:
    """For a fresh interpreter: the most memory that it ever held."""
    _Document(count).lay_out()
    return {PEAK: peak()}


def answered(count: int) -> Assessment:
    form = synthetic.form(count)
    answers = {
        question: synthetic.answer(line) for question, line in zip(form.by_id, synthetic.lines(count), strict=True)
    }
    return Assessment(
        AssessmentId("5f" * 16), form, form_digest(form), synthetic.ORGANISATION, cycle="2026", answers=answers
    )


class _Document:
    """The steps of services.signing.certify, each timed, without workspace and without looking at the result again."""

    def __init__(self, count: int) -> None:
        self._assessment = answered(count)
        self._signer: SoftwareSigner = make_self_made("Head of division", synthetic.ORGANISATION)
        self._fonts = load_fonts(data_folder("fonts"))

    def make(self) -> Measures:
        found: dict[str, float] = {}
        record: list[bytes] = []
        laid_out: list[LaidOut] = []
        archival: list[bytes] = []

        def stage(name: str, work: Callable[[], object]) -> None:
            found.update({f"{name} {measure}": value for measure, value in clock(work).items()})

        stage("record", lambda: record.append(assessment_json.write_record(self._assessment)))
        stage("layout", lambda: laid_out.append(self.lay_out(record[0])))
        stage("PDF/A", lambda: archival.append(self._archive(laid_out[0], record[0])))
        stage("signature", lambda: self._sign(archival[0]))
        sums = {each: sum(value for name, value in found.items() if name.endswith(each)) for each in (WALL, CPU)}
        return {**found, **sums}

    def lay_out(self, record: bytes = b"") -> LaidOut:
        return lay_out(
            self._report(assessment_json.content_digest(record) if record else Digest("0" * 64)), self._fonts
        )

    def _report(self, digest: Digest) -> Report:
        head = Head(412, Digest("9f" * 32))
        return submission(
            self._assessment, content_digest=digest, document_id=_DOCUMENT, journal_head=head, dated="2026-01-31"
        )

    def _archive(self, laid_out: LaidOut, record: bytes) -> bytes:
        archival = make_archival(
            laid_out.pdf,
            record=record,
            record_name="assessment.json",
            record_mime="application/json",
            title=self._assessment.form.title,
            language="en",
            created=_WHEN,
            document_id=_DOCUMENT,
        )
        return prepare_fields(archival, [FieldSpec(*field) for field in laid_out.signature_fields])

    def _sign(self, archival: bytes) -> bytes:
        words = ("abandon", "ability", "able", "about", "above", "absent", "absorb", "abstract")
        fonts = load_fonts(data_folder("fonts"))
        name = "Head of division"
        stamp = StampText(name, synthetic.ORGANISATION, "Signed 2026-01-31", "Self-made key", words, fonts)
        return certify(archival, self._signer, when=_WHEN, stamp=stamp)


def _typst(setting: Setting, count: int) -> Attempt:
    python = peers.python_with(setting.peers, *_PACKAGES)
    source = setting.scratch / f"{count}.typ"
    rows = "\n".join(f"[{each.number}],[{each.text}],[{each.answer}],[{each.note}]," for each in synthetic.lines(count))
    source.write_text(
        '#set page(paper: "a4", margin: 14mm, numbering: "1")\n#set text(size: 9pt)\n= Checklist\n'
        "#table(columns: (1cm, 1fr, 1.6cm, 6cm), stroke: .4pt + gray, "
        f"table.header[No][Question][Answer][Note],\n{rows}\n)\n",
        encoding="utf-8",
    )
    command: list[str | Path] = [python, "-c", _TYPST_PROGRAM, source, setting.scratch / f"{count}-typst.pdf"]

    def attempt() -> Measures:
        finished = process(command)
        return {**finished.measures, **json.loads(finished.output)}

    return attempt


def _fpdf(setting: Setting, count: int) -> Attempt:
    python = peers.python_with(setting.peers, *_PACKAGES)
    source, font = setting.scratch / f"{count}.json", data_folder("fonts") / "NotoSans-Regular.ttf"
    rows = [["No", "Question", "Answer", "Note"]]
    rows += [[str(each.number), each.text, each.answer, each.note] for each in synthetic.lines(count)]
    source.write_text(json.dumps(rows), encoding="utf-8")
    command: list[str | Path] = [python, "-c", _FPDF_PROGRAM, source, setting.scratch / f"{count}-fpdf.pdf", font]

    def attempt() -> Measures:
        finished = process(command)
        return {**finished.measures, **json.loads(finished.output)}

    return attempt


def _weasyprint(setting: Setting, count: int) -> Attempt:
    program = peers.python_with(setting.peers, *_PACKAGES).with_name("weasyprint")
    source = setting.scratch / f"{count}.html"
    rows = "".join(
        f"<tr><td>{each.number}<td>{html.escape(each.text)}<td>{each.answer}<td>{html.escape(each.note)}"
        for each in synthetic.lines(count)
    )
    source.write_text(
        '<!doctype html><meta charset="utf-8"><style>@page{size:A4;margin:14mm;@bottom-left{content:counter(page)}}'
        "body{font:9pt sans-serif}table{border-collapse:collapse;width:100%}"
        "td,th{border:.4pt solid grey;padding:2pt;vertical-align:top;text-align:left}</style><h1>Checklist</h1>"
        f"<table><thead><tr><th>No<th>Question<th>Answer<th>Note</thead>{rows}</table>",
        encoding="utf-8",
    )
    return lambda: process([program, "-q", source, setting.scratch / f"{count}-weasyprint.pdf"]).measures
