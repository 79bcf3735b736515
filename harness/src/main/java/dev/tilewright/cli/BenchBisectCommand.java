package dev.tilewright.cli;

import dev.tilewright.app.CommitSearch;
import dev.tilewright.app.Home;
import dev.tilewright.app.UseCaseException;
import dev.tilewright.bench.Effort;
import dev.tilewright.bench.repository.Bisection;
import dev.tilewright.bench.repository.Bisection.Found;
import dev.tilewright.bench.repository.Commit;
import dev.tilewright.bench.repository.Trial;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds the commit that made a kernel slower. */
@Command(
        name = "bisect",
        description = {
            "Find the commit of your repository that made a kernel of a suite slower.",
            "The kernels of each commit that is tried are measured beside those of GOOD. Commits are checked out in a"
                    + " temporary folder; your working tree is not touched."
        },
        footer = {
            "",
            "For example: tilewright bench bisect v1.4 HEAD bench/suite.yaml",
            "Exit codes: 0 the commit is found, 2 usage, a bad file, or BAD is not slower, 3 no usable device, 6 it could"
                    + " not be told, 130 interrupted."
        })
final class BenchBisectCommand extends Subcommand {

    private static final int DEFAULT_ROUNDS = 10;
    private static final int DEFAULT_GROWTH = 4;
    private static final int MOST_ROUNDS = 1000;
    private static final Duration FINISH = Duration.ofSeconds(10);

    @Parameters(index = "0", paramLabel = "GOOD", description = "A commit, branch or tag that is not slower.")
    @SuppressWarnings("NullAway.Init")
    private String good;

    @Parameters(index = "1", paramLabel = "BAD", description = "A later one that is.")
    @SuppressWarnings("NullAway.Init")
    private String bad;

    @Parameters(
            index = "2",
            paramLabel = "SUITE",
            description = "A suite file in the repository; each commit's own counts.")
    @SuppressWarnings("NullAway.Init")
    private String suite;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private DeviceOption device;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Option(names = "--case", paramLabel = "NAME", description = "Only this case of the suite. Default: all.")
    private @Nullable String only;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often each case is measured at least for a commit. Default: 10.")
    private int rounds = DEFAULT_ROUNDS;

    @Option(names = "--most-rounds", paramLabel = "N", description = "How often at most. Default: four times --rounds.")
    private @Nullable Integer mostRounds;

    @Option(
            names = "--threshold",
            paramLabel = "SHARE",
            converter = ShareConverter.class,
            description =
                    "How much slower a case may be before it counts. Default: 2%%. Between GOOD and BAD it is at least half of what BAD has lost.")
    private double threshold = BenchCommand.DEFAULT_THRESHOLD;

    @Option(
            names = "--significance",
            paramLabel = "P",
            description = "The probability of a false alarm, for each commit. Default: 0.01.")
    private double significance = BenchCommand.DEFAULT_SIGNIFICANCE;

    @Option(names = "--format", paramLabel = "text|json", description = "How to print the result. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        CommitSearch.Request request = request();
        BenchProgress progress = new BenchProgress(
                err(), Optional.ofNullable(Integer.getInteger("tilewright.columns")), InstantSource.system());
        Optional<CommitSearch.Result> result;
        try (CommitSearch search = new CommitSearch(Home.find(), request, progress);
                Interruption _ = new Interruption(search::stop, FINISH, ended -> {})) {
            result = search.run(new Steps(progress));
        } finally {
            progress.end();
        }
        if (result.isEmpty()) {
            err().println("interrupted: no commit is found");
            return ExitCode.INTERRUPTED;
        }
        switch (format) {
            case JSON -> Json.print(out(), json(result.get()));
            case TEXT -> print(result.get());
        }
        return result.get().found().filter(Found::certain).isPresent() ? ExitCode.DONE : ExitCode.INCONCLUSIVE;
    }

    private CommitSearch.Request request() {
        BenchCommand.checkSignificance(significance);
        int most = mostRounds == null ? Math.min(MOST_ROUNDS, DEFAULT_GROWTH * rounds) : mostRounds;
        if (rounds < 1 || most < rounds || most > MOST_ROUNDS) {
            throw UseCaseException.request("--rounds must be at least 1, and --most-rounds from that to %d: %d, %d"
                    .formatted(MOST_ROUNDS, rounds, most));
        }
        return new CommitSearch.Request(
                good,
                bad,
                suite,
                Optional.ofNullable(only),
                device.choice(),
                memory.location(),
                new Effort(rounds, most, Optional.empty()),
                threshold,
                significance);
    }

    private void print(CommitSearch.Result result) {
        if (result.found().isEmpty()) {
            out().println(
                            "it cannot be told whether %s is slower than %s: %s; allow more --most-rounds, or a quieter machine"
                                    .formatted(bad, good, result.told()));
        } else {
            Found found = result.found().get();
            if (found.certain()) {
                out().println("first slower commit: %s".formatted(found.first().hash()));
                out().println("  %s, %s"
                        .formatted(found.first().subject(), found.first().date()));
            } else {
                out().println("the first slower commit is one of these, which could not be told apart:");
                found.suspects().forEach(commit -> out().println("  %s %s".formatted(commit.hash(), commit.subject())));
            }
            out().println("  beside %s, %s".formatted(good, found.told()));
            out().println("  %d %s tried between".formatted(found.tried(), found.tried() == 1 ? "commit" : "commits"));
        }
        out().flush();
    }

    private static Map<String, Object> json(CommitSearch.Result result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("bad_beside_good", result.told());
        result.found().ifPresent(found -> {
            json.put("certain", found.certain());
            if (found.certain()) {
                json.put("first", json(found.first()));
            }
            json.put(
                    "suspects",
                    found.suspects().stream().map(BenchBisectCommand::json).toList());
            json.put("first_beside_good", found.told());
            json.put("tried", found.tried());
        });
        return json;
    }

    private static Map<String, Object> json(Commit commit) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("hash", commit.hash());
        json.put("date", commit.date());
        json.put("subject", commit.subject());
        return json;
    }

    /** Tells of each commit as it is tried. */
    private final class Steps implements Bisection.Listener {

        private final BenchProgress progress;

        Steps(BenchProgress progress) {
            this.progress = progress;
        }

        @Override
        public void onCommit(Commit commit, int left) {
            progress.end();
            err().println("trying %s (%d %s may be the first)"
                    .formatted(commit, left, left == 1 ? "commit" : "commits"));
        }

        @Override
        public void onTrial(Commit commit, Trial trial) {
            progress.end();
            err().println("  %s: %s"
                    .formatted(
                            switch (trial.verdict()) {
                                case GOOD -> "good";
                                case BAD -> "bad";
                                case UNKNOWN -> "passed over";
                            },
                            trial.told()));
        }
    }
}
