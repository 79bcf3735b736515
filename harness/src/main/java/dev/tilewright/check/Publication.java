package dev.tilewright.check;

import dev.tilewright.check.BoundedProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final Duration COLLECTING = Duration.ofSeconds(30);

    private final Workspace workspace;
    private FileTime collected = FileTime.fromMillis(0);

    /** Takes the place where parts leave what they write, and where the files go. */
    Publication(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Returns what an earlier check knew: its working files are the latest, but may be gone; empty if there is nothing that can be read. */
    Optional<JsonNode> earlier() {
        for (Path folder : List.of(workspace.work(), workspace.results())) {
            try {
                return Optional.of(Readings.tree(Files.readString(folder.resolve(CHECK))));
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
            Parcel.unpack(runs, workspace.work());
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
                peers.put(part, Readings.tree(Files.readString(workspace.comparison(part))));
            }
        }
        if (!contract.isEmpty()) {
            write(CONTRACT, JSON.writeValueAsString(contract) + "\n");
        }
        if (!peers.isEmpty()) {
            write(PEERS, JSON.writeValueAsString(peers) + "\n");
        }
    }

    /**
     * Writes what memory knows, if it has changed: wisdom, traces, and the failed candidates among the evidence.
     *
     * @return why that did not work, empty if it did
     */
    Optional<String> memory() throws IOException, InterruptedException {
        if (!Files.exists(workspace.memory())
                || Files.getLastModifiedTime(workspace.memory()).equals(collected)) {
            return Optional.empty();
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
        if (ended.exitCode() != 0) {
            return Optional.of(ended.lastWords());
        }
        collected = Files.getLastModifiedTime(workspace.memory());
        return Optional.empty();
    }

    /** Packs what a later check goes on from, run folders among it, and logs with what is kept of failures; what failed comes first. */
    void parcels(List<Finding> findings) throws IOException {
        Parcel.pack(workspace.results().resolve(RUNS), workspace.work(), workspace.state());
        List<Path> evidence = new ArrayList<>();
        List<Path> others = new ArrayList<>(List.of(workspace.failed()));
        for (Finding finding : findings) {
            List<Path> logs = finding.settled() ? others : evidence;
            logs.add(workspace.output(finding.part()));
            logs.add(workspace.errors(finding.part()));
        }
        evidence.addAll(others);
        for (String always : List.of("nvidia-smi-q", "nvcc", "devices", "python", "collect")) {
            evidence.add(workspace.output(always));
            evidence.add(workspace.errors(always));
        }
        Parcel.pack(workspace.results().resolve(EVIDENCE), workspace.work(), evidence);
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
        Path fresh = folder.resolve("." + name + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
