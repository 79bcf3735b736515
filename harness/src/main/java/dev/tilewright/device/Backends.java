package dev.tilewright.device;

import dev.tilewright.device.Discovery.Found;
import dev.tilewright.device.Discovery.Missing;
import dev.tilewright.kernel.Language;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The backends of this program and the devices behind them.
 *
 * <p>A backend looks for its devices when they are first asked for, and once: naming a device of one backend does not load the
 * libraries of another. Not for use by several threads at once.
 */
public final class Backends {

    /** Devices are listed in this order; a backend that is not named here comes last. */
    private static final List<String> ORDER = List.of("opencl", "cuda", "tornado", "jvm");

    private final List<Backend> backends;
    private final Map<String, Discovery> discoveries = new LinkedHashMap<>();

    Backends(List<Backend> backends) {
        this.backends = backends.stream()
                .sorted(Comparator.comparingInt(Backends::rank).thenComparing(Backend::name))
                .toList();
    }

    /** Finds the backends that are on the class path; looks for no device yet. */
    public static Backends load() {
        List<Backend> found = new ArrayList<>();
        var services = ServiceLoader.load(Backend.class).iterator();
        while (true) {
            try {
                if (!services.hasNext()) {
                    return new Backends(found);
                }
                found.add(services.next());
            } catch (ServiceConfigurationError | LinkageError broken) {
                throw new DeviceException(
                        "a backend on the class path cannot be loaded: " + broken.getMessage(), broken);
            }
        }
    }

    private static int rank(Backend backend) {
        int rank = ORDER.indexOf(backend.name());
        return rank < 0 ? ORDER.size() : rank;
    }

    /** Returns the backends, in the order in which their devices are listed. */
    public List<Backend> all() {
        return backends;
    }

    /** Returns what each backend found, by its name, in order. */
    public Map<String, Discovery> discoveries() {
        Map<String, Discovery> all = new LinkedHashMap<>();
        backends.forEach(backend -> all.put(backend.name(), discovery(backend)));
        return all;
    }

    /** Returns what each backend found, in order, as it can be told to another process. */
    public List<BackendDescription> describe() {
        return backends.stream()
                .map(backend -> BackendDescription.of(backend, discovery(backend)))
                .toList();
    }

    /** Describes a device. */
    public DeviceDescription describe(Device device) {
        return DeviceDescription.of(device, languageOf(device));
    }

    /** Returns the devices of every backend, in order. */
    public List<Device> devices() {
        return backends.stream().flatMap(backend -> devices(backend).stream()).toList();
    }

    /**
     * Finds a device.
     *
     * @param id backend and ordinal, {@code opencl:0}, or a backend's name for its first device
     * @throws NoDeviceException if there is none, with what there is
     */
    public Device device(String id) {
        int colon = id.indexOf(':');
        String name = colon < 0 ? id : id.substring(0, colon);
        String wanted = colon < 0 ? name + ":0" : id;
        for (Backend backend : backends) {
            if (!backend.name().equals(name)) {
                continue;
            }
            for (Device device : devices(backend)) {
                if (device.id().equals(wanted)) {
                    return device;
                }
            }
            if (discovery(backend) instanceof Missing(String reason, String remedy)) {
                throw new NoDeviceException(
                        "no device %s: %s; %s. There is: %s".formatted(id, reason, remedy, listed()));
            }
        }
        throw new NoDeviceException("no device is called %s. There is: %s".formatted(id, listed()));
    }

    /**
     * Returns the device that is meant when none is named: the first GPU, else the first OpenCL device, else the first of all.
     *
     * @throws NoDeviceException if no backend has a device
     */
    public Device preferred() {
        return first(device -> !device.facts().cpu())
                .or(() -> first(device -> true))
                .orElseThrow(() -> new NoDeviceException("no device: "
                        + discoveries().values().stream()
                                .map(discovery -> discovery instanceof Missing(String reason, String remedy)
                                        ? reason + "; " + remedy
                                        : "")
                                .collect(Collectors.joining(". "))));
    }

    /** Returns the backend that {@code device} belongs to. */
    public Backend backendOf(Device device) {
        return backends.stream()
                .filter(backend -> backend.name().equals(device.hardware().backend()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("device " + device.id() + " does not belong to a backend here"));
    }

    /** Returns the language of the kernels that {@code device} runs. */
    public Language languageOf(Device device) {
        return backendOf(device).language();
    }

    private Optional<Device> first(Predicate<Device> condition) {
        return backends.stream()
                .flatMap(backend -> devices(backend).stream())
                .filter(condition)
                .findFirst();
    }

    private List<Device> devices(Backend backend) {
        return discovery(backend) instanceof Found(List<Device> devices) ? devices : List.of();
    }

    private Discovery discovery(Backend backend) {
        return discoveries.computeIfAbsent(backend.name(), name -> backend.discover());
    }

    private String listed() {
        return devices().stream().map(Device::id).collect(Collectors.joining(", "));
    }
}
