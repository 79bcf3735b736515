package dev.tilewright.device.tornado;

import dev.tilewright.confine.OwnedFolder;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelArgument.WideArgument;
import dev.tilewright.kernel.Launch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The JVM in which TornadoVM runs, started from the SDK's argument file, and the requests to the {@link HostProgram} in it.
 *
 * <p>It exits when this process does, because its socket closes. Not for use by several threads at once.
 */
final class HostProcess implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
    private static final int SHOWN_LINES = 12;

    private final Path folder;
    private final Process process;
    private final SocketChannel socket;
    private final DataInputStream answers;
    private final DataOutputStream requests;
    private long outputRead;

    private HostProcess(Path folder, Process process, SocketChannel socket) {
        this.folder = folder;
        this.process = process;
        this.socket = socket;
        answers = new DataInputStream(Channels.newInputStream(socket));
        requests = new DataOutputStream(Channels.newOutputStream(socket));
    }

    /** Writes what a request has beside its kind. */
    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    /**
     * How long a run took.
     *
     * @param kernelNanos all its kernels together, by the device's clock, in ns
     * @param hostNanos from before the first was enqueued to after the last was finished, in ns
     */
    record Times(long kernelNanos, long hostNanos) {}

    /** Starts the process for a device of unknown size. */
    static HostProcess start(HostProgram program) throws IOException, HostFailure {
        return start(program, List.of());
    }

    /** Starts the process for a device with so many bytes of memory, all of which it may use. */
    static HostProcess start(HostProgram program, long memoryBytes) throws IOException, HostFailure {
        return start(program, List.of("-Dtornado.device.memory=%dMB".formatted(memoryBytes >> 20)));
    }

    private static HostProcess start(HostProgram program, List<String> more) throws IOException, HostFailure {
        Path folder = freshFolder();
        HostProgram.write(program.classes(), classes(folder));
        Path socket = folder.resolve("host");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process process = new ProcessBuilder(command(program.sdk(), folder, socket, more))
                    // The argument file has the working folder on the module path: nothing of a user's may lie there.
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output(folder).toFile())
                    .start();
            Thread.ofVirtual().start(() -> giveUp(process, server));
            try {
                return new HostProcess(folder, process, server.accept());
            } catch (IOException neverConnected) {
                process.destroyForcibly();
                String said = tail(Files.readString(output(folder)));
                new OwnedFolder(folder).close();
                throw new HostFailure("TornadoVM does not start: " + said, neverConnected);
            }
        }
    }

    private static Path freshFolder() throws IOException {
        try {
            return OwnedFolder.create("tornado").path();
        } catch (UncheckedIOException full) {
            throw new IOException(full.getMessage(), full);
        }
    }

    private static List<String> command(Sdk sdk, Path folder, Path socket, List<String> more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(sdk.virtualMachineOptions(folder));
        command.addAll(List.of(
                // No collector threads beside the kernels that are timed, whatever the SDK asks for.
                "-XX:-UseParallelGC",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                // What does not compile for the device is an error, and not run by the JVM in its place.
                "-Dtornado.recover.bailout=False",
                // Left alone, functions are as exact as single precision is, for doubles too.
                "-Dtornado.enable.nativeFunctions=False",
                "-Dtornado.opencl.compiler.flags=-w",
                // Its last simplification leaves constant conditions, for which it has no code.
                "-Dtornado.enable.fix.reads=False",
                "-Dtornado.printKernel=True",
                // Room for graphs of hundreds of launches.
                "-Dtornado.tvm.maxbytecodesize=262144",
                "-Dtornado.panama.objectHeader=" + ArrayMemory.HEADER_BYTES,
                "--add-opens",
                "tornado.api/uk.ac.manchester.tornado.api.types.arrays=ALL-UNNAMED"));
        command.addAll(more);
        command.addAll(List.of("-cp", classes(folder).toString(), HostProgram.MAIN, socket.toString()));
        return command;
    }

    private static Path classes(Path folder) {
        return folder.resolve("classes");
    }

    private static Path output(Path folder) {
        return folder.resolve("output");
    }

    /** Ends the wait for a connection once the process has ended, or has had its time. */
    private static void giveUp(Process process, ServerSocketChannel server) {
        try (server) {
            process.waitFor(CONNECT_LIMIT);
        } catch (IOException | InterruptedException unclean) {
            // Nothing waits on it any more.
        }
    }

    /** Returns the folder in which the process finds classes. */
    Path classes() {
        return classes(folder);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Returns the devices that the SDK lists. */
    List<ListedDevice> list() throws HostFailure {
        DataInputStream answer = ask("list", out -> {});
        try {
            List<ListedDevice> devices = new ArrayList<>();
            int count = answer.readInt();
            for (int i = 0; i < count; i++) {
                devices.add(new ListedDevice(
                        answer.readInt(),
                        answer.readInt(),
                        answer.readUTF(),
                        answer.readUTF(),
                        answer.readUTF(),
                        answer.readUTF(),
                        answer.readUTF(),
                        answer.readInt(),
                        answer.readLong(),
                        answer.readLong(),
                        answer.readLong(),
                        answer.readLong()));
            }
            return devices;
        } catch (IOException garbled) {
            throw new UncheckedIOException(garbled);
        }
    }

    /** Makes an array of the mapped file of a buffer. */
    void allocate(int array, TornadoBuffer buffer) throws HostFailure {
        ask("allocate", out -> {
            out.writeInt(array);
            out.writeUTF(buffer.buffer().type().id());
            out.writeInt(Math.toIntExact(buffer.buffer().elements()));
            out.writeUTF(buffer.memory().file().toString());
        });
    }

    void free(int array) throws HostFailure {
        ask("free", out -> out.writeInt(array));
    }

    /**
     * Makes a task graph.
     *
     * @param program the number by which it is known from now on
     * @param device the device that runs it
     * @param entries the entry point of each launch
     * @param launches the launches
     * @param arguments the arrays of each launch's buffers, in order
     * @param arrays all arrays, each once
     */
    void prepare(
            int program,
            ListedDevice device,
            List<EntryPoint> entries,
            List<Launch> launches,
            List<List<Integer>> arguments,
            List<Integer> arrays)
            throws HostFailure {
        ask("prepare", out -> {
            out.writeInt(program);
            out.writeInt(device.backend());
            out.writeInt(device.number());
            writeAll(out, arrays);
            out.writeInt(launches.size());
            for (int i = 0; i < launches.size(); i++) {
                Launch launch = launches.get(i);
                out.writeUTF(entries.get(i).owner());
                out.writeUTF(entries.get(i).name());
                List<Integer> buffers = new ArrayList<>(arguments.get(i));
                for (KernelArgument argument : launch.arguments()) {
                    if (argument instanceof ScalarArgument scalar) {
                        out.writeDouble(scalar.value());
                    } else if (argument instanceof WideArgument(String _, long value)) {
                        out.writeLong(value);
                    } else {
                        out.writeInt(buffers.removeFirst());
                    }
                }
                writeSizes(out, launch.globalSize());
                writeSizes(out, launch.localSize());
            }
        });
    }

    private static void writeAll(DataOutputStream out, List<Integer> numbers) throws IOException {
        out.writeInt(numbers.size());
        for (int number : numbers) {
            out.writeInt(number);
        }
    }

    private static void writeSizes(DataOutputStream out, List<Long> sizes) throws IOException {
        out.writeInt(sizes.size());
        for (long size : sizes) {
            out.writeLong(size);
        }
    }

    /** Copies all arrays of a program to the device. */
    void load(int program) throws HostFailure {
        ask("load", out -> out.writeInt(program));
    }

    Times run(int program) throws HostFailure {
        DataInputStream answer = ask("run", out -> out.writeInt(program));
        try {
            return new Times(answer.readLong(), answer.readLong());
        } catch (IOException garbled) {
            throw new UncheckedIOException(garbled);
        }
    }

    /** Copies arrays back from the device, as the last run of a program has left them. */
    void fetch(int program, List<Integer> arrays) throws HostFailure {
        ask("fetch", out -> {
            out.writeInt(program);
            writeAll(out, arrays);
        });
    }

    /** Forgets a program. */
    void close(int program) throws HostFailure {
        ask("close", out -> out.writeInt(program));
    }

    private DataInputStream ask(String kind, Content content) throws HostFailure {
        byte[] answer;
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream request = new DataOutputStream(bytes);
            request.writeUTF(kind);
            content.write(request);
            requests.writeInt(bytes.size());
            requests.write(bytes.toByteArray());
            requests.flush();
            answer = answers.readNBytes(answers.readInt());
        } catch (IOException gone) {
            throw new HostFailure(ended(), gone);
        }
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer));
            if (!in.readBoolean()) {
                throw new HostFailure(in.readUTF());
            }
            return in;
        } catch (IOException garbled) {
            throw new UncheckedIOException(garbled);
        }
    }

    private String ended() {
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        String said = tail(output());
        return "the process that runs TornadoVM has ended%s".formatted(said.isEmpty() ? "" : ":\n" + said);
    }

    /** Returns what was printed since the last call, by native code too: it is there before the answer to a request is. */
    String output() {
        try (RandomAccessFile file = new RandomAccessFile(output(folder).toFile(), "r")) {
            byte[] more = new byte[(int) (file.length() - outputRead)];
            file.seek(outputRead);
            file.readFully(more);
            outputRead += more.length;
            return new String(more, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Returns the last lines of an output, without the frame of a virtual machine's report of a crash. */
    private static String tail(String output) {
        List<String> lines = output.lines()
                .map(line -> line.replaceFirst("^# ?", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("WARNING: Using incubator modules"))
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    /** Kills the process. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            socket.close();
        } catch (IOException unclean) {
            // The other end is dead.
        }
        new OwnedFolder(folder).close();
    }
}
