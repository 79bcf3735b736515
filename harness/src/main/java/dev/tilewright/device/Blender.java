package dev.tilewright.device;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fills buffers as {@link LargeMemory#blend} does, by a kernel of ours: on a device whose memory is not the host's, nothing has to get there first. */
public final class Blender {

    private static final int MOST_GROUP_SIZE = 256;

    private static final int GROUPS_PER_UNIT = 16;

    private static final String BODY = """
            {
                for (unsigned at = %s; at < (unsigned) words; at += %s) {
                    unsigned bits = (at >> shift) * 0x9E3779B1u + (unsigned) seed;
                    bits ^= bits >> 16;
                    bits *= 0x85EBCA6Bu;
                    bits ^= bits >> 13;
                    bits *= 0xC2B2AE35u;
                    target[at] = stock[at + (unsigned) (bits >> 31 ? first : second)];
                }
            }
            """;

    private static final String SCALARS = "int first, int second, int words, int shift, int seed)\n";

    private static final String OPENCL =
            "__kernel void blend(__global const unsigned *stock, __global unsigned *target, " + SCALARS
                    + BODY.formatted("(unsigned) get_global_id(0)", "(unsigned) get_global_size(0)");

    private static final String CUDA = "extern \"C\" __global__ void blend(const unsigned *stock, unsigned *target, "
            + SCALARS + BODY.formatted("blockIdx.x * blockDim.x + threadIdx.x", "gridDim.x * blockDim.x");

    private final Session session;
    private final DeviceFacts facts;
    private final BuiltKernel kernel;

    private Blender(Session session, DeviceFacts facts, BuiltKernel kernel) {
        this.session = session;
        this.facts = facts;
        this.kernel = kernel;
    }

    /** Makes one, where there is a kernel for the language. */
    public static Optional<Blender> of(Session session, Language language, DeviceFacts facts) {
        return switch (language) {
            case OPENCL -> Optional.of(of(session, language, facts, OPENCL));
            case CUDA -> Optional.of(of(session, language, facts, CUDA));
            case JAVA, TORNADO -> Optional.empty();
        };
    }

    private static Blender of(Session session, Language language, DeviceFacts facts, String source) {
        try {
            Kernel kernel = new Kernel(language, source, List.of("blend"), List.of(), true);
            return new Blender(session, facts, session.build(kernel));
        } catch (BuildException failed) {
            throw new DeviceException("what fills buffers does not build: " + failed.getMessage(), failed);
        }
    }

    /**
     * Copies contents to the device, to be blended there.
     *
     * @return memory to blend from; empty if the device has no room for it
     */
    public Optional<DeviceBuffer> hold(MemorySegment contents) {
        long words = contents.byteSize() / Integer.BYTES;
        if (contents.byteSize() % Integer.BYTES != 0 || words > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        DeviceBuffer held;
        try {
            held = session.allocate(new Buffer("stock", ElementType.INT32, List.of(words), Buffer.Role.SCRATCH));
        } catch (DeviceException full) {
            return Optional.empty();
        }
        held.write(contents);
        return Optional.of(held);
    }

    /**
     * Fills a buffer with elements of two stretches of what is held, and waits.
     *
     * @param first where the one begins, in bytes
     * @param second where the other begins, in bytes
     */
    public void blend(DeviceBuffer held, DeviceBuffer target, long first, long second, int seed) {
        long words = target.buffer().bytes() / Integer.BYTES;
        long group = Math.min(MOST_GROUP_SIZE, facts.maxGroupSize());
        long groups =
                Math.clamp(Math.ceilDiv(words, group), 1, (long) GROUPS_PER_UNIT * Math.max(1, facts.computeUnits()));
        Launch launch = new Launch(
                "blend",
                List.of(groups * group),
                List.of(group),
                List.of(
                        new BufferArgument("stock"),
                        new BufferArgument("target"),
                        whole("first", first / Integer.BYTES),
                        whole("second", second / Integer.BYTES),
                        whole("words", words),
                        whole("shift", target.buffer().type().bytes() == Long.BYTES ? 1 : 0),
                        whole("seed", seed)));
        try {
            session.run(kernel, List.of(launch), Map.of("stock", held, "target", target));
        } catch (LaunchException failed) {
            throw new DeviceException(
                    "filling buffer %s fails: %s".formatted(target.buffer().name(), failed.getMessage()), failed);
        }
    }

    private static ScalarArgument whole(String name, long value) {
        return new ScalarArgument(name, ElementType.INT32, value);
    }
}
