PRAGMA user_version = 5;

-- Evolution knows no kernel: an evaluation has a fitness, and what the domain measured beside it is the domain's own JSON. For kernels
-- the fitness is minus the natural logarithm of the median device time in seconds.
ALTER TABLE evaluation ADD COLUMN fitness REAL;
ALTER TABLE evaluation ADD COLUMN measured TEXT;
ALTER TABLE evaluation ADD COLUMN nanos INTEGER NOT NULL DEFAULT 0;
UPDATE evaluation SET
    fitness = -ln(device_median * 1e-9),
    nanos = total_cost,
    measured = json_patch('{}', json_object(
        'device_time_ns', CASE WHEN device_median IS NULL THEN NULL ELSE json_object(
            'median', device_median, 'low', device_low, 'high', device_high, 'samples', device_samples) END,
        'host_time_ns', CASE WHEN host_median IS NULL THEN NULL ELSE json_object(
            'median', host_median, 'low', host_low, 'high', host_high, 'samples', host_samples) END,
        'max_relative_error', max_relative_error,
        'verified', json(verified),
        'build_ns', build_cost,
        'run_ns', run_cost));
ALTER TABLE evaluation DROP COLUMN device_median;
ALTER TABLE evaluation DROP COLUMN device_low;
ALTER TABLE evaluation DROP COLUMN device_high;
ALTER TABLE evaluation DROP COLUMN device_samples;
ALTER TABLE evaluation DROP COLUMN host_median;
ALTER TABLE evaluation DROP COLUMN host_low;
ALTER TABLE evaluation DROP COLUMN host_high;
ALTER TABLE evaluation DROP COLUMN host_samples;
ALTER TABLE evaluation DROP COLUMN max_relative_error;
ALTER TABLE evaluation DROP COLUMN verified;
ALTER TABLE evaluation DROP COLUMN build_cost;
ALTER TABLE evaluation DROP COLUMN run_cost;
ALTER TABLE evaluation DROP COLUMN total_cost;

-- A genome as its domain's codec writes it: what evolution changes, and, deflated, all that it takes to show it and use it.
ALTER TABLE candidate RENAME COLUMN origin TO genome;
ALTER TABLE candidate RENAME COLUMN programs TO rendering;

-- The problem as people write it, M=8,N=4, in place of JSON.
ALTER TABLE run ADD COLUMN domain TEXT NOT NULL DEFAULT 'kernels';
UPDATE run SET problem = coalesce((SELECT group_concat(key || '=' || value, ',') FROM json_each(run.problem)), '');

-- A decision with its turn, the turn at which the outcome was committed, and the same of a confirmation. 0 in runs of earlier versions,
-- which cannot be repeated.
ALTER TABLE step RENAME COLUMN directive TO decision;
ALTER TABLE step ADD COLUMN decided INTEGER NOT NULL DEFAULT 0;
ALTER TABLE step ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE step ADD COLUMN confirmed_fitness REAL;
ALTER TABLE step ADD COLUMN reason TEXT;
ALTER TABLE step ADD COLUMN confirm_asked INTEGER;
ALTER TABLE step ADD COLUMN confirm_turn INTEGER;
UPDATE step SET
    confirmed_fitness = CASE WHEN confirmed_median > 0 THEN -ln(confirmed_median * 1e-9) END,
    reason = json_extract(confirmation, '$.reason'),
    confirmed_after = coalesce(confirmed_after, ordinal),
    confirm_asked = 0,
    confirm_turn = 0
WHERE confirmation IS NOT NULL;
ALTER TABLE step DROP COLUMN confirmed_median;
ALTER TABLE exchange RENAME COLUMN directive TO decision;
ALTER TABLE exchange ADD COLUMN decided INTEGER NOT NULL DEFAULT 0;
