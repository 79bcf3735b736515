package dev.tilewright.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.loops.nest.Axis;
import dev.tilewright.loops.nest.Expressions;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.Loop;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.transform.Accumulate;
import dev.tilewright.loops.transform.Bind;
import dev.tilewright.loops.transform.CrossThreadReduction;
import dev.tilewright.loops.transform.DoubleBuffer;
import dev.tilewright.loops.transform.FuseStages;
import dev.tilewright.loops.transform.Hoist;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.Online;
import dev.tilewright.loops.transform.Pack;
import dev.tilewright.loops.transform.Prefetch;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.loops.transform.Split;
import dev.tilewright.loops.transform.SplitReduction;
import dev.tilewright.loops.transform.Stage;
import dev.tilewright.loops.transform.Tensorize;
import dev.tilewright.loops.transform.Transformation;
import dev.tilewright.loops.transform.Transformations;
import dev.tilewright.loops.transform.Unroll;
import dev.tilewright.loops.transform.Vectorize;
import dev.tilewright.tensor.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;

/** Draws legal schedules: a random walk that keeps each step that the rules accept, and checks how they refuse the others. */
final class RandomSchedule {

    private static final long[] FACTORS = {2, 3, 4, 5, 7, 8, 16};

    private final LoopNests naive;
    private final Limits limits;
    private final RandomGenerator random;
    private final List<ScheduleStep> steps = new ArrayList<>();
    private LoopNests nests;

    private RandomSchedule(LoopNests naive, Limits limits, RandomGenerator random) {
        this.naive = naive;
        this.limits = limits;
        this.random = random;
        nests = naive;
    }

    /**
     * Draws a schedule of up to a dozen steps, from nothing, the naive one, one of groups that share tiles or rows, of fragments, or of
     * register tiles whose operands are packed.
     */
    static Schedule draw(LoopNests naive, Limits limits, RandomGenerator random) {
        RandomSchedule walk = new RandomSchedule(naive, limits, random);
        Nest nest = naive.nests().get(random.nextInt(naive.nests().size()));
        switch (random.nextInt(7)) {
            case 0, 1 -> walk.tryAll(Schedule.naive(naive, limits).steps());
            case 2 -> walk.tryGroupTiles(nest);
            case 3 -> walk.tryToMultiplyFragments(nest.name());
            case 4 -> walk.tryGroupRows();
            case 5 -> walk.tryPackedTiles(nest.name());
            default -> {}
        }
        int attempts = random.nextInt(1, 16);
        for (int i = 0; i < attempts; i++) {
            walk.attempt();
        }
        return new Schedule(walk.steps);
    }

    /** Cuts all axes in tiles, spreads those of parallel ones over groups and their work-items, and stages what is read. */
    private void tryGroupTiles(Nest nest) {
        List<String> serial = new ArrayList<>();
        for (Axis axis : nest.axes()) {
            String inner = nest.freshName(axis.name());
            tryStep(nest, new Split(axis.name(), FACTORS[random.nextInt(FACTORS.length)]));
            if (axis.reduction() || random.nextInt(4) == 0) {
                serial.add(axis.name());
            } else {
                tryStep(nest, new Bind(axis.name(), Bind.Level.GROUP));
            }
            if (!axis.reduction()) {
                tryStep(nest, new Bind(inner, Bind.Level.ITEM));
            }
        }
        if (random.nextBoolean()) {
            tryToMultiplyFragments(nest.name());
        }
        for (String loop : serial) {
            if (random.nextBoolean()) {
                tryStep(nest, new Accumulate(loop, new LinkedHashMap<>()));
            }
            for (Expression.Access read : nest.reads()) {
                tryStep(nest, new Stage(read.tensor(), loop, random.nextBoolean(), random.nextInt(3)));
                if (random.nextBoolean()) {
                    tryStep(nest, new DoubleBuffer(read.tensor(), loop));
                }
                if (random.nextBoolean()) {
                    tryStep(nest, new Prefetch(read.tensor(), loop));
                }
            }
        }
    }

    /** Holds a tile of results in registers, with lanes or without, and packs what it reads in panels as wide. */
    private void tryPackedTiles(String name) {
        Nest nest = nest(nests, name);
        List<Axis> parallel =
                nest.axes().stream().filter(axis -> !axis.reduction()).toList();
        if (nest.reduction().isEmpty() || parallel.isEmpty()) {
            return;
        }
        SequencedMap<String, Long> tile = new LinkedHashMap<>();
        for (Axis axis : parallel) {
            if (random.nextBoolean()) {
                tryStep(nest, new Bind(axis.name(), Bind.Level.GROUP));
            }
            if (random.nextInt(4) > 0) {
                tile.put(axis.name(), FACTORS[random.nextInt(FACTORS.length)]);
            }
        }
        if (random.nextInt(3) > 0) {
            tryStep(nest, new Vectorize(parallel.getLast().name(), 2L << random.nextInt(3)));
        }
        String reduction = nest.loops().get(nest.firstReduction()).name();
        tryStep(nest, new Accumulate(reduction, tile));
        for (Expression.Access read : nest.reads()) {
            for (Axis axis : parallel) {
                long step = nest(nests, name).outermost(axis.name()).step();
                if (Expressions.dependsOn(read, axis.name()) && random.nextInt(8) > 0) {
                    tryStep(nest, new Pack(read.tensor(), axis.name(), step * (1 + random.nextInt(8) / 7)));
                }
            }
        }
    }

