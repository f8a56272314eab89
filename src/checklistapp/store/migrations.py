# SPDX-License-Identifier: Apache-2.0
"""The tables of a workspace, built up by steps that are never edited once released."""

from checklistapp.domain.errors import ChecklistError
from checklistapp.store.connection import Database, Migrations, damaged

SCHEMA = Migrations("checklistapp")


def migrate(database: Database, *, new: bool = False) -> None:
    """Bring the tables up to date; refuse those of a newer program, whose rows this one could spoil."""
    applied = [step.name for step in SCHEMA.applied(database)]
    if not applied and not new:
        raise _no_tables()
    if not set(applied) <= STEPS:
        raise ChecklistError(
            "workspace-too-new",
            "This workspace was changed by a newer version of the program.",
            "Open it with that version or a later one.",
        )
    if len(applied) < len(STEPS):
        if not new and database.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise damaged()  # an old page of an index would hide rows, or a step, from the steps below
        SCHEMA.apply(database)


def is_newer(database: Database) -> bool:
    """Whether steps were applied that this program does not know; asks without writing anything."""
    if "_sqlite_migrations" not in database.table_names():
        raise _no_tables()
    found = database.execute("SELECT name FROM _sqlite_migrations NOT INDEXED WHERE migration_set = ?", [SCHEMA.name])
    return not {name for (name,) in found} <= STEPS


def _no_tables() -> ChecklistError:
    return ChecklistError("damaged", "The workspace's file holds no tables.", "Restore a backup copy to a new folder.")


