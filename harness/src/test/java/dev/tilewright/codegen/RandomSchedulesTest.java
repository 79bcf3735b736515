package dev.tilewright.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tilewright.codegen.lower.Lowering;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Padding;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.loops.transform.ScheduleStep;
import dev.tilewright.tensor.ReferenceProgram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever schedule the rules accept computes what the task says, without races, accesses out of bounds, or missed barriers.
 *
 * <p>{@code -Dtilewright.schedules=10000} draws so many, {@code -Dtilewright.seed=N} those of one seed.
 */
class RandomSchedulesTest {

    private static final int DRAWS = Integer.getInteger("tilewright.schedules", 400);
    private static final long POINTS = 3000;

    /** A schedule for a problem, within limits. */
    private record Drawn(Cases.Case computation, Map<String, Long> sizes, Limits limits, Schedule schedule) {

        static Drawn of(Cases.Case computation, RandomGenerator random) {
            Map<String, Long> sizes = computation.draw(random, POINTS);
            Limits limits = random.nextBoolean() ? Computations.MATRIX_UNITS : Computations.NO_ITEMS;
            Schedule schedule = RandomSchedule.draw(computation.nests(sizes), limits, random);
            return new Drawn(computation, sizes, limits, schedule);
        }

        Drawn with(Schedule other) {
            return new Drawn(computation, sizes, limits, other);
        }

        /** Returns what is wrong with the kernels of this schedule; empty if nothing is, or it is refused. */
        Optional<String> fault() {
            try {
                LoopNests nests = schedule.apply(computation.nests(sizes), limits);
                return run(nests);
            } catch (IllegalTransformationException e) {
                return Optional.empty();
            } catch (RuntimeException e) {
                return Optional.of(e + " at "
                        + List.of(e.getStackTrace()).subList(0, Math.min(4, e.getStackTrace().length)));
            }
        }

        /** Tells whether some tile of results is computed whole where it reaches over an edge. */
        boolean padded() {
            try {
                return schedule.apply(computation.nests(sizes), limits).nests().stream()
                        .anyMatch(nest -> !Padding.whole(nest).isEmpty());
            } catch (IllegalTransformationException e) {
                throw new AssertionError("a schedule that was drawn is legal", e);
            }
        }

        private Optional<String> run(LoopNests nests) throws IllegalTransformationException {
            Map<String, double[]> inputs = new HashMap<>();
            Map<String, Cells> tensors = new HashMap<>();
            RandomGenerator numbers = new SplittableRandom(17);
            Map<String, Panels> panels = new HashMap<>();
            nests.nests().forEach(nest -> panels.putAll(nest.panels()));
            nests.computation().shapes().forEach((tensor, shape) -> {
                List<Long> extents = shape.stream()
                        .map(extent -> extent.evaluate(nests.sizes()))
                        .toList();
                List<Long> here =
                        panels.containsKey(tensor) ? panels.get(tensor).filled(extents) : extents;
                Cells cells = new Cells(tensor, here);
                tensors.put(tensor, cells);
                if (nests.computation().inputs().contains(tensor)) {
                    double[] values =
                            numbers.doubles(cells.elements(), 0.5, 1.5).toArray();
                    cells.fill(values);
                    inputs.put(tensor, values);
                }
            });
            for (List<Nest> stages : nests.launches()) {
                Procedure procedure = Lowering.lower("kernel", stages);
                boolean writtenOut = !limits.workItems();
                SimtInterpreter.run(writtenOut ? procedure.writtenOut() : procedure, tensors);
            }
            // Whatever panels hold has been written, what fills up the last one included.
            panels.keySet().forEach(tensor -> tensors.get(tensor).numbers());
            Map<String, double[]> expected =
                    ReferenceProgram.compile(computation.computation(), sizes).run(inputs);
            for (String output : expected.keySet()) {
                double[] right = expected.get(output);
                double[] actual = tensors.get(output).numbers();
                for (int i = 0; i < right.length; i++) {
                    double error = Math.abs(actual[i] - right[i]) / Math.max(1, Math.abs(right[i]));
                    if (!(error <= 1e-9)) {
                        return Optional.of(
                                "element %d of %s is %s, and should be %s".formatted(i, output, actual[i], right[i]));
                    }
                }
            }
            return Optional.empty();
        }

