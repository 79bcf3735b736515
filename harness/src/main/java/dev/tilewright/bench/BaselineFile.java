package dev.tilewright.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tilewright.bench.Baseline.Entry;
import dev.tilewright.bench.Baseline.Machine;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernels.CandidateForm;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.KernelJson;
import dev.tilewright.task.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes baselines: JSON, fit to be committed beside a suite. Times are in ns. */
public final class BaselineFile {

    private static final String KIND = "tilewright-baseline";
    private static final int FORMAT = 1;

    private BaselineFile() {}

    /**
     * Writes a baseline, in place of what {@code file} holds.
     *
     * @throws BaselineException if it cannot be written
     */
    public static void write(Path file, Baseline baseline) {
        ObjectNode tree = JsonMapper.shared().createObjectNode();
        tree.put("kind", KIND);
        tree.put("format", FORMAT);
        tree.put("tilewright", baseline.version());
        tree.put("saved", baseline.saved().toString());
        ObjectNode cases = tree.putObject("cases");
        baseline.cases().forEach((name, entry) -> cases.set(name, write(entry)));
        String text = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
        Path target = file.toAbsolutePath();
        Path written = target.resolveSibling(target.getFileName() + ".new");
        try {
            Files.writeString(written, text);
            Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /**
     * Checks, before anything is measured, that a baseline can be written.
     *
     * @throws BaselineException if its folder is not there or cannot be written, or {@code file} is something else already
     */
    public static void checkWritable(Path file) {
        if (Files.exists(file)) {
            try {
                read(file);
            } catch (BaselineException other) {
                throw new BaselineException(
                        "%s exists and is not a baseline that this version can read; give another name, or remove it"
                                .formatted(file),
                        other);
            }
        }
        Path target = file.toAbsolutePath();
        try {
            Files.delete(Files.createTempFile(target.getParent(), ".writable", ""));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static BaselineException unwritable(Path file, IOException e) {
        return new BaselineException(
                "the baseline %s cannot be written: %s; name a file in an existing folder that can be written"
                        .formatted(file, e),
                e);
    }

    /**
     * Reads a baseline.
     *
     * @throws BaselineException if there is none, it is damaged, or it is of a newer version
     */
    public static Baseline read(Path file) {
        try {
            return baseline(file, JsonMapper.shared().readTree(Files.readString(file)));
        } catch (NoSuchFileException e) {
            throw new BaselineException(
                    "there is no baseline %s; make one with: tilewright bench SUITE --save-baseline %s"
                            .formatted(file, file),
                    e);
        } catch (CharacterCodingException | JacksonException | IllegalArgumentException | DateTimeException e) {
            throw new BaselineException(
                    "%s is damaged, or not a baseline: %s; save another with --save-baseline"
                            .formatted(file, firstLine(e)),
                    e);
        } catch (IOException e) {
            throw new BaselineException("the baseline %s cannot be read: %s".formatted(file, e), e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("it is empty");
    }

    private static Baseline baseline(Path file, JsonNode tree) {
        if (!tree.path("kind").asString("").equals(KIND)) {
            throw new IllegalArgumentException("it does not say that it is one");
        }
        JsonNode written = member(tree, "format");
        if (!written.isInt() || !member(tree, "cases").isObject()) {
            throw new IllegalArgumentException("its format is no number, or its cases are no object");
        }
        int format = written.asInt();
        if (format > FORMAT) {
            throw new BaselineException(
                    "%s was written by Tilewright %s, and this version (baselines up to format %d) cannot read format %d; use that version, or save a baseline with this one"
                            .formatted(file, tree.path("tilewright").asString("?"), FORMAT, format));
        }
        requireNoNull(tree, "");
        SequencedMap<String, Entry> cases = new LinkedHashMap<>();
        for (var entry : member(tree, "cases").properties()) {
            cases.put(entry.getKey(), entry(entry.getValue()));
        }
        return new Baseline(text(tree, "tilewright"), Instant.parse(text(tree, "saved")), cases);
    }

    private static JsonNode write(Entry entry) {
        return KernelJson.tree(new Kept(
                entry.task(),
                entry.problem(),
                KeptMachine.of(entry.machine()),
                entry.candidate().hash(),
                entry.rounds(),
                CandidateForm.of(entry.candidate())));
    }

    private record Kept(
            String task,
            Problem problem,
            KeptMachine machine,
            String hash,
            @JsonProperty("rounds_ns") List<TimeEstimate> rounds,
            CandidateForm candidate) {}

    private record KeptMachine(
            String backend, String vendor, String model, String architecture, String driver, int computeUnits) {

        static KeptMachine of(Machine machine) {
            Hardware hardware = machine.hardware();
            return new KeptMachine(
                    hardware.backend(),
                    hardware.vendor(),
                    hardware.model(),
                    hardware.architecture(),
                    hardware.driver(),
                    machine.computeUnits());
        }

        Machine machine() {
            return new Machine(new Hardware(backend, vendor, model, architecture, driver), computeUnits);
        }
    }

    private static Entry entry(JsonNode node) {
        Kept kept = KernelJson.read(node, Kept.class);
        List<TimeEstimate> rounds = kept.rounds();
        Entry entry = new Entry(
                kept.task(),
                kept.problem(),
                kept.machine().machine(),
                kept.candidate().candidate(),
                rounds);
        if (!entry.candidate().hash().equals(kept.hash())) {
            throw new IllegalArgumentException("a kernel in it is not the one that was measured");
        }
        if (rounds.isEmpty()
                || rounds.stream().anyMatch(round -> !(round.medianNanos() > 0 && round.medianNanos() < 1e18))) {
            throw new IllegalArgumentException("a case in it has no times");
        }
        return entry;
    }

    /** No baseline that was written has one. */
    private static void requireNoNull(JsonNode node, String path) {
        if (node.isNull()) {
            throw new IllegalArgumentException("%s is null".formatted(path));
        }
        node.properties().forEach(member -> requireNoNull(member.getValue(), path + "/" + member.getKey()));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            requireNoNull(node.get(i), path + "/" + i);
        }
    }

    private static JsonNode member(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new IllegalArgumentException("\"%s\" is missing".formatted(name));
        }
        return value;
    }

    private static String text(JsonNode node, String name) {
        return member(node, name).asString();
    }
}
