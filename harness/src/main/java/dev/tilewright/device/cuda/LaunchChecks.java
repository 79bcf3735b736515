package dev.tilewright.device.cuda;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.LaunchException;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelArgument.BufferArgument;
import dev.tilewright.kernel.KernelArgument.LocalArgument;
import dev.tilewright.kernel.KernelArgument.ScalarArgument;
import dev.tilewright.kernel.KernelArgument.WideArgument;
import dev.tilewright.kernel.Launch;
import java.util.Arrays;
import java.util.List;

/** What a launch must satisfy before the driver sees it, whose own complaints name no number, or which copies whatever it is pointed to. */
final class LaunchChecks {

    private static final int POINTER_BYTES = 8;
    private static final int DIMENSIONS = 3;

    private LaunchChecks() {}

    /**
     * Adds up the local memory.
     *
     * @param declared what the kernel declares, in bytes
     * @return the local memory that the launch adds, in bytes
     */
    static int localMemory(Launch launch, long declared, DeviceFacts facts) throws LaunchException {
        long given = 0;
        for (KernelArgument argument : launch.arguments()) {
            if (argument instanceof LocalArgument(long bytes)) {
                given = Math.addExact(given, bytes);
            }
        }
        if (declared + given > facts.localMemoryBytes()) {
            throw new LaunchException("%s needs %d bytes of local memory; the device has %d"
                    .formatted(launch.entry(), declared + given, facts.localMemoryBytes()));
        }
        return (int) given;
    }

    /** Holds arguments against the sizes of the kernel's parameters, in bytes. */
    static void arguments(Launch launch, List<Integer> parameters) throws LaunchException {
        List<KernelArgument> passed = launch.arguments().stream()
                .filter(argument -> !(argument instanceof LocalArgument))
                .toList();
        if (passed.size() != parameters.size()) {
            throw new LaunchException("%s takes %d arguments and is launched with %d"
                    .formatted(launch.entry(), parameters.size(), passed.size()));
        }
        for (int i = 0; i < passed.size(); i++) {
            int bytes = bytes(passed.get(i));
            if (bytes != parameters.get(i)) {
                throw new LaunchException("%s takes %d bytes as argument %d, and %s has %d"
                        .formatted(launch.entry(), parameters.get(i), i, passed.get(i), bytes));
            }
        }
    }

    private static int bytes(KernelArgument argument) {
        return switch (argument) {
            case BufferArgument _ -> POINTER_BYTES;
            case ScalarArgument scalar -> scalar.type().bytes();
            case WideArgument _ -> Long.BYTES;
            case LocalArgument _ -> 0;
        };
    }

    /**
     * Returns the size of a group in three dimensions.
     *
     * @param mostOfKernel most work-items of a group that the kernel was compiled for
     */
    static int[] items(Launch launch, CudaDevice device, long mostOfKernel) throws LaunchException {
        long most = Math.min(device.facts().maxGroupSize(), mostOfKernel);
        if (launch.groupSize() > most) {
            throw new LaunchException("%s is launched in groups of %s, %d work-items; the device takes %d"
                    .formatted(launch.entry(), launch.localSize(), launch.groupSize(), most));
        }
        int[] items = ones();
        for (int d = 0; d < launch.localSize().size(); d++) {
            long size = launch.localSize().get(d);
            if (size > device.mostItems().get(d)) {
                throw new LaunchException("%s is launched in groups of %s; the device takes %d in dimension %d"
                        .formatted(
                                launch.entry(),
                                launch.localSize(),
                                device.mostItems().get(d),
                                d));
            }
            items[d] = (int) size;
        }
        return items;
    }

    /** Returns the number of groups in three dimensions. */
    static int[] groups(Launch launch, CudaDevice device) throws LaunchException {
        int[] groups = ones();
        for (int d = 0; d < launch.globalSize().size(); d++) {
            long count = launch.globalSize().get(d) / launch.localSize().get(d);
            if (count > device.mostGroups().get(d)) {
                throw new LaunchException("%s is launched with %d groups in dimension %d; the device takes %d"
                        .formatted(launch.entry(), count, d, device.mostGroups().get(d)));
            }
            groups[d] = (int) count;
        }
        return groups;
    }

    private static int[] ones() {
        int[] ones = new int[DIMENSIONS];
        Arrays.fill(ones, 1);
        return ones;
    }
}
