package dev.tilewright.kernels.evaluate.measure;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.BuiltKernel;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceBuffer;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Session;
import dev.tilewright.device.VectorModule;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.util.List;
import java.util.Map;

/**
 * Measures the ceilings of a device: fused multiply-adds from registers, a copy from memory to memory, and reading alone.
 *
 * <p>A peak is what the hardware can do, so the fastest run counts here, as nowhere else. Data sheets are not asked: clocks, cores
 * and memory channels of a virtual machine are not what they say. Takes two to three seconds; worth keeping for a device.
 */
public final class Peaks {

    private static final long RUN_NANOS = 5_000_000;
    private static final long ROUND_NANOS = 60_000_000;
    private static final long MOST_NANOS = 4_000_000_000L;
    private static final int ROUNDS_WITHOUT_GAIN = 2;
    private static final double GAIN = 1.03;
    private static final long MEMORY_NANOS = 200_000_000;
    private static final int LEAST_ITERATIONS = 1 << 10;
    private static final int MOST_ITERATIONS = 1 << 26;
    private static final long LEAST_BYTES = 64L << 20;
    private static final long MOST_BYTES = 256L << 20;
    private static final long CACHES = 4;

    /** Any number that is not zero. */
    private static final int ONE = Float.floatToRawIntBits(1);

    private final DeviceFacts facts;
    private final PeakKernels kernels;
    private final Session session;

    private Peaks(DeviceFacts facts, PeakKernels kernels, Session session) {
        this.facts = facts;
        this.kernels = kernels;
        this.session = session;
    }

    /** Tells whether there are kernels in {@code language} to measure with, in this process. */
    public static boolean measurable(Language language) {
        return switch (language) {
            case OPENCL, CUDA -> true;
            // The peak of Java is that of vectors, whose module a runtime may lack.
            case JAVA -> VectorModule.present();
            // Kernels for TornadoVM have no vectors: what they reach says nothing of what a processor can do.
            case TORNADO -> false;
        };
    }

    /**
     * Measures all ceilings of {@code device}.
     *
     * @param language the language of the device's kernels
     * @throws DeviceException if it cannot run the kernels that measure
     */
    public static Roofline measure(Device device, Language language) {
        try (Session session = device.open()) {
            Peaks peaks = new Peaks(device.facts(), PeakKernels.of(language, device.facts()), session);
            return new Roofline(peaks.flops(), peaks.copyBandwidth(), peaks.readBandwidth());
        } catch (BuildException | LaunchException failed) {
            throw new DeviceException(
                    "the peaks of %s cannot be measured: %s".formatted(device.id(), failed.getMessage()), failed);
        }
    }

    private double flops() throws BuildException, LaunchException {
        double best = 0;
        for (int chains : kernels.chains()) {
            best = Math.max(best, flops(chains));
        }
        return best;
    }

    private double flops(int chains) throws BuildException, LaunchException {
        long items = kernels.itemsPerGroup() * kernels.multiplyGroups();
        Buffer out = new Buffer("out", ElementType.FLOAT32, List.of(items), Buffer.Role.OUTPUT);
        Kernel source = kernels.multiply(chains);
        try (BuiltKernel built = session.build(source);
                DeviceBuffer memory = session.allocate(out)) {
            int iterations = LEAST_ITERATIONS;
            double best = 0;
            int withoutGain = 0;
            long start = System.nanoTime();
            long spent = 0;
            while (spent < kernels.warmUpNanos() || (withoutGain < ROUNDS_WITHOUT_GAIN && spent < MOST_NANOS)) {
                long nanos = fastest(built, multiply(iterations, items), Map.of("out", memory), ROUND_NANOS);
                double perNanosecond = (double) iterations / nanos;
                boolean tooShort = nanos < RUN_NANOS && iterations < MOST_ITERATIONS;
                withoutGain = tooShort || perNanosecond > GAIN * best ? 0 : withoutGain + 1;
                best = Math.max(best, perNanosecond);
                iterations = tooShort ? 4 * iterations : iterations;
                spent = System.nanoTime() - start;
            }
            return 2.0 * chains * kernels.lanes() * items * best * 1e9;
        }
    }

    private Launch multiply(int iterations, long items) {
        return new Launch(
                "multiply",
                List.of(items),
                List.of(kernels.itemsPerGroup()),
                List.of(
                        new BufferArgument("out"),
                        new ScalarArgument("m", ElementType.FLOAT32, 0.5),
                        new ScalarArgument("c", ElementType.FLOAT32, 0.25),
                        new ScalarArgument("n", ElementType.INT32, iterations)));
    }

    private double copyBandwidth() throws BuildException, LaunchException {
        long items = items(kernels.copiedPerItem());
        long copied = items * kernels.copiedPerItem();
        return 2.0 * copied * Float.BYTES / seconds(kernels.copies(), walk("copy", items), copied, copied);
    }

    private double readBandwidth() throws BuildException, LaunchException {
        long items = items(kernels.readPerItem());
        long read = items * kernels.readPerItem();
        return (double) read * Float.BYTES / seconds(kernels.reads(), walk("read", items), read, items);
    }

    private Launch walk(String entry, long items) {
        return new Launch(
                entry,
                List.of(items),
                List.of(kernels.itemsPerGroup()),
                List.of(new BufferArgument("from"), new BufferArgument("to")));
    }

    /** Returns how many work-items have numbers enough between them that no cache holds a good part. */
    private long items(long perItem) {
        long bytes = Math.clamp(CACHES * facts.cacheBytes(), LEAST_BYTES, MOST_BYTES);
        long elements = Math.min(bytes, facts.maxAllocationBytes() / 2) / Float.BYTES;
        return elements / perItem / kernels.itemsPerGroup() * kernels.itemsPerGroup();
    }

    /**
     * Returns the seconds of the fastest kernel from {@code from} to {@code to}. Both are written first: pages of a host's memory that
     * never were are all one page of zeros, and reading them reads a cache.
     */
    private double seconds(List<Kernel> kernels, Launch launch, long sources, long targets)
            throws BuildException, LaunchException {
        Buffer from = new Buffer("from", ElementType.FLOAT32, List.of(sources), Buffer.Role.INPUT);
        Buffer to = new Buffer("to", ElementType.FLOAT32, List.of(targets), Buffer.Role.OUTPUT);
        long best = Long.MAX_VALUE;
        try (DeviceBuffer source = session.allocate(from);
                DeviceBuffer target = session.allocate(to)) {
            source.fill(ONE);
            target.fill(ONE);
            for (Kernel kernel : kernels) {
                try (BuiltKernel built = session.build(kernel)) {
                    best = Math.min(best, fastest(built, launch, Map.of("from", source, "to", target), MEMORY_NANOS));
                }
            }
        }
        return best * 1e-9;
    }

    /** Runs once to warm up, then for {@code duration} ns, and returns the fastest run's device time in ns. */
    private long fastest(BuiltKernel built, Launch launch, Map<String, DeviceBuffer> memory, long duration)
            throws LaunchException {
        session.run(built, List.of(launch), memory);
        long start = System.nanoTime();
        long fastest = Long.MAX_VALUE;
        do {
            fastest = Math.min(
                    fastest, session.run(built, List.of(launch), memory).deviceNanos());
        } while (System.nanoTime() - start < duration);
        return Math.max(1, fastest);
    }
}
