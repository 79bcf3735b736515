package dev.tilewright.device.jvm;

import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.HostProcessor;
import dev.tilewright.device.Session;
import dev.tilewright.device.VectorModule;
import dev.tilewright.evolve.memory.Hardware;

/** The JVM that this program runs in. */
record JvmDevice(Hardware hardware, DeviceFacts facts) implements Device {

    /** HotSpot's arrays are a few elements short of 2³¹. */
    static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8;

    static JvmDevice of(HostProcessor processor) {
        long heap = Runtime.getRuntime().maxMemory();
        return new JvmDevice(
                new Hardware(
                        JvmBackend.NAME,
                        processor.vendor(),
                        "%s, %d threads".formatted(processor.model(), processor.threads()),
                        processor.architecture(),
                        "%s %d"
                                .formatted(
                                        System.getProperty("java.vm.name"),
                                        Runtime.version().feature())),
                new DeviceFacts(
                        processor.threads(),
                        VectorModule.lanes(processor.architecture()),
                        1,
                        0,
                        processor.cacheBytes(),
                        heap,
                        Math.min(heap, MOST_ELEMENTS * Float.BYTES),
                        true));
    }

    @Override
    public String id() {
        return JvmBackend.NAME + ":0";
    }

    @Override
    public Session open() {
        return new JvmSession(this);
    }
}
