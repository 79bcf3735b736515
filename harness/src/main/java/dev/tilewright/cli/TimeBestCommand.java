package dev.tilewright.cli;

import dev.tilewright.app.BestTiming;
import dev.tilewright.app.Home;
import dev.tilewright.app.UseCaseException;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.LaunchException;
import dev.tilewright.device.Timing;
import dev.tilewright.report.Demand;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times the best kernel known once more, for scripts that compare it with peers in the same minute. */
@Command(
        name = "time-best",
        hidden = true,
        description = "Time the best kernel known once more, and print every sample as JSON.")
final class TimeBestCommand extends Subcommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private TaskArgument argument;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceOption device;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "How many samples to take at most; a slow kernel gets fewer. Default: 20.")
    private int samples = 20;

    @Override
    public Integer call() throws BuildException, LaunchException {
        if (samples <= 0) {
            throw UseCaseException.request("--samples must be positive, not " + samples);
        }
        BestTiming.Timed timed =
                new BestTiming(Home.find()).time(argument.choice(), device.choice(), memory.location(), samples);
        timed.notice().ifPresent(err()::println);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("task", timed.task().name());
        json.put("problem", timed.problem().sizes());
        json.put("device", timed.device().id());
        json.put("model", timed.device().hardware().model());
        json.put("driver", timed.device().hardware().driver());
        json.put("run", timed.best().run());
        json.put("hash", timed.best().step().candidate().hash());
        json.put("operations", Demand.of(timed.task(), timed.problem()).operations());
        json.put("device_ns", timed.samples().stream().map(Timing::deviceNanos).toList());
        json.put("host_ns", timed.samples().stream().map(Timing::hostNanos).toList());
        Json.print(out(), json);
        return ExitCode.DONE;
    }
}
