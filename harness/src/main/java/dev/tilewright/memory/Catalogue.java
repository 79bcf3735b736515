package dev.tilewright.memory;

import dev.tilewright.candidate.Candidate;
import dev.tilewright.candidate.CandidateJson;
import dev.tilewright.device.Hardware;
import dev.tilewright.task.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What many rows refer to and is kept once: hardware, workloads, candidates. Each is found, or made where there is none. */
final class Catalogue {

    private final Handle handle;

    Catalogue(Handle handle) {
        this.handle = handle;
    }

    long workload(String task, Problem problem) {
        handle.createUpdate("INSERT INTO workload (task, problem) VALUES (:task, :problem) ON CONFLICT DO NOTHING")
                .bind("task", task)
                .bind("problem", key(problem))
                .execute();
        return handle.createQuery("SELECT id FROM workload WHERE task = :task AND problem = :problem")
                .bind("task", task)
                .bind("problem", key(problem))
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

    /** Returns the problem with its sizes sorted by name: the order in which they were given does not count. */
    static String key(Problem problem) {
        return new TreeMap<>(problem.sizes())
                .entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(","));
    }

    long candidate(Candidate candidate, String hash, byte[] programs) {
        String origin = CandidateJson.write(candidate.origin()).toString();
        String content = digest(origin.getBytes(StandardCharsets.UTF_8), programs);
        handle.createUpdate("""
                        INSERT INTO candidate (hash, content, origin, programs) VALUES (:hash, :content, :origin, :programs)
                        ON CONFLICT (content) DO NOTHING""")
                .bind("hash", hash)
                .bind("content", content)
                .bind("origin", origin)
                .bind("programs", programs)
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
