package dev.tilewright.bench.rates;

import dev.tilewright.app.Comparison;
import dev.tilewright.bench.Criterion;
import dev.tilewright.bench.Effort;
import dev.tilewright.bench.ProcessRounds;
import dev.tilewright.bench.RoundTimer;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.rates.NoiseRecording.Turn;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.loop.SerialEvaluator.Judge;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How often {@code bench} is wrong, measured: {@code scripts/bench-error-rates}. */
@Command(
        name = "bench-error-rates",
        mixinStandardHelpOptions = true,
        description = "Measures how often bench calls a kernel slower that is not, and misses one that is.",
        subcommands = {ErrorRates.Record.class, ErrorRates.Simulate.class, ErrorRates.Real.class})
public final class ErrorRates {

    private static final int TURNS = 8;

    private ErrorRates() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ErrorRates()).execute(arguments));
    }

    /** What all modes share. */
    abstract static class Mode implements Callable<Integer> {
        @Option(names = "--threshold", description = "Default: ${DEFAULT-VALUE}.")
        double threshold = 0.02;

        @Option(names = "--significance", description = "Default: ${DEFAULT-VALUE}.")
        double significance = 0.01;

        @Option(names = "--rounds", description = "Default: ${DEFAULT-VALUE}.")
        int rounds = 10;

        @Option(names = "--most-rounds", description = "Default: ${DEFAULT-VALUE}.")
        int mostRounds = 40;

        @Option(names = "--slowdown", description = "Of one case, another in each run. Default: ${DEFAULT-VALUE}.")
        double slowdown = 0.05;

        @Option(names = "--seed", description = "Default: ${DEFAULT-VALUE}.")
        long seed = 1;

        Criterion criterion() {
            return new Criterion(threshold, significance);
        }

        Effort effort() {
            return new Effort(rounds, mostRounds, Optional.empty());
        }
    }

    @Command(name = "simulate", description = "Draws rounds from a recording of noise: thousands of runs in seconds.")
    static final class Simulate extends Mode {
        @Parameters(paramLabel = "RECORDING")
        Path file = Path.of("");

        @Option(names = "--runs", description = "Default: ${DEFAULT-VALUE}.")
        int runs = 2000;

        @Override
        public Integer call() {
            NoiseRecording recording = NoiseRecording.read(file);
            List<Subject> subjects = RecordedSubjects.of(recording);
            SplittableRandom random = new SplittableRandom(seed);
            System.out.printf(
                    "%d rounds of %d cases recorded%n", recording.rounds().size(), subjects.size());
            for (double slower : new double[] {0, slowdown}) {
                System.out.printf(
                        "slowdown %.1f %%: %s%n",
                        100 * slower,
                        Rates.of(
                                runs,
                                slower,
                                subjects,
                                criterion(),
                                effort(),
                                run -> new ResampledRounds(recording, random.split())));
            }
            return 0;
        }
    }

    @Command(
            name = "real",
            description = "Runs real processes, beside neighbours that are busy on purpose. Takes hours.")
    static final class Real extends Mode {
        @Parameters(paramLabel = "SUITE")
        Path suite = Path.of("");

        @Option(names = "--device", description = "Default: ${DEFAULT-VALUE}.")
        String device = "opencl:0";

        @Option(names = "--runs", description = "Of each kind. Default: ${DEFAULT-VALUE}.")
        int runs = 10;

        @Option(names = "--neighbours", description = "Default: ${DEFAULT-VALUE}.")
        int neighbours = 2;

        @Override
        public Integer call() {
            List<Subject> subjects = RealSubjects.of(suite, device);
            RoundTimer timer = new ProcessRounds(Comparison::evaluator);
            try (BusyNeighbours _ = new BusyNeighbours(neighbours, seed)) {
                for (double slower : new double[] {0, slowdown}) {
                    Rates rates = Rates.NONE;
                    for (int run = 0; run < runs; run++) {
                        rates = rates.plus(run, slower, subjects, criterion(), effort(), timer);
                        System.out.printf("slowdown %.1f %%: %s%n", 100 * slower, rates);
                    }
                }
            }
            return 0;
        }
    }

    @Command(
            name = "record",
            description = "Records noise: each kernel of a suite held against itself, in fresh processes.")
    static final class Record extends Mode {
        @Parameters(index = "0", paramLabel = "SUITE")
        Path suite = Path.of("");

        @Parameters(index = "1", paramLabel = "RECORDING")
        Path file = Path.of("");

        @Option(names = "--device", description = "Default: ${DEFAULT-VALUE}.")
        String device = "opencl:0";

        @Option(names = "--neighbours", description = "Default: ${DEFAULT-VALUE}.")
        int neighbours = 2;

        @Override
        public Integer call() throws IOException {
            List<Subject> subjects = RealSubjects.of(suite, device);
            try (BusyNeighbours _ = new BusyNeighbours(neighbours, seed)) {
                for (int round = 0; round < rounds; round++) {
                    for (Subject subject : subjects) {
                        Files.writeString(
                                file,
                                NoiseRecording.line(round, subject.benchCase().name(), turns(subject)) + "\n",
                                StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND);
                    }
                    System.out.printf("round %d of %d%n", round + 1, rounds);
                }
            }
            return 0;
        }

        private static List<Turn> turns(Subject subject) {
            while (true) {
                List<Turn> turns = new ArrayList<>();
                try (Judge judge = Comparison.evaluator(subject)) {
                    while (turns.size() < TURNS) {
                        Evaluation first = judge.evaluate(subject.candidate(), OptionalDouble.empty());
                        Evaluation second = judge.evaluate(subject.candidate(), OptionalDouble.empty());
                        if (!first.ok() || !second.ok()) {
                            break;
                        }
                        turns.add(new Turn(nanos(first), nanos(second)));
                    }
                }
                if (turns.size() == TURNS) {
                    return turns;
                }
            }
        }

        private static double nanos(Evaluation evaluation) {
            return KernelMeasurement.of(evaluation).deviceTime().orElseThrow().medianNanos();
        }
    }
}
