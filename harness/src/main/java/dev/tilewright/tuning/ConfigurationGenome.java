package dev.tilewright.tuning;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Genome;
import dev.tilewright.space.Configuration;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A configuration that is evaluated for itself, with no kernel at hand.
 *
 * @param configuration one value for each tunable
 */
public record ConfigurationGenome(Configuration configuration) implements Genome {

    private static final int DIGITS = 32;

    /** Returns the genome of a candidate of this domain. */
    public static ConfigurationGenome of(Candidate candidate) {
        return (ConfigurationGenome) candidate.genome();
    }

    @Override
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(configuration.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return configuration.toString();
    }
}
