package dev.tilewright.device.tornado;

import dev.tilewright.confine.OwnedFolder;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.JavaCompilation;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.OwningSession;
import dev.tilewright.device.Timing;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JVM with TornadoVM in it, started with the first launch, and memory shared with it.
 *
 * <p>A list of launches is one task graph of TornadoVM, and a second graph loads its buffers. The device keeps them: they are copied to
 * it when the host has changed one, and back when the host wants to see one that a launch may have changed. Neither is timed.
 *
 * <p>A kernel that takes the process down fails its launch. The next launch starts a new process, and has what buffers held
 * when the host last saw them.
 */
final class TornadoSession extends OwningSession<TornadoKernel, TornadoBuffer> {

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long LEAST_SHARED_BYTES = 1L << 30;

    /** Words of TornadoVM and its native code for what went wrong, without an exception. */
    private static final Pattern TROUBLE = Pattern.compile("(?m)^.*(Bailout|JNI\\] ERROR).*$");

    private final TornadoDevice device;
    private final Path folder;
    private final MemorySegment pattern = ArrayMemory.pattern();
    private final JavaCompilation compilation;
    private @Nullable HostProcess host;
    /** The program that ran last, and those of its buffers that the host has not seen since. */
    private @Nullable PreparedProgram last;

    private final Set<TornadoBuffer> unseen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int numbers;

