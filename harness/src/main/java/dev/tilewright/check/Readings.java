package dev.tilewright.check;

import dev.tilewright.check.BoundedProcess.Ended;
import dev.tilewright.check.Finding.State;
import dev.tilewright.check.Part.Unheld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the ends of the parts' commands say, in one line each. */
final class Readings {

    /** The statuses of evaluations that tell of a fault of ours; the others are what a search tries and gives up. */
    private static final List<String> FAULTS = List.of("build-error", "launch-error", "wrong-result", "crash");

    /** How compare-peers says that a contestant was asked for in vain. */
    private static final String NOT_ITS_TASK = "it does not do ";

    /** How compare-peers says that a contestant is here, and did not do what it was asked for. */
    private static final Pattern AILMENTS = Pattern.compile(
            "no answer within|ended with|was killed|took longer|what is no result|what is not JSON|cannot be run");

    private static final int LONGEST_MESSAGE = 160;

    private Readings() {}

    /** Reads the lines of {@code ContractRun}; a test that failed has another line, of how it went alone. */
    static Part.Reading contract(Path lines) {
        return ended -> {
            int passed = 0;
            List<String> others = new ArrayList<>();
            Set<String> passedAlone = new HashSet<>();
            for (JsonNode test : lines(lines)) {
                String name = test.path("test").asString();
                switch (test.path("status").asString()) {
                    case "passed" -> passed++;
                    case "passed again" -> passedAlone.add(name);
                    case "failed again" -> {}
                    default ->
                        others.add("%s %s: %s"
                                .formatted(
                                        name,
                                        test.path("status").asString(),
                                        shortened(test.path("message").asString(""))));
                }
            }
            String line = "%d of %d tests of the backend's contract passed".formatted(passed, passed + others.size());
            if (!others.isEmpty()) {
                String alone = passedAlone.isEmpty() ? "" : " (%d of them pass alone)".formatted(passedAlone.size());
                throw new Unheld("%s%s; %s".formatted(line, alone, others.getFirst()));
            }
            requireDone(ended, line);
            require(passed > 0, line);
            return line;
        };
    }

    /** Reads the lines of {@code EmittedKernelsRun}. */
    static Part.Reading kernels(Path lines, int schedules) {
        return ended -> {
            Set<Integer> numbers = new HashSet<>();
            List<String> wrong = new ArrayList<>();
            for (JsonNode kernel : lines(lines)) {
                if (kernel.path("right").asBoolean(false)) {
                    numbers.add(kernel.path("kernel").asInt());
                } else {
                    wrong.add("%d, %s"
                            .formatted(
                                    kernel.path("kernel").asInt(),
                                    shortened(kernel.path("message").asString(""))));
                }
            }
            int right = numbers.size();
            String line = "%d emitted kernels right, of naive ones and %d random schedules".formatted(right, schedules);
            if (!wrong.isEmpty()) {
                throw new Unheld("%s; %d not right, the first: %s".formatted(line, wrong.size(), wrong.getFirst()));
            }
            requireDone(ended, line);
            require(right > schedules, line);
            return line;
        };
    }

    /** Reads what {@code tilewright peaks} prints. */
    static Part.Reading peaks() {
        return ended -> {
            requireDone(ended, "");
            JsonNode peaks = tree(ended.output());
            for (String peak : List.of("flop_per_s", "byte_per_s", "read_byte_per_s")) {
                if (!(peaks.path(peak).asDouble(0) > 0)) {
                    throw new Unheld("%s is %s".formatted(peak, peaks.path(peak)));
                }
            }
            return "%.3g TFLOP/s, copy %.0f GB/s, reading %.0f GB/s"
                    .formatted(
                            peaks.path("flop_per_s").asDouble() / 1e12,
                            peaks.path("byte_per_s").asDouble() / 1e9,
                            peaks.path("read_byte_per_s").asDouble() / 1e9);
        };
    }

    /** Reads the run folder of {@code tilewright tune}. */
    static Part.Reading tune(Path folder) {
        return ended -> {
            Path file = folder.resolve("result.json");
            if (!Files.exists(file)) {
                requireDone(ended, "");
            }
            JsonNode result = tree(text(file));
            Map<String, Integer> counts = new TreeMap<>();
            result.path("counts").properties().forEach(count -> {
                if (count.getValue().asInt() > 0) {
                    counts.put(count.getKey(), count.getValue().asInt());
                }
            });
            String tried = counts.entrySet().stream()
                    .map(count -> "%d %s".formatted(count.getValue(), count.getKey()))
                    .collect(Collectors.joining(", "));
            boolean right = !result.path("best").path("verified").isEmpty();
            boolean faulty = FAULTS.stream().anyMatch(counts::containsKey);
            require(right || !faulty, "no candidate was right: " + tried);
            String line = right
                    ? "%s, naive %s; %s"
                            .formatted(speed(result.path("best")), milliseconds(result.path("baseline")), tried)
                    : tried;
            if (!faulty) {
                requireDone(ended, line);
            }
            require(right, "the best kernel was not verified on any problem: " + line);
            require(!faulty, line);
            return line;
        };
    }

