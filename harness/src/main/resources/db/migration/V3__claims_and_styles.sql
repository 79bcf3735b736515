PRAGMA user_version = 3;

-- What a belief is about, beside a transformation on one device: a kind of task, a class of devices, a condition. NULL for any, for
-- the one device, and for always.
ALTER TABLE belief ADD COLUMN tasks TEXT;
ALTER TABLE belief ADD COLUMN devices TEXT;
ALTER TABLE belief ADD COLUMN condition TEXT;

-- What answers to prompts in a style earned on some hardware. A style is given up where it does not earn, and not elsewhere.
CREATE TABLE style_record (
    hardware_id INTEGER NOT NULL REFERENCES hardware (id),
    style       TEXT    NOT NULL,
    answers     INTEGER NOT NULL,
    sum         REAL    NOT NULL,
    squares     REAL    NOT NULL,
    retired     INTEGER NOT NULL,
    PRIMARY KEY (hardware_id, style)
);

DELETE FROM style WHERE retired = 1;
ALTER TABLE style DROP COLUMN retired;
