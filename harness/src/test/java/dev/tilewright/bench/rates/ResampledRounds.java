package dev.tilewright.bench.rates;

import dev.tilewright.bench.Round;
import dev.tilewright.bench.RoundTimer;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.rates.NoiseRecording.Turn;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Rounds drawn from a recording by a block bootstrap (Künsch, "The Jackknife and the Bootstrap for General Stationary Observations",
 * 1989): whole processes, in stretches of neighbouring rounds, the same for all cases, so that what a busy neighbour does to several
 * rounds and cases at once stays together.
 */
final class ResampledRounds implements RoundTimer {

    private static final int STRETCH = 4;
    private static final int TURNS = 7;

    private final NoiseRecording recording;
    private final RandomGenerator random;
    private final List<Integer> drawn = new ArrayList<>();
    private int last = -1;

    ResampledRounds(NoiseRecording recording, RandomGenerator random) {
        this.recording = recording;
        this.random = random;
    }

    @Override
    public Round time(Subject subject, int round, boolean beside) {
        if (round < last) {
            // A second set of processes has rounds of its own.
            drawn.clear();
        }
        last = round;
        while (drawn.size() <= round) {
            int start = random.nextInt(recording.rounds().size());
            for (int i = 0; i < STRETCH; i++) {
                drawn.add((start + i) % recording.rounds().size());
            }
        }
        List<Turn> turns =
                recording.rounds().get(drawn.get(round)).get(subject.benchCase().name());
        int count = Math.min(TURNS, turns.size());
        double[] now = new double[count];
        double[] then = new double[count];
        double[] ratios = new double[count];
        for (int i = 0; i < count; i++) {
            boolean thenFirst = (i + round) % 2 == 0;
            then[i] = thenFirst ? turns.get(i).firstNanos() : turns.get(i).secondNanos();
            now[i] = thenFirst ? turns.get(i).secondNanos() : turns.get(i).firstNanos();
            ratios[i] = now[i] / then[i];
        }
        return new Round.Timed(estimate(now), Optional.of(new Round.Pair(estimate(then), median(ratios))));
    }

    private static TimeEstimate estimate(double[] nanos) {
        double median = median(nanos);
        return new TimeEstimate(median, median, median, nanos.length);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
