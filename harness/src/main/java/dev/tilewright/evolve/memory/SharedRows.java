package dev.tilewright.evolve.memory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What many rows refer to and is kept once: hardware, workloads, candidates, sources. Each is found, or made where there is none. */
final class SharedRows {

    private static final int DIGEST_BYTES = 16;

    private final Handle handle;

    SharedRows(Handle handle) {
        this.handle = handle;
    }

    long workload(Workload workload) {
        handle.createUpdate(
                        "INSERT INTO workload (task, problem, content) VALUES (:task, :problem, :content) ON CONFLICT DO NOTHING")
                .bind("task", workload.task())
                .bind("problem", workload.key())
                .bind("content", workload.content())
                .execute();
        return findWorkload(workload).orElseThrow();
    }

    Optional<Long> findWorkload(Workload workload) {
        return handle.createQuery(
                        "SELECT id FROM workload WHERE task = :task AND problem = :problem AND content = :content")
                .bind("task", workload.task())
                .bind("problem", workload.key())
                .bind("content", workload.content())
                .mapTo(Long.class)
                .findOne();
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
        return findHardware(hardware).orElseThrow();
    }

    Optional<Long> findHardware(Hardware hardware) {
        return handle.createQuery("SELECT id FROM hardware WHERE key = :key")
                .bind("key", hardware.key())
                .mapTo(Long.class)
                .findOne();
    }

    /**
     * A candidate's row.
     *
     * @param content a digest of all that is kept of it
     */
    record CandidateRow(long id, String content) {}

    /** Finds a candidate by all that is kept of it: genomes with the same hash may differ in comments. */
    CandidateRow candidate(String hash, Codec.Encoded encoded) {
        byte[] rendering = Texts.deflate(encoded.rendering());
        String content = content(encoded.genome(), rendering, encoded.texts());
        Optional<Long> known = find(content);
        if (known.isPresent()) {
            return new CandidateRow(known.get(), content);
        }
        String texts = encoded.texts().stream()
                .map(text -> Long.toString(source(text)))
                .collect(Collectors.joining(","));
        handle.createUpdate("""
                        INSERT INTO candidate (hash, content, genome, rendering, texts)
                        VALUES (:hash, :content, :genome, :rendering, :texts)""")
                .bind("hash", hash)
                .bind("content", content)
                .bind("genome", encoded.genome())
                .bind("rendering", rendering)
                .bind("texts", texts)
                .execute();
        return new CandidateRow(find(content).orElseThrow(), content);
    }

    private Optional<Long> find(String content) {
        return handle.createQuery("SELECT id FROM candidate WHERE content = :content")
                .bind("content", content)
                .mapTo(Long.class)
                .findOne();
    }

    private long source(String text) {
        byte[] digest = digest(text.getBytes(StandardCharsets.UTF_8));
        handle.createUpdate("INSERT INTO source (digest, text) VALUES (:digest, :text) ON CONFLICT DO NOTHING")
                .bind("digest", digest)
                .bind("text", Texts.deflate(text))
                .execute();
        return handle.createQuery("SELECT id FROM source WHERE digest = :digest")
                .bind("digest", digest)
                .mapTo(Long.class)
                .one();
    }

    /** Returns the texts that a candidate refers to. */
    List<String> texts(String ids) {
        return ids.isEmpty()
                ? List.of()
                : Arrays.stream(ids.split(","))
                        .map(id -> handle.createQuery("SELECT text FROM source WHERE id = :id")
                                .bind("id", Long.parseLong(id))
                                .mapTo(byte[].class)
                                .findOne()
                                .map(Texts::inflate)
                                .orElseThrow(() -> new IllegalArgumentException("a source is missing")))
                        .toList();
    }

    /** Returns the digest of all that is kept of a candidate. */
    static String content(String genome, byte[] rendering, List<String> texts) {
        Stream<byte[]> parts = Stream.concat(
                Stream.of(genome.getBytes(StandardCharsets.UTF_8), rendering),
                texts.stream().map(text -> digest(text.getBytes(StandardCharsets.UTF_8))));
        return HexFormat.of().formatHex(digest(parts.toArray(byte[][]::new)), 0, DIGEST_BYTES);
    }

    private static byte[] digest(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return Arrays.copyOf(digest.digest(), DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
