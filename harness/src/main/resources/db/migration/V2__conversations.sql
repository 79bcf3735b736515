PRAGMA user_version = 2;

-- One request to a language model and what became of it. asked and answer are deflated: prompts repeat each other.
-- taken is NULL for an answer that the search never looked at.
CREATE TABLE exchange (
    run_id    TEXT NOT NULL REFERENCES run (id),
    ordinal   INTEGER NOT NULL,
    purpose   TEXT NOT NULL,
    model     TEXT NOT NULL,
    directive TEXT,
    parents   TEXT NOT NULL,
    repairs   INTEGER,
    turn      INTEGER NOT NULL,
    temperature REAL NOT NULL,
    lines     BLOB NOT NULL,
    answer    BLOB NOT NULL,
    truncated INTEGER NOT NULL,
    failure   TEXT NOT NULL,
    broke     INTEGER NOT NULL,
    requests  INTEGER NOT NULL,
    tokens    INTEGER NOT NULL,
    money     REAL NOT NULL,
    nanos     INTEGER NOT NULL,
    taken     INTEGER,
    verdict   TEXT,
    reason    TEXT,
    candidate TEXT,
    PRIMARY KEY (run_id, ordinal)
);

CREATE TABLE belief (
    id             TEXT PRIMARY KEY,
    hardware_id    INTEGER NOT NULL REFERENCES hardware (id),
    task           TEXT NOT NULL,
    text           TEXT NOT NULL,
    transformation TEXT NOT NULL,
    pays           INTEGER NOT NULL,
    evidence       TEXT NOT NULL,
    dropped        TEXT
);

CREATE TABLE style (
    name    TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    retired INTEGER NOT NULL
);
