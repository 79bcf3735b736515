package dev.tilewright.device;

import dev.tilewright.codegen.KernelsOnDevice;
import dev.tilewright.codegen.KernelsOnDevice.Ran;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.KernelJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A program of its own: runs the naive kernel of every task, then kernels of random schedules, where there is no build, and writes each
 * result as it comes.
 *
 * <p>{@code EmittedKernelsRun DEVICE SEED SCHEDULES RESULTS FOLDER} appends a line of JSON for each kernel to the file {@code RESULTS}, and
 * keeps in {@code FOLDER} the source, the program and the machine code of each that went wrong. Kernels run in a process of their own: one
 * that hangs is killed with it, one that breaks the device's context breaks no other's, and the next process goes on behind it. What
 * {@code RESULTS} has already is not run again. Exit codes: 0 if all were right, 1 otherwise.
 */
final class EmittedKernelsRun {

    /** Plants faults for a test: {@code 2=wrong,4=exit,6=hang}. */
    static final String PLANTED = "TILEWRIGHT_PLANTED_FAULTS";

    /** How long a kernel may take, in s; another than usual for a test. */
    static final String LIMIT = "TILEWRIGHT_KERNEL_LIMIT";

    private static final long LIMIT_SECONDS = Long.parseLong(System.getenv().getOrDefault(LIMIT, "20"));

    private static final int LONGEST_MESSAGE = 8000;

    private static final String RIGHT = "right";
    private static final String WRONG = "wrong: ";
    private static final String ENDED = "ended";

    private final String id;
    private final long seed;
    private final int schedules;
    private final Path results;
    private final Path folder;
    private final int naive = KernelsOnDevice.naiveCount();

    private EmittedKernelsRun(String id, long seed, int schedules, Path results, Path folder) {
        this.id = id;
        this.seed = seed;
        this.schedules = schedules;
        this.results = results;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        EmittedKernelsRun all = new EmittedKernelsRun(
                arguments[0],
                Long.parseLong(arguments[1]),
                Integer.parseInt(arguments[2]),
                Path.of(arguments[3]),
                Path.of(arguments[4]));
        if (arguments.length > 6) {
            all.compile(Integer.parseInt(arguments[6]));
        } else if (arguments.length > 5) {
            all.runFrom(Integer.parseInt(arguments[5]));
        } else {
            System.exit(all.superviseAll() ? 0 : 1);
        }
    }

    private int kernels() {
        return naive + schedules;
    }

