# SPDX-License-Identifier: Apache-2.0
"""Published forms as they were when somebody answered them, kept by digest."""

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.domain.ids import Digest
from checklistapp.formats import canonical, form_json
from checklistapp.store.store import Store


def keep(store: Store, form: Form) -> Digest:
    """Keep the published bytes, once; no act of its own, since the digest stands wherever the form is used."""
    published = form_json.publish(form)
    digest = canonical.digest(published)
    with store.transaction():
        store.database.execute(
            "INSERT INTO form (digest, id, version, title, published) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [digest, form.id, form.version, form.title, published],
        )
    store.forms[digest] = form
    return digest


def load(store: Store, digest: Digest) -> Form:
    if digest not in store.forms:
        store.forms[digest] = form_json.read_published(published(store, digest), digest)
    return store.forms[digest]


def published(store: Store, digest: Digest) -> bytes:
    """The canonical JSON, as it travels in bundles."""
    found = store.query("SELECT published FROM form WHERE digest = ?", digest)
    if not found:
        raise ChecklistError("unknown-form", "This workspace does not hold that form.", "Receive the bundle again.")
    return bytes(found[0][0])
