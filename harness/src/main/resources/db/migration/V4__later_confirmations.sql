PRAGMA user_version = 4;

-- The ordinal of the step after which the confirmation was made; NULL where it was made before its own step was committed.
ALTER TABLE step ADD COLUMN confirmed_after INTEGER;
