package dev.tilewright.device;

import java.util.List;
import java.util.Optional;

/**
 * What a backend has found on this machine, without a way to open it.
 *
 * @param name the backend's name, {@code opencl}
 * @param devices its devices, in order
 * @param missing why it has none; empty if and only if it has one
 */
public record BackendDescription(String name, List<DeviceDescription> devices, Optional<Discovery.Missing> missing) {

    public BackendDescription {
        devices = List.copyOf(devices);
        if (devices.isEmpty() != missing.isPresent()) {
            throw new IllegalArgumentException("backend %s has devices, or a reason to have none".formatted(name));
        }
    }

    /** Describes what {@code backend} found. */
    static BackendDescription of(Backend backend, Discovery discovery) {
        return switch (discovery) {
            case Discovery.Found(List<Device> devices) ->
                new BackendDescription(
                        backend.name(),
                        devices.stream()
                                .map(device -> DeviceDescription.of(device, backend.language()))
                                .toList(),
                        Optional.empty());
            case Discovery.Missing missing -> new BackendDescription(backend.name(), List.of(), Optional.of(missing));
        };
    }
}
