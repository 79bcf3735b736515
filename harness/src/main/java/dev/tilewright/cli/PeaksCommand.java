package dev.tilewright.cli;

import dev.tilewright.app.DeviceChoice;
import dev.tilewright.device.DeviceDescription;
import dev.tilewright.device.DeviceException;
import dev.tilewright.kernels.evaluate.DeviceInspector;
import dev.tilewright.kernels.evaluate.measure.Roofline;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures a device's ceilings afresh, whatever memory has of them, for scripts that hold times against them in the same minute. */
@Command(
        name = "peaks",
        hidden = true,
        description =
                "Measure a device's peak of multiply-adds, its copy bandwidth and its read bandwidth, and print them as JSON.")
final class PeaksCommand extends Subcommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceOption device;

    @Override
    public Integer call() {
        DeviceChoice.Chosen choice;
        Roofline peaks;
        try (DeviceInspector inspector = new DeviceInspector()) {
            choice = device.choice().choose(inspector);
            DeviceDescription found = choice.device();
            peaks = inspector
                    .peaks(found.id())
                    .orElseThrow(() -> new DeviceException(
                            "there are no kernels to measure the peaks of %s with".formatted(found.id())));
        }
        choice.notice().ifPresent(err()::println);
        DeviceDescription chosen = choice.device();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("device", chosen.id());
        json.put("model", chosen.hardware().model());
        json.put("driver", chosen.hardware().driver());
        json.put("cpu", chosen.facts().cpu());
        json.put("flop_per_s", peaks.peakFlops());
        json.put("byte_per_s", peaks.bandwidth());
        json.put("read_byte_per_s", peaks.readBandwidth());
        Json.print(out(), json);
        return ExitCode.DONE;
    }
}
