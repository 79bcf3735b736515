package dev.tilewright.study.live;

import dev.tilewright.study.Band;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/** Computes what a study amounts to from what came of each of its searches. */
public final class LiveStatistics {

    private static final int RESAMPLED = 400;

    private final LiveSetup setup;
    private final int blocks;
    private final Map<LiveSetup.Cell, SearchTrace> traces;

    private LiveStatistics(LiveSetup setup, int blocks, List<SearchTrace> traces) {
        this.setup = setup;
        this.blocks = blocks;
        this.traces = traces.stream().collect(Collectors.toMap(SearchTrace::cell, Function.identity()));
    }

    /**
     * Computes the result of a study.
     *
     * @param blocks how many blocks were run
     * @param traces what came of every search of them, in any order
     */
    public static LiveResult of(LiveSetup setup, int blocks, List<SearchTrace> traces) {
        LiveStatistics statistics = new LiveStatistics(setup, blocks, traces);
        return new LiveResult(
                setup,
                blocks,
                setup.tasks().stream().map(statistics::task).toList(),
                setup.searches().stream().map(statistics::mean).toList());
    }

    private List<SearchTrace> traces(LiveTask task, String search) {
        return IntStream.range(0, blocks)
                .mapToObj(block -> new LiveSetup.Cell(task, search, block))
                .map(cell -> Optional.ofNullable(traces.get(cell))
                        .orElseThrow(() -> new IllegalArgumentException("the study has nothing of " + cell)))
                .toList();
    }

    private double best(LiveTask task) {
        return setup.searches().stream()
                .flatMap(search -> traces(task, search).stream())
                .mapToDouble(SearchTrace::nanos)
                .min()
                .orElseThrow();
    }

    private LiveResult.OfTask task(LiveTask task) {
        return new LiveResult.OfTask(
                task,
                best(task),
                setup.searches().stream().map(search -> result(task, search)).toList());
    }

    private SearchResult result(LiveTask task, String search) {
        List<SearchTrace> own = traces(task, search);
        double[] micros = own.stream()
                .mapToDouble(trace -> trace.ownNanos() / 1e3 / Math.max(1, trace.evaluations()))
                .sorted()
                .toArray();
        return new SearchResult(
                search,
                own,
                curve(own),
                efforts(List.of(task), search),
                Math.exp(PairedRatio.mean(logarithms(own))),
                time(List.of(task), search),
                (micros[(micros.length - 1) / 2] + micros[micros.length / 2]) / 2);
    }

    private LiveResult.Mean mean(String search) {
        return new LiveResult.Mean(search, efforts(setup.tasks(), search), time(setup.tasks(), search));
    }

    private List<Effort> efforts(List<LiveTask> tasks, String search) {
        return LiveResult.SHARES.stream()
                .map(share -> Effort.of(
                        share,
                        tasks.stream().map(task -> pairs(task, search, share)).toList(),
                        setup.seed()))
                .toList();
    }

    private Effort.Pairs pairs(LiveTask task, String search, double share) {
        return new Effort.Pairs(reached(task, search, share), reached(task, setup.reference(), share));
    }

    private List<SearchTrace.Reached> reached(LiveTask task, String search, double share) {
        return traces(task, search).stream()
                .map(trace -> trace.reached(best(task, trace.cell().block()) / share))
                .toList();
    }

    /** Returns what the fastest takes that any search of a block ended with: a machine that is slower in one hour than in another is so for all of a block. */
    private double best(LiveTask task, int block) {
        return setup.searches().stream()
                .mapToDouble(search -> traces(task, search).get(block).nanos())
                .min()
                .orElseThrow();
    }

    /** Compares the times of the bests. Where a search found nothing that is right, there is no ratio. */
    private Optional<PairedRatio> time(List<LiveTask> tasks, String search) {
        List<double[]> ratios = tasks.stream()
                .map(task -> {
                    double[] mine = logarithms(traces(task, search));
                    double[] reference = logarithms(traces(task, setup.reference()));
                    double[] ratio = new double[blocks];
                    Arrays.setAll(ratio, block -> mine[block] - reference[block]);
                    return ratio;
                })
                .toList();
        return ratios.stream().flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)
                ? Optional.of(PairedRatio.of(ratios, setup.seed()))
                : Optional.empty();
    }

    private static double[] logarithms(List<SearchTrace> traces) {
        return traces.stream().mapToDouble(trace -> Math.log(trace.nanos())).toArray();
    }

    private Band curve(List<SearchTrace> own) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(setup.seed());
        double[][] resampled = new double[RESAMPLED][];
        for (int i = 0; i < RESAMPLED; i++) {
            SearchTrace[] drawn = new SearchTrace[own.size()];
            Arrays.setAll(drawn, _ -> own.get(random.nextInt(own.size())));
            resampled[i] = milliseconds(List.of(drawn));
        }
        return new Band(milliseconds(own), resampled);
    }

    private double[] milliseconds(List<SearchTrace> some) {
        double[] curve = new double[setup.evaluations()];
        Arrays.setAll(
                curve,
                i -> Math.exp(some.stream()
                                .mapToDouble(trace -> Math.log(trace.nanos(i + 1)))
                                .average()
                                .orElseThrow())
                        * 1e-6);
        return curve;
    }
}