    /** Leaves what matrix units can compute to them. */
    private void tryToMultiplyFragments(String name) {
        List<Transformation> fragments = Tensorize.KIND.proposals(nest(nests, name), limits);
        if (!fragments.isEmpty()) {
            tryStep(nest(nests, name), fragments.get(random.nextInt(fragments.size())));
        }
    }

    /** Gives each group a row of all nests, whose elements its work-items share, and computes them in as few launches as may be. */
    private void tryGroupRows() {
        long items = 2L << random.nextInt(4);
        if (random.nextBoolean()) {
            for (Nest nest : naive.nests()) {
                Online.KIND.proposals(nest, limits).forEach(online -> tryStep(nest, online));
            }
        }
        for (Nest nest : nests.nests()) {
            List<Axis> axes = nest.axes();
            if (axes.isEmpty()) {
                continue;
            }
            String last = axes.getLast().name();
            tryStep(nest, new Bind(axes.getFirst().name(), Bind.Level.GROUP));
            if (nest.reduction().isPresent()) {
                String first = nest.loops().get(nest.firstReduction()).name();
                tryStep(nest, new Accumulate(first, new LinkedHashMap<>()));
                tryStep(nest, new CrossThreadReduction(random.nextBoolean() ? first : last, items));
            } else {
                tryStep(nest, new Split(last, items));
                tryStep(nest, new Bind(nest.freshName(last), Bind.Level.ITEM));
            }
            if (random.nextBoolean()) {
                tryStep(nest, new Hoist(last));
            }
        }
        List<Nest> rows = nests.nests();
        for (int i = 1; i < rows.size(); i++) {
            tryStep(rows.get(i), new FuseStages(rows.get(i - 1).name()));
        }
    }

    private void tryStep(Nest nest, Transformation transformation) {
        List<ScheduleStep> longer = new ArrayList<>(steps);
        longer.add(new ScheduleStep(nest.name(), transformation));
        tryAll(longer);
    }

    private void attempt() {
        int place = random.nextInt(4) == 0 ? random.nextInt(steps.size() + 1) : steps.size();
        LoopNests before = applied(steps.subList(0, place));
        Nest nest = before.nests().get(random.nextInt(before.nests().size()));
        if (place < steps.size() && random.nextBoolean()) {
            ScheduleStep step = steps.get(place);
            List<Transformation> others = step.transformation().variations(nest(before, step.nest()), limits);
            if (!others.isEmpty()) {
                List<ScheduleStep> changed = new ArrayList<>(steps);
                changed.set(place, new ScheduleStep(step.nest(), others.get(random.nextInt(others.size()))));
                tryAll(changed);
            }
            return;
        }
        Transformation.Kind kind = Transformations.kinds()
                .get(random.nextInt(Transformations.kinds().size()));
        List<Transformation> proposals = new ArrayList<>(kind.proposals(nest, limits));
        if (random.nextInt(3) == 0 && !nest.loops().isEmpty()) {
            proposals = List.of(strange(nest));
        }
        if (!proposals.isEmpty()) {
            List<ScheduleStep> longer = new ArrayList<>(steps);
            longer.add(place, new ScheduleStep(nest.name(), proposals.get(random.nextInt(proposals.size()))));
            tryAll(longer);
        }
    }

    /** Returns a transformation with parameters that nobody proposes. */
    private Transformation strange(Nest nest) {
        List<Loop> loops = nest.loops();
        String loop = loops.get(random.nextInt(loops.size())).name();
        long factor = FACTORS[random.nextInt(FACTORS.length)];
        return switch (random.nextInt(6)) {
            case 0 -> new Split(loop, factor);
            case 1 -> new Unroll(loop, factor);
            case 2 -> new Vectorize(loop, factor);
            case 3 -> new SplitReduction(loop, factor);
            case 4 -> new Bind(loop, Bind.Level.GROUP, factor);
            default -> {
                SequencedMap<String, Long> tile = new LinkedHashMap<>();
                for (Loop other : loops) {
                    if (random.nextInt(3) == 0) {
                        tile.put(other.name(), FACTORS[random.nextInt(FACTORS.length)]);
                    }
                }
                yield new Accumulate(loop, tile);
            }
        };
    }

    private void tryAll(List<ScheduleStep> changed) {
        try {
            nests = new Schedule(changed).apply(naive, limits);
            steps.clear();
            steps.addAll(changed);
            Schedule read = Schedule.parse(new Schedule(steps).text());
            assertThat(read).as("a schedule reads as it is written").isEqualTo(new Schedule(steps));
        } catch (IllegalTransformationException e) {
            assertThat(e.getMessage())
                    .as("the reason of a refusal is one sentence")
                    .isNotBlank()
                    .doesNotContain("\n")
                    .doesNotContain("null")
                    .matches(".*: \\S.*[^.]");
        }
    }

    private LoopNests applied(List<ScheduleStep> some) {
        try {
            return new Schedule(some).apply(naive, limits);
        } catch (IllegalTransformationException e) {
            throw new AssertionError("the beginning of a legal schedule is legal", e);
        }
    }

    private static Nest nest(LoopNests nests, String name) {
        try {
            return nests.nest(name);
        } catch (IllegalTransformationException e) {
            throw new AssertionError(e);
        }
    }
}
