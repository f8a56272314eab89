# SPDX-License-Identifier: Apache-2.0
"""What went to a printer is put on record: which document, which pages, how often, and where."""

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from checklistapp.ui.session import Session
from checklistapp.ui.widgets.printing import Printed

if TYPE_CHECKING:
    from checklistapp.domain.ids import AssessmentId
    from checklistapp.services.workspace import Workspace


def note_printing(
    session: Session,
    kind: str,
    pdf: bytes,
    printed: Printed,
    failed: Callable[[BaseException], None],
    assessment: "AssessmentId | None" = None,
) -> None:
    """``assessment`` is None for what belongs to the workspace as a whole."""
    sha256 = hashlib.sha256(pdf).hexdigest()

    def job(workspace: "Workspace") -> None:
        from checklistapp.services import exports

        if not workspace.is_read_only:
            pages = (printed.first, printed.last)
            exports.note_print(
                workspace, kind, sha256, pages, copies=printed.copies, printer=printed.printer, assessment=assessment
            )

    if session.opened is not None:
        session.run(job, lambda _: None, failed)