@SCHEMA()
def m001_first_tables(database: Database) -> None:
    # Every row that changes has a random salt: the journal keeps digests of former rows that nobody can guess.
    for statement in (
        """CREATE TABLE setting (
            key TEXT PRIMARY KEY, value TEXT NOT NULL, salt BLOB NOT NULL) STRICT, WITHOUT ROWID""",
        """CREATE TABLE person (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, organisation TEXT NOT NULL,
            slot TEXT NOT NULL, salt BLOB NOT NULL) STRICT""",
        """CREATE TABLE identity (
            id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person, name TEXT NOT NULL,
            organisation TEXT NOT NULL, certificate BLOB NOT NULL, chain BLOB NOT NULL, fingerprint TEXT NOT NULL,
            self_made INTEGER NOT NULL, recipient_hybrid TEXT NOT NULL, recipient_x25519 TEXT NOT NULL,
            secrets BLOB NOT NULL, retired INTEGER NOT NULL, salt BLOB NOT NULL) STRICT""",
        """CREATE TABLE contact (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, organisation TEXT NOT NULL, certificate BLOB NOT NULL,
            fingerprint TEXT NOT NULL, recipient_hybrid TEXT NOT NULL, recipient_x25519 TEXT NOT NULL,
            confirmation TEXT NOT NULL, salt BLOB NOT NULL) STRICT""",
        """CREATE TABLE form (
            digest TEXT PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL,
            published BLOB NOT NULL) STRICT""",
        """CREATE TABLE assessment (
            id TEXT PRIMARY KEY, form TEXT NOT NULL REFERENCES form, organisation TEXT NOT NULL,
            country TEXT NOT NULL, facility TEXT NOT NULL, cycle TEXT NOT NULL, marking TEXT NOT NULL,
            language TEXT NOT NULL, state TEXT NOT NULL, profile TEXT NOT NULL, started TEXT NOT NULL,
            salt BLOB NOT NULL) STRICT""",
        """CREATE TABLE answer (
            assessment TEXT NOT NULL REFERENCES assessment, question TEXT NOT NULL, value TEXT, meta TEXT,
            reason TEXT NOT NULL, note TEXT NOT NULL, public_statement TEXT NOT NULL, working_note TEXT NOT NULL,
            parts TEXT NOT NULL, probes TEXT NOT NULL, release TEXT, person TEXT NOT NULL, name TEXT NOT NULL,
            sequence INTEGER NOT NULL, clock TEXT NOT NULL, language TEXT NOT NULL, wording TEXT NOT NULL,
            salt BLOB NOT NULL, PRIMARY KEY (assessment, question), CHECK ((value IS NULL) <> (meta IS NULL))
            ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE evidence (
            id TEXT PRIMARY KEY, assessment TEXT NOT NULL REFERENCES assessment, question TEXT NOT NULL,
            position INTEGER NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, identifier TEXT NOT NULL,
            section TEXT NOT NULL, date TEXT NOT NULL, holder TEXT NOT NULL, location TEXT NOT NULL,
            file TEXT UNIQUE, name TEXT, size INTEGER, sha512 TEXT, key BLOB, salt BLOB NOT NULL) STRICT""",
        "CREATE INDEX evidence_of_question ON evidence (assessment, question, position)",
        """CREATE TABLE document (
            id TEXT PRIMARY KEY, assessment TEXT NOT NULL REFERENCES assessment, kind TEXT NOT NULL,
            stage TEXT NOT NULL, pdf BLOB NOT NULL, sha256 TEXT NOT NULL, content_digest TEXT NOT NULL,
            sequence INTEGER NOT NULL, salt BLOB NOT NULL) STRICT""",
        """CREATE TABLE sent (
            signer TEXT NOT NULL, assessment TEXT NOT NULL, authority TEXT NOT NULL, kind TEXT NOT NULL,
            sequence INTEGER NOT NULL, tagmanifest TEXT NOT NULL, clock TEXT NOT NULL, salt BLOB NOT NULL,
            PRIMARY KEY (signer, assessment, authority, kind, sequence)) STRICT, WITHOUT ROWID""",
        """CREATE TABLE submission (
            id TEXT PRIMARY KEY, signer TEXT NOT NULL, certificate BLOB NOT NULL, assessment TEXT NOT NULL,
            authority TEXT NOT NULL, kind TEXT NOT NULL, sequence INTEGER NOT NULL, tagmanifest TEXT NOT NULL UNIQUE,
            previous TEXT NOT NULL, statement BLOB NOT NULL, form TEXT NOT NULL REFERENCES form,
            record BLOB NOT NULL, pdf BLOB NOT NULL, clock TEXT NOT NULL, verdict TEXT NOT NULL,
            salt BLOB NOT NULL, UNIQUE (signer, assessment, authority, kind, sequence)) STRICT""",
        """CREATE TABLE received_evidence (
            submission TEXT NOT NULL REFERENCES submission, path TEXT NOT NULL, file TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL, size INTEGER NOT NULL, sha512 TEXT NOT NULL, key BLOB NOT NULL, salt BLOB NOT NULL,
            PRIMARY KEY (submission, path)) STRICT""",
        """CREATE TABLE journal (
            sequence INTEGER PRIMARY KEY, previous TEXT NOT NULL, person TEXT NOT NULL, act TEXT NOT NULL,
            subject TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, clock TEXT NOT NULL,
            remark TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
        """CREATE TRIGGER journal_keeps_entries BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
        """CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    ):
        database.execute(statement)


@SCHEMA()
def m002_removed_persons(database: Database) -> None:
    # NULL for everybody who is there: an empty cell stands in no row digest, so those of m001 still hold.
    database.execute("ALTER TABLE person ADD COLUMN removed INTEGER CHECK (removed = 1)")


@SCHEMA()
def m003_shared_files(database: Database) -> None:
    # The same content is kept once, so several rows may name one file; SQLite drops a UNIQUE only with its table.
    for statement in (
        """CREATE TABLE evidence_of_m003 (
            id TEXT PRIMARY KEY, assessment TEXT NOT NULL REFERENCES assessment, question TEXT NOT NULL,
            position INTEGER NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, identifier TEXT NOT NULL,
            section TEXT NOT NULL, date TEXT NOT NULL, holder TEXT NOT NULL, location TEXT NOT NULL,
            file TEXT, name TEXT, size INTEGER, sha512 TEXT, key BLOB, salt BLOB NOT NULL) STRICT""",
        "INSERT INTO evidence_of_m003 SELECT * FROM evidence",
        "DROP TABLE evidence",
        "ALTER TABLE evidence_of_m003 RENAME TO evidence",
        "CREATE INDEX evidence_of_question ON evidence (assessment, question, position)",
        """CREATE TABLE received_of_m003 (
            submission TEXT NOT NULL REFERENCES submission, path TEXT NOT NULL, file TEXT NOT NULL,
            name TEXT NOT NULL, size INTEGER NOT NULL, sha512 TEXT NOT NULL, key BLOB NOT NULL, salt BLOB NOT NULL,
            PRIMARY KEY (submission, path)) STRICT""",
        "INSERT INTO received_of_m003 SELECT * FROM received_evidence",
        "DROP TABLE received_evidence",
        "ALTER TABLE received_of_m003 RENAME TO received_evidence",
    ):
        database.execute(statement)


@SCHEMA()
def m004_tokens_authorities_paper(database: Database) -> None:
    # NULL where the key is in the row itself, and where no list came with a bundle, as in m002.
    for statement in (
        "ALTER TABLE identity ADD COLUMN token TEXT",
        "ALTER TABLE submission ADD COLUMN revocations BLOB",
        """CREATE TABLE pinned (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, data BLOB NOT NULL, salt BLOB NOT NULL) STRICT""",
        # What one person keyed from paper, until another has keyed the same: no answer yet.
        """CREATE TABLE keyed (
            assessment TEXT NOT NULL REFERENCES assessment, line TEXT NOT NULL, person TEXT NOT NULL,
            question TEXT NOT NULL, entry TEXT NOT NULL, proven INTEGER NOT NULL, clock TEXT NOT NULL,
            salt BLOB NOT NULL, PRIMARY KEY (assessment, line, person)) STRICT, WITHOUT ROWID""",
    ):
        database.execute(statement)


STEPS = frozenset(
    {
        m001_first_tables.__name__,
        m002_removed_persons.__name__,
        m003_shared_files.__name__,
        m004_tokens_authorities_paper.__name__,
    }
)
