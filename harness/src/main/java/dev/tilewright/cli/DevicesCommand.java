package dev.tilewright.cli;

import dev.tilewright.device.Backends;
import dev.tilewright.device.Device;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.device.Discovery;
import dev.tilewright.device.Discovery.Found;
import dev.tilewright.device.Discovery.Missing;
import dev.tilewright.device.GpuFacts;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the devices, and why a backend has none. */
@Command(
        name = "devices",
        description = "List devices by backend; for each backend that has none, say why and how to get it.")
final class DevicesCommand extends Subcommand {

    @Option(names = "--format", paramLabel = "text|json", description = "How to print. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        Backends backends = Backends.load();
        Map<String, Discovery> discoveries = backends.discoveries();
        PrintWriter out = out();
        switch (format) {
            case JSON ->
                Json.print(
                        out,
                        discoveries.entrySet().stream()
                                .map(entry -> json(entry.getKey(), entry.getValue()))
                                .toList());
            case TEXT -> text(out, discoveries);
        }
        return backends.devices().isEmpty() ? ExitCode.NO_DEVICE : ExitCode.DONE;
    }

    private static void text(PrintWriter out, Map<String, Discovery> discoveries) {
        Table table = new Table("device", "model", "architecture", "units>", "memory>", "driver");
        List<String> missing = new ArrayList<>();
        discoveries.forEach((name, discovery) -> {
            switch (discovery) {
                case Found(List<Device> devices) -> devices.forEach(device -> row(table, device));
                case Missing(String reason, String remedy) -> missing.add("%s: %s; %s".formatted(name, reason, remedy));
            }
        });
        table.print(out);
        missing.forEach(out::println);
    }

    private static void row(Table table, Device device) {
        DeviceFacts facts = device.facts();
        table.row(
                device.id(),
                device.hardware().model(),
                device.hardware().architecture(),
                Integer.toString(facts.computeUnits()),
                "%.1f GiB".formatted(facts.globalMemoryBytes() / (double) (1L << 30)),
                device.hardware().driver());
    }

    private static Map<String, Object> json(String backend, Discovery discovery) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("backend", backend);
        switch (discovery) {
            case Found(List<Device> devices) ->
                json.put("devices", devices.stream().map(DevicesCommand::json).toList());
            case Missing(String reason, String remedy) -> {
                json.put("devices", List.of());
                json.put("reason", reason);
                json.put("remedy", remedy);
            }
        }
        return json;
    }

    private static Map<String, Object> json(Device device) {
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
