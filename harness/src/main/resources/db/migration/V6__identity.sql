PRAGMA user_version = 6;

-- What a task computes is a part of what an outcome is of: its expression, arguments and tolerance, as a digest. Nobody knows what the
-- tasks of earlier rows computed, so these are shown and not recalled.
CREATE TABLE workload_of_content (
    id      INTEGER PRIMARY KEY,
    task    TEXT NOT NULL,
    problem TEXT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (task, problem, content)
);
INSERT INTO workload_of_content SELECT id, task, problem, 'unknown' FROM workload;
DROP TABLE workload;
ALTER TABLE workload_of_content RENAME TO workload;

-- Sources, deflated, each kept once by its SHA-256. texts of a candidate are the ids of those that its genome and its rendering refer to,
-- with commas; empty where they hold their sources themselves, as in rows of earlier versions.
CREATE TABLE source (
    id     INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    text   BLOB NOT NULL
);
ALTER TABLE candidate ADD COLUMN texts TEXT NOT NULL DEFAULT '';

-- Codes by which a machine knows what it wrote itself: HMAC-SHA256 under a key of its own, cut to 16 bytes.
ALTER TABLE run ADD COLUMN mark BLOB;
ALTER TABLE step ADD COLUMN mark BLOB;
ALTER TABLE evaluation ADD COLUMN mark BLOB;
ALTER TABLE fact ADD COLUMN mark BLOB;

-- The process that continues a run, so that no other does.
CREATE TABLE holder (
    run_id  TEXT PRIMARY KEY REFERENCES run (id),
    machine TEXT NOT NULL,
    process INTEGER NOT NULL,
    began   TEXT NOT NULL
);

CREATE INDEX run_place ON run (workload_id, hardware_id);
CREATE INDEX step_new_best ON step (run_id, ordinal) WHERE verdict = 'faster';
CREATE INDEX evaluation_refuted ON evaluation (hash, hardware_id, workload_id) WHERE refuted IS NOT NULL;
