package dev.tilewright.device.tornado;

import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.HostProcessor;
import dev.tilewright.device.PoclName;
import dev.tilewright.device.Session;
import dev.tilewright.evolve.memory.Hardware;
import java.util.Locale;

/** One device of the SDK's list. */
record TornadoDevice(String id, Hardware hardware, DeviceFacts facts, ListedDevice listed, HostProgram program)
        implements Device {

    static TornadoDevice of(int ordinal, ListedDevice listed, HostProcessor processor, HostProgram program) {
        DeviceFacts facts = new DeviceFacts(
                listed.computeUnits(),
                1,
                listed.groupSize(),
                listed.localBytes(),
                listed.cpu() ? processor.cacheBytes() : 0,
                listed.memoryBytes(),
                listed.allocationBytes(),
                listed.cpu());
        return new TornadoDevice(
                TornadoBackend.NAME + ":" + ordinal,
                hardware(listed, program.sdk().version()),
                facts,
                listed,
                program);
    }

    /** Returns the stable identity. The SDK's version is part of the driver, because its compiler shapes what runs. */
    static Hardware hardware(ListedDevice listed, String version) {
        String driver = "TornadoVM %s %s %s"
                .formatted(
                        version,
                        listed.language().toLowerCase(Locale.ROOT),
                        listed.property("Driver version", listed.platform()));
        String vendor = listed.property("Device vendor", listed.platform());
        if (!listed.cpu()) {
            return new Hardware(TornadoBackend.NAME, vendor, listed.name(), "", driver);
        }
        PoclName name = PoclName.of(listed.name());
        return new Hardware(
                TornadoBackend.NAME,
                vendor,
                "%s, %d threads".formatted(name.model(), listed.computeUnits()),
                name.target(),
                driver);
    }

    @Override
    public Session open() {
        return new TornadoSession(this);
    }
}
