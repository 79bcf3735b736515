PRAGMA user_version = 7;

-- What a search believed on its way, as JSON, for people to see. No decision rests on it, so it has no mark.
CREATE TABLE insight (
    run_id  TEXT PRIMARY KEY REFERENCES run (id),
    content TEXT NOT NULL
);
