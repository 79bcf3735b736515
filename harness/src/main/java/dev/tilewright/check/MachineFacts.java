package dev.tilewright.check;

import dev.tilewright.check.BoundedProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What a figure from a machine is worth nothing without.
 *
 * @param backends what {@code tilewright devices} lists
 * @param device the device that is checked
 * @param openClGpu the first GPU that OpenCL reaches
 * @param withoutOpenCl why it reaches none; empty where it does
 * @param told what the driver, the compilers, Python and the system say, by name
 */
record MachineFacts(
        JsonNode backends,
        JsonNode device,
        Optional<String> openClGpu,
        String withoutOpenCl,
        Map<String, Object> told) {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** For what describes the machine, and is no more than that. */
    private static final Duration SHORT = Duration.ofSeconds(6);

    private static final int MOST_LINES = 40;
    private static final int LONGEST_LINE = 400;

    private static final String CLOCKS =
            "name,driver_version,pstate,clocks.sm,clocks.mem,clocks.max.sm,clocks.max.mem,power.draw,power.limit,temperature.gpu,"
                    + "ecc.mode.current,mig.mode.current,compute_mode,memory.total,memory.used,utilization.gpu";

    private static final String PACKAGES = """
            import importlib.metadata, json, sys
            wanted = ("torch", "triton", "numpy", "jax", "cupy", "nvidia-cublas", "nvidia-cudnn", "nvidia-cuda-nvrtc")
            found = {"python": sys.version.split()[0], "at": sys.executable}
            for each in importlib.metadata.distributions():
                name = (each.metadata["Name"] or "").lower()
                if name.startswith(wanted):
                    found[name] = each.version
            print(json.dumps(found))
            """;

    /** There is nothing to check, and why. */
    static final class NoDevice extends Exception {
        NoDevice(String why) {
            super(why);
        }
    }

    /**
     * Asks the machine; each question has a limit of its own.
     *
     * @throws NoDevice if the device is not there, with the reason and the remedy
     */
    static MachineFacts gather(String device, Workspace workspace) throws NoDevice, IOException, InterruptedException {
        JsonNode backends = devices(workspace);
        JsonNode found = find(backends, device);
        Map<String, Object> told = new LinkedHashMap<>();
        put(told, "gpu", clocks(workspace));
        ask(workspace, "nvidia-smi-q", List.of("nvidia-smi", "-q"));
        put(told, "nvcc", ask(workspace, "nvcc", List.of("nvcc", "--version")));
        put(told, "python", ask(workspace, "python", List.of("python3", "-c", PACKAGES)));
        told.put("icds", icds());
        told.put("system", "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")));
        told.put("processor", processor());
        told.put("processors", Runtime.getRuntime().availableProcessors());
        told.put("load", load());
        JsonNode openCl = backend(backends, "opencl");
        String withoutOpenCl = openCl.path("reason").asString("OpenCL finds no GPU on this machine");
        return new MachineFacts(backends, found, openClGpu(openCl), withoutOpenCl, told);
    }

    /** Lists devices; where that fails, without OpenCL, whose drivers are other people's libraries. */
    private static JsonNode devices(Workspace workspace) throws NoDevice, IOException, InterruptedException {
        String tilewright = workspace.home().resolve("bin/tilewright").toString();
        Ended last = new Ended(-1, false, 0, "", "");
        for (List<String> before : List.of(List.<String>of(), List.of("env", "OCL_ICD_VENDORS=/nonexistent"))) {
            List<String> command = new ArrayList<>(before);
            command.addAll(List.of(tilewright, "devices", "--format", "json"));
            last = BoundedProcess.run(
                    command,
                    workspace.work(),
                    LIMIT,
                    workspace.output("devices"),
                    workspace.errors("devices"),
                    () -> {});
            int begin = last.output().indexOf('[');
            if (last.exitCode() == 0 && begin >= 0) {
                try {
                    return Readings.tree(last.output().substring(begin));
                } catch (IOException noise) {
                    // The second try may be quieter.
                }
            }
        }
        throw new NoDevice("devices cannot be listed: " + last.lastWords());
    }

    private static Ended clocks(Workspace workspace) throws IOException, InterruptedException {
        return ask(workspace, "nvidia-smi", List.of("nvidia-smi", "--query-gpu=" + CLOCKS, "--format=csv"));
    }

    /** Asks for clocks and temperatures once more: work warms a GPU up. */
    void lookAgain(Workspace workspace) throws IOException, InterruptedException {
        Ended ended = clocks(workspace);
        if (ended.started()) {
            put(told, "gpu, at the end", ended);
        }
    }

    private static JsonNode find(JsonNode backends, String device) throws NoDevice {
        String name = device.replaceFirst(":.*", "");
        for (JsonNode backend : backends) {
            if (backend.path("backend").asString().equals(name)) {
                for (JsonNode each : backend.path("devices")) {
                    if (each.path("id").asString().equals(device)) {
                        return each;
                    }
                }
                throw new NoDevice(
                        backend.has("reason")
                                ? "%s: %s; %s"
                                        .formatted(
                                                device,
                                                backend.path("reason").asString(),
                                                backend.path("remedy").asString())
                                : "there is no device %s; tilewright devices lists what there is".formatted(device));
            }
        }
        throw new NoDevice("there is no backend %s".formatted(name));
    }

    private static Optional<String> openClGpu(JsonNode openCl) {
        for (JsonNode each : openCl.path("devices")) {
            if (!each.path("cpu").asBoolean(true)) {
                return Optional.of(each.path("id").asString());
            }
        }
        return Optional.empty();
    }

    private static JsonNode backend(JsonNode backends, String name) {
        for (JsonNode backend : backends) {
            if (backend.path("backend").asString().equals(name)) {
                return backend;
            }
        }
        return MissingNode.getInstance();
    }

    private static Ended ask(Workspace workspace, String name, List<String> command)
            throws IOException, InterruptedException {
        return BoundedProcess.run(
                command, workspace.work(), SHORT, workspace.output(name), workspace.errors(name), () -> {});
    }

    private static void put(Map<String, Object> told, String name, Ended ended) {
        List<String> said = ended.output()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.substring(0, Math.min(line.length(), LONGEST_LINE)))
                .limit(MOST_LINES)
                .toList();
        String none = ended.started() ? "unknown: " + Readings.shortened(ended.lastWords()) : "not found";
        told.put(name, ended.exitCode() == 0 ? said : List.of(none));
    }

    private static List<String> icds() {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("/etc/OpenCL/vendors"))) {
            files.sorted().forEach(file -> found.add(file.getFileName().toString()));
        } catch (IOException none) {
            // There are none.
        }
        return found;
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String load() throws IOException {
        Path load = Path.of("/proc/loadavg");
        return Files.exists(load) ? Files.readString(load).strip() : "";
    }

    String key() {
        return device.path("key").asString();
    }

    /** Describes the device in one line. */
    String line() {
        return "%s, %s, driver %s, %d units, %.0f GiB"
                .formatted(
                        device.path("model").asString(),
                        device.path("architecture").asString(),
                        device.path("driver").asString(),
                        device.path("compute_units").asInt(),
                        device.path("global_memory_bytes").asDouble() / (1L << 30));
    }
}