        /** Returns the same fault with as few steps as it takes. */
        Drawn shrunk() {
            Drawn least = this;
            boolean shorter = true;
            while (shorter) {
                shorter = false;
                for (int i = 0; i < least.schedule().steps().size() && !shorter; i++) {
                    List<ScheduleStep> fewer = new ArrayList<>(least.schedule().steps());
                    fewer.remove(i);
                    Drawn candidate = least.with(new Schedule(fewer));
                    if (candidate.fault().isPresent()) {
                        least = candidate;
                        shorter = true;
                    }
                }
            }
            return least;
        }

        @Override
        public String toString() {
            return "%s: %s%n  with %s, %s%n  %s"
                    .formatted(
                            computation.name(),
                            computation.text().strip(),
                            sizes,
                            limits,
                            String.join(System.lineSeparator() + "  ", schedule.text()));
        }
    }

    private static Map<String, Integer> tryMany(long seed, int draws) {
        return tryMany(seed, draws, Cases.all());
    }

    private static Map<String, Integer> tryMany(long seed, int draws, List<Cases.Case> cases) {
        System.out.printf("random schedules: seed %d, %d draws%n", seed, draws);
        SplittableRandom random = new SplittableRandom(seed);
        int steps = 0;
        Map<String, Integer> kinds = new TreeMap<>();
        int padded = 0;
        for (int i = 0; i < draws; i++) {
            Drawn drawn = Drawn.of(cases.get(i % cases.size()), random.split());
            steps += drawn.schedule().steps().size();
            drawn.schedule()
                    .steps()
                    .forEach(step -> kinds.merge(step.transformation().name(), 1, Integer::sum));
            padded += drawn.padded() ? 1 : 0;
            if (drawn.fault().isPresent()) {
                Drawn shrunk = drawn.shrunk();
                fail("seed %d, draw %d: %s%n%s", seed, i, shrunk.fault().orElse(""), shrunk);
            }
        }
        if (padded > 0) {
            kinds.put("padded tiles", padded);
        }
        System.out.printf("steps by transformation: %s%n", kinds);
        assertThat(steps).as("steps of legal schedules").isGreaterThan(2 * draws);
        return kinds;
    }

    /** Among all cases few draws come to what matrix units compute. */
    @Test
    void everyAcceptedScheduleOfFragmentsIsRight() {
        Map<String, Integer> kinds =
                tryMany(1, Math.max(60, DRAWS / 8), List.of(Cases.named("fragments"), Cases.named("blocks")));
        assertThat(kinds).containsKey("tensorize");
    }

    @Test
    void everyAcceptedScheduleIsRight() {
        assertThat(tryMany(1, DRAWS)).as("tiles that reach over an edge").containsKey("padded tiles");
    }

    /** What a fresh seed finds is no fault of the change that is tested. */
    @Tag("endurance")
    @Test
    void everyAcceptedScheduleOfAFreshSeedIsRight() {
        long seed = Long.getLong("tilewright.seed", System.nanoTime());
        tryMany(seed, DRAWS);
        tryMany(seed, DRAWS / 8, List.of(Cases.named("fragments"), Cases.named("blocks")));
    }

    @Test
    void everyNaiveScheduleIsRight() {
        for (Cases.Case computation : Cases.all()) {
            for (Limits limits : List.of(Computations.GPU, Computations.NO_ITEMS)) {
                Map<String, Long> sizes = computation.draw(new SplittableRandom(3), POINTS);
                LoopNests nests = computation.nests(sizes);
                Stream.of(new Schedule(List.of()), Schedule.naive(nests, limits))
                        .forEach(schedule -> {
                            Drawn drawn = new Drawn(computation, sizes, limits, schedule);
                            assertThat(drawn.fault()).as(drawn.toString()).isEmpty();
                        });
            }
        }
    }
}
