package dev.tilewright.cli;

import dev.tilewright.confine.Confinement;
import dev.tilewright.device.BackendDescription;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.GpuFacts;
import dev.tilewright.kernels.evaluate.DeviceInspector;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the devices, and why a backend has none. */
@Command(
        name = "devices",
        description =
                "List devices by backend, and what keeps kernels from the rest of the machine; for each backend that has none, say why and how to get it.")
final class DevicesCommand extends Subcommand {

    @Option(names = "--format", paramLabel = "text|json", description = "How to print. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        List<BackendDescription> backends;
        try (DeviceInspector inspector = new DeviceInspector()) {
            backends = inspector.backends();
        }
        PrintWriter out = out();
        String confinement = Confinement.strongest().description();
        switch (format) {
            case JSON ->
                Json.print(
                        out,
                        backends.stream()
                                .map(backend -> json(backend, confinement))
                                .toList());
            case TEXT -> {
                text(out, backends);
                out.printf("confinement of kernels: %s%n", confinement);
            }
        }
        return backends.stream().allMatch(backend -> backend.devices().isEmpty()) ? ExitCode.NO_DEVICE : ExitCode.DONE;
    }

    private static void text(PrintWriter out, List<BackendDescription> backends) {
        Table table = new Table("device", "model", "architecture", "units>", "memory>", "driver");
        backends.forEach(backend -> backend.devices().forEach(device -> row(table, device)));
        table.print(out);
        for (BackendDescription backend : backends) {
            backend.missing()
                    .ifPresent(
                            missing -> out.printf("%s: %s; %s%n", backend.name(), missing.reason(), missing.remedy()));
        }
    }

    private static void row(Table table, DeviceDescription device) {
        DeviceFacts facts = device.facts();
        table.row(
                device.id(),
                device.hardware().model(),
                device.hardware().architecture(),
                Integer.toString(facts.computeUnits()),
                "%.1f GiB".formatted(facts.globalMemoryBytes() / (double) (1L << 30)),
                device.hardware().driver());
    }

    private static Map<String, Object> json(BackendDescription backend, String confinement) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("backend", backend.name());
        json.put("confinement", confinement);
        json.put("devices", backend.devices().stream().map(DevicesCommand::json).toList());
        backend.missing().ifPresent(missing -> {
            json.put("reason", missing.reason());
            json.put("remedy", missing.remedy());
        });
        return json;
    }

    private static Map<String, Object> json(DeviceDescription device) {
        DeviceFacts facts = device.facts();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", device.id());
        json.put("key", device.hardware().key());
        json.put("vendor", device.hardware().vendor());
        json.put("model", device.hardware().model());
        json.put("architecture", device.hardware().architecture());
        json.put("driver", device.hardware().driver());
        json.put("cpu", facts.cpu());
        json.put("compute_units", facts.computeUnits());
        json.put("vector_width", facts.vectorWidth());
        json.put("max_group_size", facts.maxGroupSize());
        json.put("local_memory_bytes", facts.localMemoryBytes());
        json.put("cache_bytes", facts.cacheBytes());
        json.put("global_memory_bytes", facts.globalMemoryBytes());
        json.put("max_allocation_bytes", facts.maxAllocationBytes());
        facts.gpu().ifPresent(gpu -> json.put("gpu", json(gpu)));
        return json;
    }

    private static Map<String, Object> json(GpuFacts gpu) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("compute_capability", gpu.computeCapability());
        json.put("warp_size", gpu.warpSize());
        json.put("unit_items", gpu.unitItems());
        json.put("unit_groups", gpu.unitGroups());
        json.put("unit_registers", gpu.unitRegisters());
        json.put("unit_local_memory_bytes", gpu.unitLocalBytes());
        json.put("clock_hz", gpu.clockHertz());
        json.put("bandwidth_bytes_per_s", gpu.bandwidth());
        return json;
    }
}
