-- 'TLWR' in ASCII: tells a memory from any other SQLite file.
PRAGMA application_id = 1414289234;
PRAGMA user_version = 1;

CREATE TABLE hardware (
    id           INTEGER PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    backend      TEXT NOT NULL,
    vendor       TEXT NOT NULL,
    model        TEXT NOT NULL,
    architecture TEXT NOT NULL,
    driver       TEXT NOT NULL
);

-- A task with one binding of its sizes, sorted by name.
CREATE TABLE workload (
    id      INTEGER PRIMARY KEY,
    task    TEXT NOT NULL,
    problem TEXT NOT NULL,
    UNIQUE (task, problem)
);

-- One row per distinct text, however many steps met it. hash is blind to comments and layout, content is not.
-- programs is JSON, deflated: the programs for all problems, which repeat each other.
CREATE TABLE candidate (
    id       INTEGER PRIMARY KEY,
    hash     TEXT NOT NULL,
    content  TEXT NOT NULL UNIQUE,
    origin   TEXT NOT NULL,
    programs BLOB NOT NULL
);
CREATE INDEX candidate_hash ON candidate (hash);

CREATE TABLE run (
    id          TEXT PRIMARY KEY,
    workload_id INTEGER NOT NULL REFERENCES workload (id),
    hardware_id INTEGER NOT NULL REFERENCES hardware (id),
    problem     TEXT NOT NULL,
    device      TEXT NOT NULL,
    plan        TEXT NOT NULL,
    version     TEXT NOT NULL,
    started     TEXT NOT NULL
);

-- Times and costs in ns. known is 0 for an outcome that was recalled and committed in another form.
-- refuted says why a confirmation in a fresh process overruled it.
CREATE TABLE evaluation (
    id                 INTEGER PRIMARY KEY,
    workload_id        INTEGER NOT NULL REFERENCES workload (id),
    hardware_id        INTEGER NOT NULL REFERENCES hardware (id),
    hash               TEXT NOT NULL,
    known              INTEGER NOT NULL,
    status             TEXT NOT NULL,
    device_median      REAL,
    device_low         REAL,
    device_high        REAL,
    device_samples     INTEGER,
    host_median        REAL,
    host_low           REAL,
    host_high          REAL,
    host_samples       INTEGER,
    max_relative_error TEXT,
    verified           TEXT NOT NULL,
    diagnostics        TEXT NOT NULL,
    refuted            TEXT,
    build_cost         INTEGER NOT NULL,
    run_cost           INTEGER NOT NULL,
    total_cost         INTEGER NOT NULL
);
CREATE INDEX evaluation_key ON evaluation (hash, hardware_id, workload_id);

CREATE TABLE step (
    run_id           TEXT NOT NULL REFERENCES run (id),
    ordinal          INTEGER NOT NULL,
    candidate_id     INTEGER NOT NULL REFERENCES candidate (id),
    evaluation_id    INTEGER NOT NULL REFERENCES evaluation (id),
    parents          TEXT NOT NULL,
    directive        TEXT,
    change           TEXT NOT NULL,
    recalled         INTEGER NOT NULL,
    reward           REAL NOT NULL,
    verdict          TEXT,
    confirmed_median REAL,
    confirmation     TEXT,
    committed        TEXT NOT NULL,
    PRIMARY KEY (run_id, ordinal)
);
CREATE INDEX step_candidate ON step (candidate_id);

CREATE TABLE policy (
    policy      TEXT NOT NULL,
    task        TEXT NOT NULL,
    hardware_id INTEGER NOT NULL REFERENCES hardware (id),
    state       TEXT NOT NULL,
    kept        TEXT NOT NULL,
    PRIMARY KEY (policy, task, hardware_id)
);

CREATE TABLE fact (
    hardware_id INTEGER NOT NULL REFERENCES hardware (id),
    name        TEXT NOT NULL,
    value       TEXT NOT NULL,
    kept        TEXT NOT NULL,
    PRIMARY KEY (hardware_id, name)
);
