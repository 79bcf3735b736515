package dev.tilewright.check;

import dev.tilewright.check.BoundedProcess.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what is sent back: eight files at most, each of at most 16 MiB, each written as a whole.
 */
final class Publication {

    static final String SUMMARY = "summary.md";
    static final String CHECK = "check.json";
    static final String CONTRACT = "contract.json";
    static final String PEERS = "peers.json";
    static final String RUNS = "runs.zip";
    static final String EVIDENCE = "evidence.zip";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final Duration COLLECTING = Duration.ofSeconds(12);

    private final Workspace workspace;
    private String collected = "";
    private Optional<String> uncollected = Optional.empty();

    /** Takes the place where parts leave what they write, and where the files go. */
    Publication(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Returns what an earlier check knew: its working files are the latest, but may be gone; empty if there is nothing that can be read. */
    Optional<JsonNode> earlier() {
        for (Path folder : List.of(workspace.work(), workspace.results())) {
            try {
                return Optional.of(Readings.tree(Readings.text(folder.resolve(CHECK))));
            } catch (IOException none) {
                // The next place may have it.
            }
        }
        return Optional.empty();
    }

    /** Brings back what an earlier check has left, where its working files are gone: later parts need its memory. */
    void restore() throws IOException {
        Path runs = workspace.results().resolve(RUNS);
        if (Files.exists(runs) && !Files.exists(workspace.memory())) {
            try {
                Parcel.unpack(runs, workspace.work());
            } catch (IOException damaged) {
                // Parts that need what was in it say so.
                Files.deleteIfExists(workspace.memory());
            }
        }
    }

    /** Writes what parts have written so far. It is cheap, so that it can be done while a part runs. */
    void results(List<String> parts) throws IOException {
        Map<String, Object> contract = new LinkedHashMap<>();
        Map<String, Object> peers = new LinkedHashMap<>();
        for (String part : parts) {
            List<JsonNode> lines = Readings.lines(workspace.lines(part));
            if (!lines.isEmpty()) {
                contract.put(part, lines);
            }
            if (Files.exists(workspace.comparison(part))) {
                peers.put(part, comparison(part));
            }
        }
        if (!contract.isEmpty()) {
            write(CONTRACT, JSON.writeValueAsString(contract) + "\n");
        }
        if (!peers.isEmpty()) {
            write(PEERS, JSON.writeValueAsString(peers) + "\n");
        }
    }

    private Object comparison(String part) {
        try {
            return Readings.tree(Readings.text(workspace.comparison(part)));
        } catch (IOException garbled) {
            return Map.of("unreadable", String.valueOf(garbled.getMessage()));
        }
    }

    /**
     * Writes what memory knows, if it has changed: wisdom, traces, and the failed candidates among the evidence.
     *
     * @return why that did not work, empty if it did
     */
    Optional<String> memory() throws IOException, InterruptedException {
        String now = workspace.memoryState();
        if (now.isEmpty() || now.equals(collected)) {
            return uncollected;
        }
        List<String> command = List.of(
                workspace.home().resolve("bin/tilewright").toString(),
                "collect",
                "--memory",
                workspace.memory().toString(),
                "--output",
                workspace.results().toString(),
                "--failed",
                workspace.failed().resolve("tune").toString());
        Ended ended = BoundedProcess.run(
                command,
                workspace.work(),
                COLLECTING,
                workspace.output("collect"),
                workspace.errors("collect"),
                () -> {});
        // What could not be collected is not tried again before there is more of it.
        collected = workspace.memoryState();
        uncollected = ended.exitCode() == 0 ? Optional.empty() : Optional.of(ended.lastWords());
        return uncollected;
    }

    /** Packs what a later check goes on from, run folders among it, and logs with what is kept of failures; what failed comes first. */
    void parcels(List<Finding> findings) throws IOException {
        Parcel.pack(workspace.results().resolve(RUNS), workspace.work(), workspace.state());
        Set<Path> evidence = new LinkedHashSet<>();
        Set<Path> others = new LinkedHashSet<>(List.of(workspace.failed()));
        for (Finding finding : findings) {
            Set<Path> logs = finding.fine() ? others : evidence;
            logs.add(workspace.output(finding.part()));
            logs.add(workspace.errors(finding.part()));
        }
        evidence.addAll(others);
        for (String always : List.of("nvidia-smi-q", "nvcc", "devices", "python", "collect")) {
            evidence.add(workspace.output(always));
            evidence.add(workspace.errors(always));
        }
        Parcel.pack(workspace.results().resolve(EVIDENCE), workspace.work(), List.copyOf(evidence));
    }

    void check(Map<String, Object> content) throws IOException {
        String text = JSON.writeValueAsString(content) + "\n";
        write(workspace.work(), CHECK, text);
        write(CHECK, text);
    }

    void summary(String text) throws IOException {
        write(SUMMARY, text);
    }

    private void write(String name, String text) throws IOException {
        write(workspace.results(), name, text);
    }

    private static void write(Path folder, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path fresh = folder.resolve("." + name + ".new");
        try {
            Files.write(
                    fresh,
                    bytes.length <= Parcel.MOST_BYTES
                            ? bytes
                            : "{\"too large\": %d}%n".formatted(bytes.length).getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
