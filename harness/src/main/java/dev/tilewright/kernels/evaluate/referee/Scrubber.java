package dev.tilewright.kernels.evaluate.referee;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.runner.RemoteBuffer;
import dev.tilewright.device.runner.RemoteKernel;
import dev.tilewright.device.runner.RemoteRun;
import dev.tilewright.device.runner.RemoteSession;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes over what kernels leave in local memory, in registers and on stacks, by a kernel of our own, between their runs. */
final class Scrubber {

    /** Groups for each compute unit of a GPU: some take more than their share. */
    private static final int GROUPS_PER_UNIT = 4;

    private static final int MOST_GROUP_SIZE = 64;

    /** A launch may need some local memory for itself. */
    private static final long RESERVED_BYTES = 1 << 10;

    /** On GPUs a launch may ask for so much without further ado. On processors all there is can be asked for, and is written over. */
    private static final long MOST_BYTES_ON_GPU = 48 << 10;

    /** A program without any of these has no local memory, or a word of it is put together by macros. */
    private static final Pattern LOCAL = Pattern.compile("\\b(__local|local|__shared__)\\b|##|%:%:|\\?\\?=");

    private static final String BODY = """
            {
                volatile unsigned stack[256];
                for (int i = 0; i < 256; i++) stack[i] = (unsigned) (seed + i);
                for (int i = %s; i < words; i += %s) memory[i] = (unsigned) (seed * 31 + i);
                %s
                %s
                if (stack[seed & 255] == 77u && memory[(seed & 0x7fffffff) %% words] == 78u) sink[0] = seed;
            }
            """;

    private static final String OPENCL =
            "__kernel void scrub(__global int *sink, __local unsigned *memory, int words, int seed)\n"
                    + BODY.formatted(
                            "get_local_id(0)", "get_local_size(0)", "barrier(CLK_LOCAL_MEM_FENCE);", "MEETING");

    /** No thread of a processor takes a second group before each has one: they wait for each other, though not for ever. */
    private static final String MEETING = """
            const int place = atomic_inc(sink + 1), groups = (int) get_num_groups(0);
                for (int i = 0; i < 100000 && atomic_add(sink + 1, 0) < (place / groups + 1) * groups; i++);""";

    private static final String CUDA = "extern __shared__ unsigned memory[];\n"
            + "extern \"C\" __global__ void scrub(int *sink, int words, int seed)\n"
            + BODY.formatted("(int) threadIdx.x", "(int) blockDim.x", "__syncthreads();", "");

    private final RemoteSession session;
    private final Language language;
    private final Buffer buffer = new Buffer("sink", ElementType.INT32, List.of(2L), Buffer.Role.SCRATCH);
    private final RemoteBuffer sink;
    private final RemoteKernel kernel;
    private final long localBytes;
    private final long groups;
    private final long groupSize;
    private final RemoteRun run;

    private Scrubber(RemoteSession session, Language language, DeviceFacts facts) throws BuildException {
        this.session = session;
        this.language = language;
        long most = facts.localMemoryBytes() - RESERVED_BYTES;
        localBytes = (facts.cpu() ? most : Math.min(MOST_BYTES_ON_GPU, most)) & -Integer.BYTES;
        groups = (facts.cpu() ? 1L : GROUPS_PER_UNIT) * Math.max(1, facts.computeUnits());
        groupSize = facts.cpu() ? 1 : Math.min(MOST_GROUP_SIZE, facts.maxGroupSize());
        String source = language == Language.OPENCL ? OPENCL.replace("MEETING", facts.cpu() ? MEETING : "") : CUDA;
        kernel = session.build(new Kernel(language, source, List.of("scrub"), List.of(), true));
        sink = session.allocate(buffer);
        sink.fill(0);
        run = session.bind(kernel, List.of(launch()), Map.of(buffer.name(), sink));
    }

    /** Makes one, where the language has local memory. */
    static Optional<Scrubber> of(RemoteSession session, Language language, DeviceFacts facts) {
        if (language != Language.OPENCL && language != Language.CUDA || facts.localMemoryBytes() <= RESERVED_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Scrubber(session, language, facts));
        } catch (BuildException failed) {
            throw new DeviceException("what clears local memory does not build: " + failed.getMessage(), failed);
        }
    }

    /** Tells whether a program has local memory in which something could be left. */
    static boolean concerns(KernelProgram program) {
        return LOCAL.matcher(program.kernel().source()).find();
    }

    private Launch launch() {
        long words = localBytes / Integer.BYTES;
        return new Launch(
                "scrub",
                List.of(groups * groupSize),
                List.of(groupSize),
                List.of(
                        new BufferArgument(buffer.name()),
                        new LocalArgument(localBytes),
                        new ScalarArgument("words", ElementType.INT32, words),
                        new ScalarArgument("seed", ElementType.INT32, System.nanoTime() & Integer.MAX_VALUE)));
    }

    /** Runs it, and waits. */
    void scrub() {
        try {
            session.run(List.of(run));
        } catch (LaunchException failed) {
            throw new DeviceException(
                    "what clears local memory in %s fails: %s".formatted(language.id(), failed.getMessage()), failed);
        }
    }
}
