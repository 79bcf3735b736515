package dev.tilewright.bench.repository;

/**
 * A commit.
 *
 * @param hash in full
 * @param date when it was committed, as git writes it in ISO 8601
 * @param subject the first line of its message
 */
public record Commit(String hash, String date, String subject) {

    private static final int SHORT = 12;

    /** Returns enough of the hash to name it to a person. */
    public String shortHash() {
        return hash.substring(0, Math.min(SHORT, hash.length()));
    }

    @Override
    public String toString() {
        return "%s %s".formatted(shortHash(), subject);
    }
}
