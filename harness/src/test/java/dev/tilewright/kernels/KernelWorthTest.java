package dev.tilewright.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.KernelMeasurement;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.task.Problem;
import dev.tilewright.task.TaskCatalogue;
import dev.tilewright.task.UserKernelReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What the archive is told of a kernel: how certain its time is, and what it takes beside. */
class KernelWorthTest {

    private static final DeviceFacts CPU = new DeviceFacts(2, 16, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);

    private final GenomeFactory factory = new GenomeFactory(
            new KernelTarget(
                    new TaskCatalogue(Path.of("..", "tasks")).find("matmul"),
                    Problem.parse("M=1024,N=1024,K=1024"),
                    Language.OPENCL,
                    CPU),
            List.of());
    private final KernelDomain domain =
            KernelDomain.evolving(factory, List.of(), Optional.empty(), List.of(), List::of);

    private static Evaluation timed(double low, double median, double high) {
        Optional<TimeEstimate> time = Optional.of(new TimeEstimate(median, low, high, 11));
        return new KernelMeasurement(time, time, OptionalDouble.of(0), List.of(), 0, 0).evaluation(Status.OK, "", 0);
    }

    private List<Double> costs(String... steps) throws IllegalTransformationException {
        return domain.costs(new Candidate(factory.scheduled(Schedule.parse(List.of(steps))), Lineage.seed("by hand")));
    }

    @Test
    void aFitnessIsAsUncertainAsTheMedianInProportionToIt() {
        assertThat(domain.uncertainty(timed(90, 100, 110))).isCloseTo(Math.log(110 / 90.0) / 2, within(1e-12));
        assertThat(domain.uncertainty(timed(9e6, 1e7, 1.1e7))).isCloseTo(Math.log(110 / 90.0) / 2, within(1e-12));
        assertThat(domain.uncertainty(timed(100, 100, 100))).isZero();
    }

    @Test
    void whatHasNoIntervalCountsAsExact() {
        assertThat(domain.uncertainty(new Evaluation(Status.OK, OptionalDouble.of(1), "", Optional.empty(), 0)))
                .isZero();
        assertThat(domain.uncertainty(timed(0, 1, 2))).isZero();
    }

    @Test
    void aScheduleTakesRegistersScratchBuffersAndLaunches() throws IllegalTransformationException {
        String[] tile = {"C: bind(i, group)", "C: vectorize(j, 16)", "C: accumulate(k, i=4, j=2)"};
        // 8 accumulators and 6 operands of 16 lanes.
        assertThat(costs(tile)).containsExactly(14.0 * 16 * 4, 0.0, 1.0);
        assertThat(costs(tile[0], tile[1], tile[2], "C: pack(B, j, 32)"))
                .containsExactly(14.0 * 16 * 4, 1024.0 * 1024 * 4, 2.0);
    }

    @Test
    void registersThatNobodyKnowsAreNoAdvantage() {
        Candidate own = new Candidate(
                factory.first(UserKernelReader.read(
                        Path.of("..", "kernels", "matmul", "tiled.cl"),
                        factory.target().task())),
                Lineage.seed("own"));
        assertThat(domain.costs(own)).containsExactly(Double.POSITIVE_INFINITY, 0.0, 1.0);
    }
}
