package dev.tilewright.evolve.memory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jdbi.v3.core.Handle;

/** What many rows refer to and is kept once: hardware, workloads, candidates. Each is found, or made where there is none. */
final class SharedRows {

    private final Handle handle;

    SharedRows(Handle handle) {
        this.handle = handle;
    }

    long workload(Workload workload) {
        handle.createUpdate("INSERT INTO workload (task, problem) VALUES (:task, :problem) ON CONFLICT DO NOTHING")
                .bind("task", workload.task())
                .bind("problem", workload.key())
                .execute();
        return handle.createQuery("SELECT id FROM workload WHERE task = :task AND problem = :problem")
                .bind("task", workload.task())
                .bind("problem", workload.key())
                .mapTo(Long.class)
                .one();
    }

    long hardware(Hardware hardware) {
        handle.createUpdate("""
                        INSERT INTO hardware (key, backend, vendor, model, architecture, driver)
                        VALUES (:key, :backend, :vendor, :model, :architecture, :driver) ON CONFLICT DO NOTHING""")
                .bind("key", hardware.key())
                .bind("backend", hardware.backend())
                .bind("vendor", hardware.vendor())
                .bind("model", hardware.model())
                .bind("architecture", hardware.architecture())
                .bind("driver", hardware.driver())
                .execute();
        return handle.createQuery("SELECT id FROM hardware WHERE key = :key")
                .bind("key", hardware.key())
                .mapTo(Long.class)
                .one();
    }

    /** Finds a candidate by all that is kept of it: genomes with the same hash may differ in comments. */
    long candidate(String hash, String genome, byte[] rendering) {
        String content = digest(genome.getBytes(StandardCharsets.UTF_8), rendering);
        handle.createUpdate("""
                        INSERT INTO candidate (hash, content, genome, rendering) VALUES (:hash, :content, :genome, :rendering)
                        ON CONFLICT (content) DO NOTHING""")
                .bind("hash", hash)
                .bind("content", content)
                .bind("genome", genome)
                .bind("rendering", rendering)
                .execute();
        return handle.createQuery("SELECT id FROM candidate WHERE content = :content")
                .bind("content", content)
                .mapTo(Long.class)
                .one();
    }

    private static String digest(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
