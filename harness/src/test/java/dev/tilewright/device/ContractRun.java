package dev.tilewright.device;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program of its own: runs the contract of one backend where there is no build, and writes each result as it comes.
 *
 * <p>{@code ContractRun BACKEND RESULTS} appends a line of JSON for each test to the file {@code RESULTS}. Random schedules are left out:
 * {@link ScheduleDraws} runs them so that one that hangs costs no other. Exit codes: 0 if all tests passed, 1 otherwise.
 */
final class ContractRun {

    private static final Map<String, String> CONTRACTS = Map.of(
            "opencl", "dev.tilewright.device.opencl.OpenClBackendTest",
            "cuda", "dev.tilewright.device.cuda.CudaBackendTest");

    private static final String RANDOM = "everyKernelOfARandomScheduleIsRight";

    private ContractRun() {}

    public static void main(String[] arguments) {
        String contract = CONTRACTS.get(arguments[0]);
        if (contract == null) {
            throw new IllegalArgumentException("there is no contract test of " + arguments[0]);
        }
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(test.getSource()
                        .filter(MethodSource.class::isInstance)
                        .map(source -> !((MethodSource) source).getMethodName().equals(RANDOM))
                        .orElse(true)))
                .build();
        Results results = new Results(Path.of(arguments[1]));
        LauncherFactory.create().execute(request, results);
        System.exit(results.passed > 0 && results.others == 0 ? 0 : 1);
    }

    /** Writes results down. */
    private static final class Results implements TestExecutionListener {

        private final Path file;
        private final Map<String, Long> begun = new ConcurrentHashMap<>();
        private int passed;
        private int others;

        Results(Path file) {
            this.file = file;
        }

        @Override
        public void executionStarted(TestIdentifier test) {
            begun.put(test.getUniqueId(), System.nanoTime());
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
            if (status.equals("passed")) {
                passed++;
            } else {
                others++;
            }
            Map<String, Object> line = new LinkedHashMap<>();
            line.put(
                    "test",
                    test.getSource()
                            .filter(MethodSource.class::isInstance)
                            .map(source -> ((MethodSource) source).getMethodName())
                            .orElse(test.getDisplayName()));
            line.put("status", status);
            line.put("seconds", (System.nanoTime() - begun.getOrDefault(test.getUniqueId(), System.nanoTime())) / 1e9);
            if (!message.isEmpty()) {
                line.put("message", message);
            }
            append(file, line);
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
