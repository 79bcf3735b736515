package dev.tilewright.device;

import dev.tilewright.candidate.ProgramJson;
import dev.tilewright.codegen.KernelsOnDevice;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A program of its own: runs kernels of random schedules where there is no build, and writes each result as it comes.
 *
 * <p>{@code ScheduleDraws BACKEND SEED DRAWS RESULTS FOLDER} appends a line of JSON for each draw to the file {@code RESULTS}, and keeps in
 * {@code FOLDER} the source, the program and the machine code of each draw that went wrong. Draws run in a process of their own: one that hangs is
 * killed with it, one that breaks the device's context breaks no other's, and the next process goes on behind it. Draws that
 * {@code RESULTS} has already are not run again. Exit codes: 0 if all were right, 1 otherwise.
 */
final class ScheduleDraws {

    private static final long LIMIT_SECONDS = 20;

    private static final String RIGHT = "right";
    private static final String WRONG = "wrong: ";
    private static final String ENDED = "ended";

    private final String backend;
    private final long seed;
    private final int draws;
    private final Path results;
    private final Path folder;

    private ScheduleDraws(String backend, long seed, int draws, Path results, Path folder) {
        this.backend = backend;
        this.seed = seed;
        this.draws = draws;
        this.results = results;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        ScheduleDraws all = new ScheduleDraws(
                arguments[0],
                Long.parseLong(arguments[1]),
                Integer.parseInt(arguments[2]),
                Path.of(arguments[3]),
                Path.of(arguments[4]));
        if (arguments.length > 5) {
            all.runFrom(Integer.parseInt(arguments[5]));
        } else {
            System.exit(all.superviseAll() ? 0 : 1);
        }
    }

    private boolean superviseAll() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int next = 0;
        boolean right = true;
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                JsonNode known = JsonMapper.shared().readTree(line);
                next = Math.max(next, known.path("draw").asInt() + 1);
                right &= known.path("right").asBoolean();
            }
        }
        while (next < draws) {
            Supervised ended = supervise(next);
            right &= ended.right();
            next = ended.next();
        }
        return right;
    }

    private record Supervised(int next, boolean right) {}

    /** Starts a process behind the last draw that is known, and follows it until it has ended or is silent for too long. */
    private Supervised supervise(int from) throws IOException, InterruptedException {
        Process process = BackendContract.java(
                ScheduleDraws.class,
                backend,
                Long.toString(seed),
                Integer.toString(draws),
                results.toString(),
                folder.toString(),
                Integer.toString(from));
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader said = process.inputReader()) {
                said.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException ended) {
                // It was killed.
            }
            lines.add(ENDED);
        });
        int next = from;
        try {
            while (true) {
                @Nullable String line = lines.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                if (line == null) {
                    wrong(next, "no result within %d s".formatted(LIMIT_SECONDS));
                    return new Supervised(next + 1, false);
                }
                if (line.startsWith(WRONG)) {
                    wrong(next, line.substring(WRONG.length()));
                    return new Supervised(next + 1, false);
                }
                if (line.equals(RIGHT)) {
                    next++;
                }
                if (line.equals(ENDED) && next < draws) {
                    wrong(next, "the process ended with exit code %d".formatted(process.waitFor()));
                    return new Supervised(next + 1, false);
                }
                if (line.equals(ENDED)) {
                    return new Supervised(next, true);
                }
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs draws until one is wrong, after which the device may not be usable any more in this process. */
    private void runFrom(int from) throws Exception {
        Backends backends = Backends.load();
        Device device = backends.device(backend);
        Language language = backends.languageOf(device);
        try (Session session = device.open()) {
            KernelsOnDevice kernels = new KernelsOnDevice(session, language, device.facts());
            for (int draw = from; draw < draws; draw++) {
                int index = draw;
                KernelsOnDevice.Ran ran = kernels.randomSchedule(seed, draw, program -> keep(index, device, program));
                if (ran.fault().isPresent()) {
                    String said = ran.drawn() + ": " + ran.fault().get();
                    say(WRONG + said.lines().collect(Collectors.joining(" | ")));
                    return;
                }
                forget(draw, language);
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("draw", draw);
                line.put("right", true);
                line.put("schedule", ran.drawn());
                ContractRun.append(results, line);
                say(RIGHT);
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private Path file(int draw, String extension) {
        return folder.resolve("draw-%d.%s".formatted(draw, extension));
    }

    /** Keeps a program before it runs, so that it is there if it takes the process down. */
    private void keep(int draw, Device device, KernelProgram program) {
        try {
            ObjectNode kept = JsonNodeFactory.instance.objectNode();
            kept.put("architecture", device.hardware().architecture());
            kept.set("program", ProgramJson.write(program));
            Files.writeString(file(draw, "json"), kept.toPrettyString());
            Files.writeString(
                    file(draw, program.kernel().language().extension()),
                    program.kernel().source());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forget(int draw, Language language) throws IOException {
        for (String extension : List.of(language.extension(), "json")) {
            Files.deleteIfExists(file(draw, extension));
        }
    }

    /** Writes down that a draw was wrong, with the machine code beside the source that is kept already. */
    private void wrong(int draw, String message) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("draw", draw);
        line.put("right", false);
        line.put("message", message);
        if (Files.exists(file(draw, "json"))) {
            JsonNode kept = JsonMapper.shared().readTree(Files.readString(file(draw, "json")));
            Kernel kernel = ProgramJson.read(kept.path("program")).kernel();
            line.put(
                    "kept",
                    file(draw, kernel.language().extension()).getFileName().toString());
            if (kernel.language() == Language.CUDA) {
                compile(draw, kernel, kept.path("architecture").asString());
            }
        }
        ContractRun.append(results, line);
    }

    private void compile(int draw, Kernel kernel, String architecture) {
        try {
            Files.write(
                    file(draw, "cubin"),
                    CudaCompilers.findFor(architecture)
                            .compile(kernel, architecture)
                            .code());
        } catch (BuildException | DeviceException | IOException none) {
            // Why it does not compile is its fault, and is written down.
        }
    }
}
