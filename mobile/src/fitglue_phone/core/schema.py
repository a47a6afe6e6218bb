"""The tables of the queue's file.

What a receipt or an anchor depends on is written with `synchronous` FULL, and on Apple's systems
with F_FULLFSYNC, without which their disks may still lose it: https://sqlite.org/pragma.html
"""

VERSION = 1
#: What a queue of an earlier app lacks, by the version that brings it.
LATER = {
    2: """
-- Workouts whose reading met a mistake of ours: how often, with which app, and where.
CREATE TABLE aside (
    workout TEXT PRIMARY KEY,
    mistakes INTEGER NOT NULL,
    app_version TEXT NOT NULL,
    why TEXT NOT NULL
) WITHOUT ROWID;
"""
}
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA cache_size = -1024",
)
TABLES = f"""
CREATE TABLE notes (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE anchors (kind TEXT PRIMARY KEY, anchor BLOB NOT NULL) WITHOUT ROWID;

-- Every workout that Health told of, and what is known of it: Standing in ledger.py.
CREATE TABLE workouts (
    uuid TEXT PRIMARY KEY,
    activity_type INTEGER NOT NULL,
    start_s REAL NOT NULL,
    end_s REAL NOT NULL,
    app TEXT NOT NULL,
    standing TEXT NOT NULL,
    sweep INTEGER NOT NULL,
    activity_id TEXT NOT NULL DEFAULT '',
    sent_s REAL
) WITHOUT ROWID;
CREATE INDEX workouts_by_start ON workouts (start_s);

-- The newest version of each part that was queued, so that it is not queued again.
CREATE TABLE parts (
    workout TEXT NOT NULL,
    name TEXT NOT NULL,
    samples INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    PRIMARY KEY (workout, name)
) WITHOUT ROWID;

-- Workouts whose routes and series are to be read, now or once more later.
CREATE TABLE readings (
    workout TEXT PRIMARY KEY,
    is_live INTEGER NOT NULL,
    start_s REAL NOT NULL,
    asked_s REAL NOT NULL,
    wait_s REAL NOT NULL,
    looks INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- What is to be sent, packed; of a part that is in no batch yet there is one version.
CREATE TABLE items (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    workout TEXT NOT NULL,
    part TEXT NOT NULL,
    is_live INTEGER NOT NULL,
    start_s REAL NOT NULL,
    packed BLOB NOT NULL,
    size INTEGER NOT NULL,
    batch TEXT
);
CREATE UNIQUE INDEX items_waiting ON items (workout, part) WHERE batch IS NULL;
CREATE INDEX items_in_turn ON items (is_live DESC, start_s DESC, number) WHERE batch IS NULL;
CREATE INDEX items_of_batch ON items (batch, number) WHERE batch IS NOT NULL;

-- Batches that were written down; each is forgotten for its receipts alone.
CREATE TABLE batches (
    id TEXT PRIMARY KEY, made_s REAL NOT NULL, is_live INTEGER NOT NULL
) WITHOUT ROWID;

-- What the server will not take as it is: shown, and not sent again.
CREATE TABLE refused (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    workout TEXT NOT NULL,
    part TEXT NOT NULL,
    why TEXT NOT NULL,
    next_step TEXT NOT NULL,
    at_s REAL NOT NULL
);
PRAGMA user_version = {VERSION};
"""
