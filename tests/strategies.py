# SPDX-License-Identifier: Apache-2.0
"""Random forms and random assessments of them, for tests of every layer: ``forms()`` and ``assessments(form)``."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from checklistapp.domain.answer import (
    Answer,
    Attachment,
    EvidenceKind,
    EvidenceReference,
    Meta,
    Provenance,
    Response,
    Row,
    Value,
)
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.conditions import UNANSWERED, All, Answered, AnyOf, Condition, In, Not
from checklistapp.domain.form import (
    AnswerSet,
    Claim,
    Column,
    FollowUp,
    Form,
    Mode,
    Part,
    Previous,
    Probe,
    ProfileFact,
    Question,
    Relation,
    Release,
    Respondent,
    Role,
    Section,
    SectionRule,
    SourceDocument,
)
from checklistapp.domain.ids import (
    AssessmentId,
    Digest,
    EvidenceId,
    FactId,
    FormId,
    PartId,
    PersonId,
    ProbeId,
    QuestionId,
)
from checklistapp.domain.translation import texts_of
from checklistapp.formats.form_json import form_digest

_TEXTS = (
    *("a", "Is it so?", "two words", "naïve café", "Ελληνικά", "Добрый день", "نعم، هذا نص", "核安全", "한국어"),
    *(
        "\U0001f6e1\ufe0f",
        "office ﬁle",
        'say "so" \\ /',
        "<b>&amp;</b>",
        "{value}",
        "A\u200dB",
        "50 %",
        "x" * 200,
        "…",
        "'",
    ),
)
_PRINTED = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12)

lines = st.sampled_from(_TEXTS) | _PRINTED.map(lambda text: unicodedata.normalize("NFC", text)).filter(str.strip)
"""Texts of a form: NFC, never blank, no control characters."""

typed = st.sampled_from(
    ("", " ", "\n", "line\r\nline", "e\u0301", "\x00\x07\x7f", "\u202eabc", "\u2028", "\ufeff", *_TEXTS)
) | st.text(max_size=20)
"""What a person may type or paste: anything that UTF-8 can hold, control characters and line ends too."""

digests = st.text("0123456789abcdef", min_size=64, max_size=64).map(Digest)
releases = st.builds(Release, st.booleans(), st.booleans(), st.booleans(), st.booleans())
numbers = st.decimals(-(10**9), 10**9, places=2).map(lambda d: format(d, "f")).filter(lambda s: not s.startswith("-0."))
dates = st.dates().map(str)

_perhaps = st.just("") | lines
_few_lines = st.lists(lines, max_size=2)
_some_choices = st.lists(lines, min_size=2, max_size=4, unique=True)
_claims = st.lists(st.sampled_from(Claim), min_size=1, max_size=2, unique=True)
_commitments = st.lists(st.sampled_from(("JS.1", "JS.2.1")), unique=True)
_tags = st.lists(st.sampled_from(("CPPNM", "NSS20:3")), unique=True)
_kinds = st.sampled_from((AnswerSet.YES_NO,) * 4 + tuple(AnswerSet))
_up_to = [st.integers(0, most) for most in range(5)]
_flags = st.booleans()
_SHAPES = st.sampled_from(("answered", "in", "in", "not", "all", "any"))

_COLUMN_KINDS = (AnswerSet.TEXT, AnswerSet.DATE, AnswerSet.NUMBER, AnswerSet.YES_NO)
_CHOOSING = (AnswerSet.CHOICE, AnswerSet.CHOICES, AnswerSet.SCALE)
_METAS = tuple(Meta)


@st.composite
def forms(draw: st.DrawFn, *, most_sections: int = 2, most_questions: int = 3) -> Form:
    """A sound form that uses every feature now and then; conditions read only what stands before them."""
    facts = tuple(ProfileFact(FactId(f"fact-{n}"), draw(lines)) for n in range(draw(_up_to[3])))
    readable: dict[str, tuple[str, ...]] = {fact.id: ("yes", "no", UNANSWERED) for fact in facts}
    sections = []
    for number in range(1, draw(st.integers(1, most_sections)) + 1):
        questions = tuple(
            draw(_questions(QuestionId(f"S{number}.Q{each}"), readable))
            for each in range(1, draw(st.integers(1, most_questions)) + 1)
        )
        asks_yes_no = any(question.answer_set is AnswerSet.YES_NO for question in questions)
        rule = draw(st.sampled_from((None, SectionRule.AT_LEAST_ONE_YES))) if asks_yes_no else None
        sections.append(Section(f"S{number}", draw(lines), draw(_perhaps), questions, rule))
    follow_ups = tuple(
        FollowUp(f"follow-up-{n}", draw(lines), condition, draw(st.integers(1, 120)))
        for n in range(draw(_up_to[2]))
        if (condition := _condition(draw, readable)) is not None
    )
    documents = draw(_few_lines)
    form = Form(
        id=FormId("random-form"),
        version=draw(st.sampled_from(("0.1.0", "1.0.0", "12.3.45"))),
        title=draw(lines),
        publisher=draw(lines),
        source_language="en",
        sections=tuple(sections),
        answered_for=draw(st.sampled_from(Role)),
        description=draw(_perhaps),
        source_documents=tuple(SourceDocument(f"D{n}", title) for n, title in enumerate(documents)),
        profile=facts,
        follow_ups=follow_ups,
    )
    languages = draw(st.sets(st.sampled_from(("fr", "ar", "zh-Hans")), max_size=2))
    texts = {
        language: {path: f"[{language}] {text}" for path, text in texts_of(form).items()} for language in languages
    }
    return replace(form, texts=texts)


@st.composite
def _questions(draw: st.DrawFn, identifier: QuestionId, readable: dict[str, tuple[str, ...]]) -> Question:
    """A question; ``readable`` (id -> values that conditions may name) grows by it and its parts."""
    kind = draw(_kinds)
    choices = tuple(draw(_choices(kind)))
    letters = "abc"[: draw(_up_to[3])] if kind is AnswerSet.YES_NO else ""
    parts = tuple(Part(PartId(f"{identifier}.{each}"), draw(lines), _condition(draw, readable)) for each in letters)
    suggests, rule = draw(_suggestions(parts))
    question = Question(
        id=identifier,
        text=draw(lines),
        source=draw(lines),
        claims=tuple(draw(_claims)),
        source_text=draw(_perhaps),
        commitments=tuple(draw(_commitments)),
        answer_set=kind,
        unit=draw(_perhaps) if kind is AnswerSet.NUMBER else "",
        choices=choices,
        columns=draw(_columns(kind)),
        parts=parts,
        suggests=suggests,
        suggests_rule=rule,
        shown_when=_condition(draw, readable),
        applicable_when=_condition(draw, readable),
        guidance=draw(_perhaps),
        evidence=tuple(draw(_few_lines)),
        respondents=tuple(draw(_some_respondents)),
        release=draw(releases),
        maps_to=tuple(draw(_tags)),
        previous=draw(
            st.none() | st.builds(Previous, st.just(identifier), st.just("0.9.0"), st.sampled_from(Relation))
        ),
    )
    readable[identifier] = _comparable(kind, choices)
    readable.update((part.id, ("yes", "no", *_METAS)) for part in parts)
    probes = tuple(draw(_probes(ProbeId(f"{identifier}.p{n}"), readable)) for n in range(1, draw(_up_to[3]) + 1))
    return replace(question, probes=probes)


def _comparable(kind: AnswerSet, choices: Sequence[str]) -> tuple[str, ...]:
    if kind is AnswerSet.YES_NO:
        return ("yes", "no", *_METAS)
    return (*choices, *_METAS) if kind in (AnswerSet.CHOICE, AnswerSet.SCALE) else _METAS


_some_respondents = st.lists(st.builds(Respondent, st.sampled_from(Role), st.sampled_from(Mode), _perhaps), max_size=2)
_relations = st.sampled_from(Relation)


@st.composite
def _probes(draw: st.DrawFn, identifier: ProbeId, readable: Mapping[str, tuple[str, ...]]) -> Probe:
    kind = draw(st.sampled_from(AnswerSet))
    unit = draw(_perhaps) if kind is AnswerSet.NUMBER else ""
    choices, columns = tuple(draw(_choices(kind))), draw(_columns(kind))
    return Probe(identifier, draw(lines), kind, unit, choices, columns, _condition(draw, readable))


def _choices(kind: AnswerSet) -> st.SearchStrategy[list[str]]:
    return _some_choices if kind in _CHOOSING else st.just([])


_column_kinds = st.lists(st.sampled_from(_COLUMN_KINDS), min_size=1, max_size=4)


@st.composite
def _columns(draw: st.DrawFn, kind: AnswerSet) -> tuple[Column, ...]:
    kinds = draw(_column_kinds) if kind is AnswerSet.TABLE else []
    return tuple(Column(f"column-{n}", draw(lines), each) for n, each in enumerate(kinds))


@st.composite
def _suggestions(draw: st.DrawFn, parts: Sequence[Part]) -> tuple[Condition | None, str]:
    if not parts:
        return None, ""
    each_yes = tuple(In(part.id, ("yes",)) for part in parts)
    rule = draw(st.sampled_from(("all", "any", "a rule in words")))
    if rule == "all":
        return All(each_yes), rule
    return (AnyOf(each_yes), rule) if rule == "any" else (Not(AnyOf((Not(each_yes[0]),))), rule)


def _condition(draw: st.DrawFn, readable: Mapping[str, tuple[str, ...]]) -> Condition | None:
    """None half of the time, else a condition over ``readable``, a few levels deep."""
    if not readable or draw(_flags):
        return None
    name = draw(st.sampled_from(list(readable)))
    match draw(_SHAPES):
        case "answered":
            return Answered(name)
        case "in":
            values = draw(st.lists(st.sampled_from(readable[name]), min_size=1, max_size=3, unique=True))
            return In(name, tuple(str(each) for each in values))
        case "not":
            return Not(_condition(draw, readable) or Answered(name))
        case shape:
            members = (_condition(draw, readable) or Answered(name), Not(Answered(name)))
            return All(members) if shape == "all" else AnyOf(members)


def values(owner: Question | Probe) -> st.SearchStrategy[Value]:
    """Values that fit the kind of ``owner``."""
    kind = owner.answer_set if isinstance(owner, Question) else owner.kind
    if kind in (AnswerSet.CHOICE, AnswerSet.SCALE):
        return st.sampled_from(owner.choices)
    if kind is AnswerSet.CHOICES:
        return st.lists(st.sampled_from(owner.choices), unique=True).map(tuple)
    if kind is AnswerSet.TABLE:
        return st.lists(_rows(owner.columns), max_size=3).map(tuple)
    return _texts_of_kind(kind)


def _texts_of_kind(kind: AnswerSet) -> st.SearchStrategy[str]:
    match kind:
        case AnswerSet.YES_NO:
            return st.sampled_from(("yes", "no"))
        case AnswerSet.DATE:
            return dates
        case AnswerSet.NUMBER:
            return numbers
        case _:
            return typed


def _rows(columns: Sequence[Column]) -> st.SearchStrategy[Row]:
    return st.fixed_dictionaries({}, optional={each.id: st.just("") | _texts_of_kind(each.kind) for each in columns})


def responses(owner: Question | None = None) -> st.SearchStrategy[Response]:
    """Every meta-state and fitting values; without a question, the answer to a part."""
    given = st.sampled_from(("yes", "no")) if owner is None else values(owner)
    return st.builds(Response.as_meta, st.sampled_from(Meta), typed) | st.builds(Response.of, given, typed)


@st.composite
def evidence(draw: st.DrawFn, number: int = 1) -> EvidenceReference:
    attached = st.builds(
        Attachment, typed, st.integers(0, 2**40), st.text("0123456789abcdef", min_size=128, max_size=128)
    )
    return EvidenceReference(
        id=EvidenceId(f"e{number}"),
        kind=draw(st.sampled_from(EvidenceKind)),
        title=draw(typed),
        identifier=draw(typed),
        section=draw(typed),
        date=draw(st.just("") | dates | dates.map(lambda date: date[:7]) | dates.map(lambda date: date[:4])),
        holder=draw(typed),
        location=draw(typed),
        attachment=draw(st.none() | attached),
    )


provenances = st.builds(
    Provenance,
    person=st.sampled_from((PersonId("p1"), PersonId("p2"))),
    name=typed,
    sequence=st.integers(0, 2**40),
    clock=st.datetimes().map(lambda at: at.isoformat(timespec="seconds")),
    language=st.sampled_from(("en", "fr")),
    wording=digests,
)


@st.composite
def answers(draw: st.DrawFn, question: Question) -> Answer:
    """Any answer that fits ``question``."""
    asked = draw(st.sets(st.sampled_from(question.parts))) if question.parts else set()
    detailed = draw(st.lists(st.sampled_from(question.probes), unique=True)) if question.probes else []
    return Answer(
        response=draw(responses(question)),
        note=draw(typed),
        public_statement=draw(typed),
        working_note=draw(typed),
        parts={part.id: draw(responses().filter(_says_something)) for part in question.parts if part in asked},
        probes={probe.id: draw(values(probe)) for probe in detailed},
        evidence=tuple(draw(evidence(n)) for n in range(draw(_up_to[2]))),
        release=draw(st.none() | releases),
        provenance=draw(st.none() | provenances),
    )


def _says_something(response: Response) -> bool:
    return not response.is_open or bool(response.reason)


@st.composite
def assessments(draw: st.DrawFn, form: Form) -> Assessment:
    """A draft with any answers to any questions of ``form``, hidden ones too."""
    answered = draw(st.sets(st.sampled_from([question.id for question in form.questions()])))
    stated = draw(st.sets(st.sampled_from([fact.id for fact in form.profile]))) if form.profile else set()
    return Assessment(
        id=AssessmentId(draw(st.uuids()).hex),
        form=form,
        form_digest=form_digest(form),
        organisation=draw(typed),
        country=draw(st.sampled_from(("", "RUR"))),
        facility=draw(typed),
        cycle=draw(st.sampled_from(("", "2026"))),
        marking=draw(typed),
        language=draw(st.sampled_from(form.languages)),
        profile={fact: draw(st.booleans()) for fact in sorted(stated)},
        answers={question.id: draw(answers(question)) for question in form.questions() if question.id in answered},
    )