    TornadoSession(TornadoDevice device) {
        super(device, Language.TORNADO);
        this.device = device;
        compilation = new JavaCompilation(List.of(device.program().sdk().api()), List.of());
        try {
            folder = (roomy(SHARED_MEMORY)
                            ? OwnedFolder.create(SHARED_MEMORY, "tornado")
                            : OwnedFolder.create("tornado"))
                    .path();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static boolean roomy(Path folder) throws IOException {
        return Files.isWritable(folder) && Files.getFileStore(folder).getUsableSpace() >= LEAST_SHARED_BYTES;
    }

    @Override
    protected TornadoKernel compile(Kernel kernel) throws BuildException {
        return TornadoKernel.build(this, compilation, "kernel" + numbers++, kernel);
    }

    @Override
    protected TornadoBuffer reserve(Buffer buffer) {
        int number = numbers++;
        return new TornadoBuffer(this, buffer, number, ArrayMemory.of(buffer, freshFile(), pattern));
    }

    /** Returns a file for an array that is not there yet. */
    Path freshFile() {
        return folder.resolve("array" + numbers++);
    }

    @Override
    protected Timing launch(TornadoKernel program, List<Launch> launches, Map<String, DeviceBuffer> memory)
            throws LaunchException {
        PreparedProgram prepared = program.programs().stream()
                .filter(candidate -> candidate.serves(launches, memory))
                .findFirst()
                .orElse(null);
        if (prepared == null) {
            prepared = prepare(program, launches, memory);
            program.programs().add(prepared);
        }
        try {
            return run(program, prepared, launches);
        } catch (LaunchException failed) {
            dismiss(program, prepared::equals);
            throw failed;
        }
    }

    private Timing run(TornadoKernel kernel, PreparedProgram prepared, List<Launch> launches) throws LaunchException {
        HostProcess running = prepared.host();
        String described = launches.getFirst().entry();
        try {
            boolean stale = prepared.stale();
            if (stale || last != prepared) {
                fetch(List.copyOf(unseen));
            }
            if (stale) {
                running.load(prepared.number());
                requireQuiet(described, running.output());
            }
            HostProcess.Times times = running.run(prepared.number());
            prepared.buffers().forEach(TornadoBuffer::changed);
            prepared.current();
            last = prepared;
            unseen.addAll(prepared.buffers());
            String printed = running.output();
            requireQuiet(described, printed);
            kernel.keepGenerated(printed);
            if (times.kernelNanos() <= 0) {
                throw new LaunchException(
                        "TornadoVM gives no time for %s: it has not run on the device".formatted(described));
            }
            return new Timing(times.kernelNanos(), times.hostNanos());
        } catch (HostFailure failed) {
            throw failed(described, failed);
        }
    }

    private static void requireQuiet(String entry, String printed) throws LaunchException {
        var trouble = TROUBLE.matcher(printed);
        if (trouble.find()) {
            throw new LaunchException("%s has not run as it should: %s"
                    .formatted(entry, trouble.group().strip()));
        }
    }

    private LaunchException failed(String entry, HostFailure failure) {
        HostProcess asked = host;
        if (asked != null && !asked.alive()) {
            abandon(asked);
        }
        return new LaunchException("%s cannot be run by TornadoVM: %s".formatted(entry, failure.getMessage()), failure);
    }

    private void abandon(HostProcess dead) {
        dead.close();
        host = null;
        last = null;
        unseen.clear();
        kernels().forEach(kernel -> kernel.programs().clear());
    }

    private PreparedProgram prepare(TornadoKernel kernel, List<Launch> launches, Map<String, DeviceBuffer> memory)
            throws LaunchException {
        List<EntryPoint> entries = new ArrayList<>();
        List<List<TornadoBuffer>> arguments = new ArrayList<>();
        for (Launch launch : launches) {
            EntryPoint entry = kernel.entry(launch.entry());
            if (entry == null) {
                throw new LaunchException("the program has no kernel called " + launch.entry());
            }
            List<TornadoBuffer> own = buffers(launch, memory);
            List<ElementType> types =
                    own.stream().map(buffer -> buffer.buffer().type()).toList();
            entry.check(launch, types);
            requireGroups(launch);
            entries.add(entry);
            arguments.add(own);
        }
        try {
            HostProcess running = host();
            kernel.introduce(running);
            PreparedProgram prepared = new PreparedProgram(numbers++, running, launches, arguments);
            for (TornadoBuffer buffer : prepared.buffers()) {
                buffer.introduce(running);
            }
            running.prepare(
                    prepared.number(),
                    device.listed(),
                    entries,
                    launches,
                    arguments.stream().map(TornadoSession::numbers).toList(),
                    numbers(prepared.buffers()));
            return prepared;
        } catch (HostFailure failed) {
            throw failed(launches.getFirst().entry(), failed);
        }
    }

    private static List<Integer> numbers(Collection<TornadoBuffer> buffers) {
        return buffers.stream().map(TornadoBuffer::number).toList();
    }

    private List<TornadoBuffer> buffers(Launch launch, Map<String, DeviceBuffer> memory) {
        List<TornadoBuffer> found = new ArrayList<>();
        for (var argument : launch.arguments()) {
            if (argument instanceof BufferArgument(String name)) {
                if (!(memory.get(name) instanceof TornadoBuffer buffer)
                        || buffer.session() != this
                        || buffer.closed()) {
                    throw new IllegalArgumentException(
                            "%s is launched with buffer %s, for which this session has no memory"
                                    .formatted(launch.entry(), name));
                }
                found.add(buffer);
            }
        }
        return found;
    }

    /** TornadoVM reports little about groups that a device refuses, and continues. */
    private void requireGroups(Launch launch) throws LaunchException {
        long most = device.facts().maxGroupSize();
        if (launch.groupSize() > most) {
            throw new LaunchException("%s is launched in groups of %s, %d work-items; the device takes %d"
                    .formatted(launch.entry(), launch.localSize(), launch.groupSize(), most));
        }
        for (long size : launch.globalSize()) {
            if (size > Integer.MAX_VALUE) {
                throw new LaunchException("%s is launched over %s; TornadoVM takes fewer than 2^31 in each dimension"
                        .formatted(launch.entry(), launch.globalSize()));
            }
        }
    }

    private HostProcess host() throws HostFailure {
        HostProcess running = host;
        if (running == null) {
            try {
                running = HostProcess.start(device.program(), device.facts().globalMemoryBytes());
            } catch (IOException failed) {
                throw new HostFailure("TornadoVM does not start: " + failed.getMessage(), failed);
            }
            host = running;
        }
        return running;
    }

    /** Lets the host see what the device has of a buffer. */
    void settle(TornadoBuffer buffer) {
        if (unseen.contains(buffer)) {
            try {
                fetch(List.of(buffer));
            } catch (HostFailure failed) {
                throw new DeviceException(
                        "%s cannot be read back: %s".formatted(buffer.buffer().name(), failed.getMessage()), failed);
            }
        }
    }

    private void fetch(List<TornadoBuffer> wanted) throws HostFailure {
        PreparedProgram program = last;
        if (program != null && !wanted.isEmpty()) {
            program.host().fetch(program.number(), numbers(wanted));
            wanted.forEach(unseen::remove);
        }
    }

    /** Frees programs. What a dead host program cannot free is free. */
    private void dismiss(TornadoKernel kernel, Predicate<PreparedProgram> useless) {
        for (PreparedProgram program : kernel.dismiss(useless)) {
            try {
                if (last == program) {
                    fetch(unseen.stream().filter(buffer -> !buffer.closed()).toList());
                    unseen.clear();
                    last = null;
                }
                if (program.host() == host) {
                    program.host().close(program.number());
                }
            } catch (HostFailure failed) {
                throw new DeviceException("TornadoVM cannot free a kernel: " + failed.getMessage(), failed);
            }
        }
    }

    /** Forgets a kernel, and frees its programs. */
    void free(TornadoKernel kernel) {
        if (forget(kernel)) {
            dismiss(kernel, program -> true);
        }
    }

    /** Forgets a buffer, and frees it and the programs that were prepared with it. */
    void free(TornadoBuffer buffer, @Nullable HostProcess known) {
        if (!forget(buffer)) {
            return;
        }
        kernels().forEach(kernel -> dismiss(kernel, program -> program.buffers().contains(buffer)));
        unseen.remove(buffer);
        try {
            if (known != null && known == host) {
                known.free(buffer.number());
            }
        } catch (HostFailure failed) {
            throw new DeviceException("TornadoVM cannot free a buffer: " + failed.getMessage(), failed);
        }
    }

    @Override
    protected void quiesce() {
        HostProcess running = host;
        if (running != null) {
            abandon(running);
        }
    }

    @Override
    protected void release() {
        compilation.close();
        new OwnedFolder(folder).close();
    }
}
