package dev.tilewright.device;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * A program of its own: runs the contract of one device's backend where there is no build, and writes each result as it comes.
 *
 * <p>{@code ContractRun DEVICE RESULTS} appends a line of JSON for each test to the file {@code RESULTS}. A test that failed is run again
 * in a process of its own, since what breaks a device's context fails all tests behind it. Kernels of tasks are left out: {@link
 * EmittedKernelsRun} runs them so that one that hangs costs no other. Exit codes: 0 if all tests passed at once, 1 otherwise.
 */
final class ContractRun {

    private static final Map<String, String> CONTRACTS = Map.of(
            "opencl", "dev.tilewright.device.opencl.OpenClBackendTest",
            "cuda", "dev.tilewright.device.cuda.CudaBackendTest");

    private static final Set<String> OF_TASKS =
            Set.of("everyKernelOfARandomScheduleIsRight", "theNaiveKernelOfEveryTaskIsRight");

    private ContractRun() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String contract = CONTRACTS.get(arguments[0].replaceFirst(":.*", ""));
        if (contract == null) {
            throw new IllegalArgumentException("there is no contract test of " + arguments[0]);
        }
        System.setProperty(BackendContract.DEVICE, arguments[0]);
        boolean alone = arguments.length > 2;
        Results results = new Results(Path.of(arguments[1]), alone);
        LauncherFactory.create().execute(request(contract, alone ? arguments[2] : ""), results);
        for (String failed : alone ? List.<String>of() : results.failed) {
            BackendContract.java(ContractRun.class, arguments[0], arguments[1], failed)
                    .waitFor();
        }
        System.exit(results.passed > 0 && results.failed.isEmpty() ? 0 : 1);
    }

    private static LauncherDiscoveryRequest request(String contract, String only) {
        PostDiscoveryFilter wanted = test -> FilterResult.includedIf(test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName())
                .map(name -> only.isEmpty() ? !OF_TASKS.contains(name) : only.equals(name))
                .orElse(true));
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .filters(wanted)
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
            String name = test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(source -> ((MethodSource) source).getMethodName())
                    .orElse(test.getDisplayName());
            if (status.equals("passed")) {
                passed++;
            } else {
                failed.add(name);
            }
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("test", name);
            line.put("status", status);
            if (alone) {
                line.put("alone", true);
            }
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