    private static String speed(JsonNode best) {
        StringBuilder said = new StringBuilder(milliseconds(best));
        if (best.has("roofline_fraction")) {
            said.append(" (%.0f %% of the roofline)"
                    .formatted(100 * best.path("roofline_fraction").asDouble()));
        }
        if (best.path("gflop_per_s").asDouble(0) > 0) {
            said.append(", %.0f GFLOP/s".formatted(best.path("gflop_per_s").asDouble()));
        }
        return said.append(", %.0f GB/s".formatted(best.path("gbyte_per_s").asDouble()))
                .toString();
    }

    private static String milliseconds(JsonNode timed) {
        return "%.3g ms".formatted(timed.path("median_ns").asDouble() / 1e6);
    }

    /**
     * Reads what {@code compare-peers --output} wrote.
     *
     * @param alone whether our kernels may be all that there is
     */
    static Part.Reading peers(Path file, boolean alone) {
        return ended -> {
            if (!ended.started()) {
                throw new Unheld(State.ABSENT, "python3 was not found: " + ended.lastWords());
            }
            List<Compared> tasks = new ArrayList<>();
            for (JsonNode comparison : tree(text(file)).path("comparisons")) {
                tasks.add(compared(comparison));
            }
            String line = tasks.stream().map(Compared::line).collect(Collectors.joining("; "));
            requireDone(ended, line);
            require(!tasks.isEmpty(), "nothing was compared");
            if (tasks.stream().anyMatch(Compared::ailing)) {
                throw new Unheld(State.BROKEN, line);
            }
            if (!alone && tasks.stream().allMatch(task -> task.ratios().isEmpty())) {
                throw new Unheld(State.ABSENT, line);
            }
            return line;
        };
    }

    /**
     * Our kernel's speed over that of each peer, as text, and why peers are missing.
     *
     * @param ailing whether one is missing that is here, and failed
     */
    private record Compared(String task, List<String> ratios, List<String> missing, boolean ailing) {

        String line() {
            String compared = ratios.isEmpty() ? "without peers" : String.join(", ", ratios);
            return missing.isEmpty()
                    ? "%s %s".formatted(task, compared)
                    : "%s %s (%s)".formatted(task, compared, String.join("; ", missing));
        }
    }

    private static Compared compared(JsonNode comparison) throws Unheld {
        String task = comparison.path("task").asString();
        List<String> ratios = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        boolean ailing = false;
        for (JsonNode row : comparison.path("contestants")) {
            String name = row.path("name").asString();
            if (row.has("unavailable")) {
                String reason = "%s: %s"
                        .formatted(name, shortened(row.path("unavailable").asString()));
                require(
                        !name.equals("tilewright"),
                        "%s: the kernel of Tilewright was not timed: %s".formatted(task, reason));
                if (!reason.contains(NOT_ITS_TASK)) {
                    missing.add(reason);
                }
                ailing |= AILMENTS.matcher(reason).find();
                continue;
            }
            require(row.path("right").asBoolean(true), "%s: %s gives wrong results".formatted(task, name));
            // Launches cost the host the same whoever's kernel it is, so the device's clock comes first.
            JsonNode ratio = row.has("tilewright_over_it_device")
                    ? row.path("tilewright_over_it_device")
                    : row.path("tilewright_over_it");
            if (ratio.isNumber()) {
                ratios.add("%.2f × %s".formatted(ratio.asDouble(), name));
            }
        }
        return new Compared(task, ratios, missing, ailing);
    }

    private static void require(boolean held, String line) throws Unheld {
        if (!held) {
            throw new Unheld(line);
        }
    }

    /** Requires that a command has ended by itself, and well. */
    private static void requireDone(Ended ended, String soFar) throws Unheld {
        String before = soFar.isEmpty() ? "" : soFar + "; ";
        if (ended.killed()) {
            throw new Unheld(
                    State.TIMEOUT,
                    "%sended after %.0f s; its last words: %s"
                            .formatted(before, ended.seconds(), shortened(ended.lastWords())));
        }
        if (ended.exitCode() != 0) {
            throw new Unheld(
                    State.BROKEN,
                    "%sexit code %d: %s".formatted(before, ended.exitCode(), shortened(ended.lastWords())));
        }
    }

    /** Reads a file of JSON lines as far as it was written; the last line may be cut. */
    static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> read = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : text(file).lines().toList()) {
                try {
                    read.add(JsonMapper.shared().readTree(line));
                } catch (JacksonException cut) {
                    break;
                }
            }
        }
        return read;
    }

    /** Reads a file, whatever is in it. */
    static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    static JsonNode tree(String json) throws IOException {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException garbled) {
            throw new IOException("no JSON: " + shortened(json), garbled);
        }
    }

    static String shortened(String message) {
        String line = message.lines()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .limit(3)
                .reduce((a, b) -> a + " | " + b)
                .orElse("");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + " …";
    }
}