    private boolean superviseAll() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int next = 0;
        boolean right = true;
        for (JsonNode known : known()) {
            next = known.path("kernel").asInt() + 1;
            right &= known.path("right").asBoolean();
        }
        while (next < kernels()) {
            Supervised ended = supervise(next);
            right &= ended.right();
            next = ended.next();
        }
        return right;
    }

    /** Returns what is known, and drops a last line that was cut. */
    private List<JsonNode> known() throws IOException {
        List<JsonNode> known = new ArrayList<>();
        List<String> whole = new ArrayList<>();
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                try {
                    known.add(JsonMapper.shared().readTree(line));
                    whole.add(line);
                } catch (JacksonException cut) {
                    break;
                }
            }
            Files.write(results, whole);
        }
        return known;
    }

    private record Supervised(int next, boolean right) {}

    /** Starts a process behind the last kernel that is known, and follows it until it has ended or is silent for too long. */
    private Supervised supervise(int from) throws IOException, InterruptedException {
        Process process = program(Integer.toString(from));
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
            while (next < kernels()) {
                @Nullable String line = lines.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                if (line != null && line.equals(RIGHT)) {
                    next++;
                } else if (line == null) {
                    return wrong(next, "no result within %d s".formatted(LIMIT_SECONDS));
                } else if (line.startsWith(WRONG)) {
                    return wrong(next, line.substring(WRONG.length()));
                } else if (line.equals(ENDED)) {
                    return wrong(next, "the process ended with exit code %d".formatted(exitCode(process)));
                }
            }
            return new Supervised(next, true);
        } finally {
            process.destroyForcibly();
        }
    }

    private static int exitCode(Process process) throws InterruptedException {
        return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** Writes down that a kernel was wrong, and then compiles it once more, in a process that may fail over it. */
    private Supervised wrong(int number, String message) throws IOException, InterruptedException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kernel", number);
        line.put("right", false);
        line.put("message", message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
        line.put("kept", Files.exists(file(number, "json")));
        ContractRun.append(results, line);
        if (Files.exists(file(number, "cu"))) {
            Process compiling = program("0", Integer.toString(number));
            if (!compiling.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                compiling.destroyForcibly();
            }
        }
        return new Supervised(number + 1, false);
    }

    private Process program(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of(id, Long.toString(seed), Integer.toString(schedules), results.toString(), folder.toString()));
        arguments.addAll(List.of(more));
        return BackendContract.java(EmittedKernelsRun.class, arguments.toArray(String[]::new));
    }

    private void compile(int number) throws IOException, BuildException {
        JsonNode kept = JsonMapper.shared().readTree(Files.readString(file(number, "json")));
        Kernel kernel =
                KernelJson.read(kept.path("program"), KernelProgram.class).kernel();
        String architecture = kept.path("architecture").asString();
        Files.write(
                file(number, "cubin"),
                CudaCompilers.findFor(architecture)
                        .compile(kernel, architecture)
                        .code());
    }

    /** Runs kernels until one is wrong, after which the device may not be usable any more in this process. */
    private void runFrom(int from) throws Exception {
        Backends backends = Backends.load();
        Device device = backends.device(id);
        Language language = backends.languageOf(device);
        try (Session session = device.open()) {
            KernelsOnDevice kernels = new KernelsOnDevice(session, language, device.facts());
            for (int number = from; number < kernels(); number++) {
                Ran ran = run(kernels, number, device);
                if (ran.fault().isPresent()) {
                    String said = ran.drawn() + ": " + ran.fault().get();
                    say(WRONG + said.lines().collect(Collectors.joining(" | ")));
                    return;
                }
                forget(number, language);
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("kernel", number);
                line.put("right", true);
                line.put("is", ran.drawn());
                ContractRun.append(results, line);
                say(RIGHT);
            }
        }
    }

    private Ran run(KernelsOnDevice kernels, int number, Device device) throws Exception {
        String planted = planted(number);
        Consumer<KernelProgram> before = program -> {
            keep(number, device, program);
            switch (planted) {
                case "exit" -> Runtime.getRuntime().halt(139);
                case "hang" -> LockSupport.park();
                default -> {}
            }
        };
        Ran ran = number < naive
                ? kernels.naiveKernel(number, before)
                : kernels.randomSchedule(seed, number - naive, before);
        return planted.equals("wrong") ? new Ran(ran.drawn(), ran.program(), Optional.of("it was planted")) : ran;
    }

    private static String planted(int number) {
        return Stream.of(System.getenv().getOrDefault(PLANTED, "").split(","))
                .filter(fault -> fault.startsWith(number + "="))
                .map(fault -> fault.substring(fault.indexOf('=') + 1))
                .findFirst()
                .orElse("");
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private Path file(int number, String extension) {
        return folder.resolve("kernel-%d.%s".formatted(number, extension));
    }

    /** Keeps a program before it runs, so that it is there if it takes the process down. */
    private void keep(int number, Device device, KernelProgram program) {
        try {
            ObjectNode kept = JsonNodeFactory.instance.objectNode();
            kept.put("architecture", device.hardware().architecture());
            kept.set("program", KernelJson.tree(program));
            Files.writeString(file(number, "json"), kept.toPrettyString());
            Files.writeString(
                    file(number, program.kernel().language().extension()),
                    program.kernel().source());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forget(int number, Language language) throws IOException {
        for (String extension : List.of(language.extension(), "json")) {
            Files.deleteIfExists(file(number, extension));
        }
    }
}
