package dev.tilewright.device;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program of its own: runs the contract of one device's backend where there is no build, and writes each result as it comes.
 *
 * <p>{@code ContractRun DEVICE RESULTS} appends a line of JSON for each test to the file {@code RESULTS}. Tests run in a process of their own:
 * one that does not end, or takes its process down, has failed, and another process goes on behind it. A test that failed is run again
 * alone, since what breaks a device's context fails all tests behind it. Kernels of tasks are left out: {@link EmittedKernelsRun} has
 * them. Exit codes: 0 if all tests passed at once, 1 otherwise.
 */
final class ContractRun {

    private static final Map<String, String> CONTRACTS = Map.of(
            "opencl", "dev.tilewright.device.opencl.OpenClBackendTest",
            "cuda", "dev.tilewright.device.cuda.CudaBackendTest");

    private static final Set<String> OF_TASKS =
            Set.of("everyKernelOfARandomScheduleIsRight", "theNaiveKernelOfEveryTaskIsRight");

    private static final String ALL = "";

    /** The exit code of a process in which a test did not end. */
    private static final int UNFINISHED = 3;

    private static final long LIMIT_SECONDS = 20;
    private static final int MOST_PROCESSES = 8;
    private static final int LONGEST_MESSAGE = 8000;

    private ContractRun() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (!CONTRACTS.containsKey(backend(arguments[0]))) {
            throw new IllegalArgumentException("there is no contract test of " + arguments[0]);
        }
        Path file = Path.of(arguments[1]);
        if (arguments.length > 2) {
            runHere(arguments[0], file, arguments[2]);
        }
        int processes = 0;
        int exitCode;
        do {
            exitCode = start(arguments[0], file, ALL);
        } while (exitCode == UNFINISHED && ++processes < MOST_PROCESSES);
        for (JsonNode line : lines(file)) {
            if (line.path("status").asString().equals("failed")) {
                start(arguments[0], file, line.path("test").asString());
            }
        }
        System.exit(exitCode);
    }

    private static String backend(String device) {
        return device.replaceFirst(":.*", "");
    }

    /** Starts a process for all tests that have no result yet, or for one; returns its exit code, or that something did not end in it. */
    private static int start(String device, Path file, String only) throws IOException, InterruptedException {
        Files.deleteIfExists(begun(file));
        Process process = BackendContract.java(ContractRun.class, device, file.toString(), only);
        Thread.ofPlatform().daemon().start(() -> {
            try (InputStream said = process.getInputStream()) {
                said.transferTo(System.out);
            } catch (IOException ended) {
                // It was killed.
            }
        });
        String running = "";
        long since = System.nanoTime();
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            String now = Files.exists(begun(file)) ? Files.readString(begun(file)) : "";
            if (!now.equals(running)) {
                running = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                process.destroyForcibly();
                failed(file, running, only, "it did not end within %d s".formatted(LIMIT_SECONDS));
                return UNFINISHED;
            }
        }
        if (process.exitValue() > 1) {
            String last = Files.exists(begun(file)) ? Files.readString(begun(file)) : "";
            failed(file, last, only, "its process ended with exit code %d".formatted(process.exitValue()));
            return UNFINISHED;
        }
        return process.exitValue();
    }

    /** Holds the name of the test that runs. */
    private static Path begun(Path file) {
        return file.resolveSibling(file.getFileName() + ".begun");
    }

    private static void failed(Path file, String test, String only, String message) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("test", test.isEmpty() ? "the start of the process" : test);
        line.put("status", only.equals(ALL) ? "failed" : "failed again");
        line.put("message", message);
        append(file, line);
    }

    private static void runHere(String device, Path file, String only) throws IOException {
        System.setProperty(BackendContract.DEVICE, device);
        Set<String> known = new HashSet<>();
        boolean allPassed = true;
        for (JsonNode line : lines(file)) {
            known.add(line.path("test").asString());
            allPassed &= line.path("status").asString().equals("passed");
        }
        boolean alone = !only.equals(ALL);
        Results results = new Results(file, alone);
        String contract = Objects.requireNonNull(CONTRACTS.get(backend(device)));
        LauncherFactory.create()
                .execute(
                        request(
                                contract,
                                name -> alone ? name.equals(only) : !OF_TASKS.contains(name) && !known.contains(name)),
                        results);
        boolean passed = results.failed.isEmpty() && (alone || allPassed && results.passed + known.size() > 0);
        System.exit(passed ? 0 : 1);
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                lines.add(JsonMapper.shared().readTree(line));
            }
        }
        return lines;
    }

    private static LauncherDiscoveryRequest request(String contract, Predicate<String> wanted) {
        PostDiscoveryFilter filter = test -> FilterResult.includedIf(test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> wanted.test(((MethodSource) source).getMethodName()))
                .orElse(true));
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .filters(filter)
                .build();
    }

    /** Writes results down. */
    private static final class Results implements TestExecutionListener {

        private final Path file;
        private final boolean alone;
        private final Map<String, Long> begun = new ConcurrentHashMap<>();
        private final List<String> failed = new ArrayList<>();
        private int passed;

        Results(Path file, boolean alone) {
            this.file = file;
            this.alone = alone;
        }

        @Override
        public void executionStarted(TestIdentifier test) {
            begun.put(test.getUniqueId(), System.nanoTime());
            if (test.isTest()) {
                try {
                    Files.writeString(begun(file), name(test));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            write(test, "skipped", reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            boolean right = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
            // A class is told of only where it has failed as a whole.
            if (test.isTest() || !right) {
                write(
                        test,
                        right ? "passed" : "failed",
                        result.getThrowable().map(String::valueOf).orElse(""));
            }
        }

        private void write(TestIdentifier test, String status, String message) {
            String name = name(test);
            if (status.equals("passed")) {
                passed++;
            } else {
                failed.add(name);
            }
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("test", name);
            line.put("status", alone ? status + " again" : status);
            line.put("seconds", (System.nanoTime() - begun.getOrDefault(test.getUniqueId(), System.nanoTime())) / 1e9);
            if (!message.isEmpty()) {
                line.put("message", message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
            }
            append(file, line);
        }

        private static String name(TestIdentifier test) {
            return test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(source -> ((MethodSource) source).getMethodName())
                    .orElse(test.getDisplayName());
        }
    }

    /** Appends one line of JSON, which is on disk when this returns. */
    static void append(Path file, Map<String, Object> line) {
        try {
            Files.writeString(
                    file,
                    JsonMapper.shared().writeValueAsString(line) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
