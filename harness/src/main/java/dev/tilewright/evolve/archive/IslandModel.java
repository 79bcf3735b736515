package dev.tilewright.evolve.archive;

/**
 * How islands live beside each other. All is counted in candidates, never in time, so that a run can be repeated.
 *
 * @param islands how many there are, positive
 * @param betweenMigrations so many candidates that are progress in their niche, for each island, lie between two migrations; positive
 * @param patience an island that was offered so many candidates since it last made progress may be restarted; positive
 */
public record IslandModel(int islands, int betweenMigrations, int patience) {

    private static final int BETWEEN_MIGRATIONS = 20;
    private static final int PATIENCE = 40;

    public IslandModel {
        if (islands <= 0) {
            throw new IllegalArgumentException("an archive must have an island, not " + islands);
        }
        if (betweenMigrations <= 0 || patience <= 0) {
            throw new IllegalArgumentException("migrations and restarts must be a positive number of candidates apart");
        }
    }

    /** Returns the usual model. */
    public static IslandModel of(int islands) {
        return new IslandModel(islands, BETWEEN_MIGRATIONS, PATIENCE);
    }
}
