# SPDX-License-Identifier: Apache-2.0
"""Characters that no font of printed documents can draw: named before paper or a signature, never left to silence."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from checklistapp.documents.fonts import Fonts, load_fonts
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.formats import assessment_json
from checklistapp.system.paths import data_folder

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Unprintable:
    """``questions`` are the ids of those with such a character; one may also stand in the form or on the cover."""

    characters: tuple[str, ...]
    questions: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        named = ", ".join(_name(character) for character in self.characters[:_NAMED])
        more = f" and {len(self.characters) - _NAMED} more" if len(self.characters) > _NAMED else ""
        where = f" They stand in {', '.join(self.questions)}." if self.questions else ""
        return f"Printed documents cannot show these characters: {named}{more}.{where}"


def fonts() -> Fonts:
    return load_fonts(data_folder("fonts"))


def unprintable(assessment: Assessment, *, working_notes: bool = False) -> Unprintable | None:
    """What a document of this assessment would show as a replacement character; None where it shows everything."""
    record = msgspec.json.decode(
        assessment_json.write_record(assessment, with_working_notes=working_notes), type=dict[str, object]
    )
    answers = msgspec.convert(record.pop("answers"), dict[str, object])
    missing = {question: fonts().missing("".join(texts(answer))) for question, answer in answers.items()}
    found = fonts().missing("".join(texts(record))).union(*missing.values())
    if not found:
        return None
    return Unprintable(tuple(sorted(found)), tuple(question for question, characters in missing.items() if characters))


def require_printable(found: Unprintable | None) -> None:
    """Nobody signs a page that shows other characters than the record holds."""
    if found is not None:
        raise ChecklistError(
            "characters-missing", found.sentence, "Write these words in letters that can be printed, then sign again."
        )


def require_drawn(replaced: Iterable[str]) -> None:
    """The same of pages that are laid out: ``replaced`` is what no font could draw on them."""
    characters = tuple(replaced)
    require_printable(Unprintable(characters) if characters else None)


def texts(data: object) -> Iterator[str]:
    """All strings in decoded JSON but the names of its members."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for each in data.values():
            yield from texts(each)
    elif isinstance(data, list):
        for each in data:
            yield from texts(each)


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
