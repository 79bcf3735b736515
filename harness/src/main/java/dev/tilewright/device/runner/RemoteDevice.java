package dev.tilewright.device.runner;

import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.DeviceException;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.memory.Hardware;
import java.io.IOException;
import java.time.Duration;

/**
 * A device that is opened in a runner of its own, which ends when the session is closed.
 *
 * @param description what it is
 * @param room what the runner may use
 * @param limit how long each request may take
 */
public record RemoteDevice(DeviceDescription description, Room room, Duration limit) implements Device {

    @Override
    public String id() {
        return description.id();
    }

    @Override
    public Hardware hardware() {
        return description.hardware();
    }

    @Override
    public DeviceFacts facts() {
        return description.facts();
    }

    @Override
    public RemoteSession open() {
        try {
            Runner runner = Runner.start(room);
            try {
                runner.begin("using " + id(), limit);
                return runner.open(id());
            } catch (RuntimeException failed) {
                runner.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw new DeviceException("%s cannot be opened: %s".formatted(id(), failed.getMessage()), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DeviceException("interrupted while %s was opened".formatted(id()), interrupted);
        }
    }
}
