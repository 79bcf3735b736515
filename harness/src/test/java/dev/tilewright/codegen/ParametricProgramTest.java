package dev.tilewright.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.codegen.c.CudaEmitter;
import dev.tilewright.codegen.c.OpenClEmitter;
import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.java.JavaEmitter;
import dev.tilewright.codegen.java.TornadoEmitter;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.transform.Limits;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.space.Configuration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A program is written once, and its launches and buffers follow from the sizes of a problem. */
class ParametricProgramTest {

    private static final List<Emitter> EMITTERS =
            List.of(new OpenClEmitter(), new CudaEmitter(), new JavaEmitter(), new TornadoEmitter());

    private static ParametricProgram program(LoopNests nests, Limits limits, String... steps) {
        try {
            return Programs.parametric(
                    "task", Schedule.parse(List.of(steps)).apply(nests, limits), new OpenClEmitter());
        } catch (IllegalTransformationException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Long> matmul(long m, long n, long k) {
        return Map.of("M", m, "N", n, "K", k);
    }

    /** Returns the program of a matrix product for a problem. */
    private static KernelProgram program(ParametricProgram program, long m, long n, long k) {
        return program.program(
                matmul(m, n, k),
                List.of(
                        new Buffer("A", ElementType.FLOAT32, List.of(m, k), Buffer.Role.INPUT),
                        new Buffer("B", ElementType.FLOAT32, List.of(k, n), Buffer.Role.INPUT),
                        new Buffer("C", ElementType.FLOAT32, List.of(m, n), Buffer.Role.OUTPUT)));
    }

    private static List<List<String>> grids(ParametricProgram program) {
        return program.launches().stream()
                .map(launch ->
                        launch.globalSize().stream().map(Object::toString).toList())
                .toList();
    }

    @Test
    void aTiledGridIsAFormulaOfSizes() {
        ParametricProgram program = program(
                Computations.matmul(64, 96, 32),
                Computations.GPU,
                "C: split(i, 8)",
                "C: split(j, 16)",
                "C: reorder(i, j, i1, j1, k)",
                "C: bind(i, group)",
                "C: bind(j, group)",
                "C: bind(i1, item)",
                "C: bind(j1, item)");

        assertThat(grids(program)).containsExactly(List.of("N / 16 * 16", "M / 8 * 8", "1"));
        assertThat(program.requirements()).extracting(Object::toString).containsExactly("M % 8 == 0", "N % 16 == 0");
        assertThat(program.fits(matmul(80, 16, 3))).isTrue();
        assertThat(program.fits(matmul(80, 8, 32))).isFalse();
        Launch launch = program(program, 80, 16, 3).launches().getFirst();
        assertThat(launch.globalSize()).containsExactly(16L, 80L);
        assertThat(launch.localSize()).containsExactly(16L, 8L);
    }

    @Test
    void aGridWithAnEdgeIsRoundedUp() {
        ParametricProgram program = program(
                Computations.matmul(50, 96, 32),
                Computations.GPU,
                "C: split(i, 8)",
                "C: bind(i, group)",
                "C: bind(j, group)");

        assertThat(grids(program)).containsExactly(List.of("N", "(M + 7) / 8", "1"));
        assertThat(program.requirements()).isEmpty();
        assertThat(program.assumptions()).extracting(Object::toString).contains("M % 8 != 0");
        assertThat(program.fits(matmul(51, 7, 1))).isTrue();
        assertThat(program.fits(matmul(48, 96, 32)))
                .as("without guards, which is another source")
                .isFalse();
        assertThat(program(program, 51, 7, 1).launches().getFirst().globalSize())
                .containsExactly(7L, 7L);
    }

    @Test
    void aNumberOfPartsFollowsFromWhatIsCut() {
        ParametricProgram program = program(
                Computations.matmul(4, 8, 100),
                Computations.GPU,
                "C: split-reduction(k, 16)",
                "C: split-reduction(p, 2)");

        assertThat(program.derived().toString()).isEqualTo("{K_parts=K / 16, K_parts2=K / 16 / 2}");
        assertThat(program.fits(matmul(4, 8, 101))).isTrue();
        assertThat(program.fits(matmul(4, 8, 112))).as("nothing is left over").isFalse();
        assertThat(program.fits(matmul(4, 8, 15))).as("there is no part").isFalse();
        KernelProgram other = program(program, 4, 8, 101);
        assertThat(other.buffers().get(3).shape()).containsExactly(6L, 4L, 8L);
        assertThat(other.launches().get(1).arguments().toString()).contains("K_parts");
    }

    /** A tile may reach over the last index that is read and still lie inside the operand, or not. */
    @Test
    void anotherProblemMayNeedAGuardThatWasLeftOut() {
        LoopNests nests = Computations.nests(
                "Y[i] = sum(r, X[i + r] * W[r])",
                List.of("N"),
                List.of("X[N + 8]", "W[3]", "Y[N]"),
                List.of("Y"),
                Map.of("N", 30L));
        ParametricProgram program = program(nests, Computations.GPU, "Y: split(i, 16)", "Y: stage(X, i)");

        assertThat(program.assumptions()).extracting(Object::toString).contains("N % 16 != 0");
        assertThat(program.fits(Map.of("N", 46L))).isTrue();
        assertThat(program.fits(Map.of("N", 27L))).as("34 elements of 35").isTrue();
        assertThat(program.fits(Map.of("N", 25L))).as("34 elements of 33").isFalse();
    }

    @Test
    void aGridThatIsTooHighIsLaidOutOtherwise() {
        ParametricProgram program =
                program(Computations.matmul(70, 9, 3), Computations.GPU, "C: bind(i, group)", "C: bind(j, group)");

        assertThat(program.fits(matmul(65_535, 9, 3))).isTrue();
        assertThat(program.fits(matmul(65_536, 9, 3))).isFalse();
    }

    @Test
    void aConstantSizeFitsItselfAlone() {
        ParametricProgram program = program(Computations.matmul(64, 96, 32), Computations.GPU, "C: specialize(K)");

        assertThat(program.requirements()).extracting(Object::toString).containsExactly("K == 32");
        assertThat(program.fits(matmul(1, 2, 32))).isTrue();
        assertThat(program.fits(matmul(64, 96, 31))).isFalse();
    }

    /** What fits is what would have been made from the beginning, for all languages, and what formulas say as text. */
    @Test
    void aProgramForOtherSizesIsThatOfTheSameSchedule() {
        SplittableRandom random = new SplittableRandom(5);
        int fitting = 0;
        int derived = 0;
        for (int i = 0; i < 900; i++) {
            Cases.Case computation = Cases.all().get(i % Cases.all().size());
            Emitter emitter = EMITTERS.get(random.nextInt(EMITTERS.size()));
            Limits limits = emitter.restrict(Computations.MATRIX_UNITS);
            Map<String, Long> sizes = computation.draw(random, 1_000_000);
            Schedule schedule = RandomSchedule.draw(computation.nests(sizes), limits, random.split());
            Optional<ParametricProgram> made = made(computation, sizes, schedule, limits, emitter);
            if (made.isEmpty()) {
                continue;
            }
            ParametricProgram program = made.get();
            assertThat(program.fits(sizes)).as("%s %s", schedule.text(), sizes).isTrue();
            for (int j = 0; j < 6; j++) {
                Map<String, Long> others = others(sizes, random);
                Optional<ParametricProgram> other =
                        program.fits(others) ? made(computation, others, schedule, limits, emitter) : Optional.empty();
                if (other.isPresent()) {
                    fitting++;
                    derived += program.derived().isEmpty() ? 0 : 1;
                    KernelProgram expected = other.get().program(others, computation.arguments(others));
                    KernelProgram actual = program.program(others, computation.arguments(others));
                    assertThat(actual)
                            .as("%s %s for %s, not %s", computation.name(), schedule.text(), others, sizes)
                            .isEqualTo(expected);
                    requireSameByText(program.written(), expected, others, computation);
                }
            }
        }
        System.out.printf("programs for other sizes: %d, of them with derived sizes %d%n", fitting, derived);
        assertThat(fitting).isGreaterThan(1000);
        assertThat(derived).isPositive();
    }

    private static void requireSameByText(
            TunableKernel written, KernelProgram expected, Map<String, Long> sizes, Cases.Case computation) {
        assertThat(written.space(sizes).contains(Configuration.none())).isTrue();
        KernelProgram actual = written.instantiate(Configuration.none(), sizes, computation.arguments(sizes));
        assertThat(actual.buffers()).isEqualTo(expected.buffers());
        for (int i = 0; i < expected.launches().size(); i++) {
            Launch one = expected.launches().get(i);
            Launch other = actual.launches().get(i);
            int dimensions = one.globalSize().size();
            assertThat(other.globalSize().subList(0, dimensions)).isEqualTo(one.globalSize());
            assertThat(other.localSize().subList(0, dimensions)).isEqualTo(one.localSize());
            assertThat(other.globalSize().subList(dimensions, other.globalSize().size()))
                    .allMatch(extent -> extent == 1);
            assertThat(other.arguments()).isEqualTo(one.arguments());
        }
    }

    /** Returns the program of a schedule; empty where a step is not legal for these sizes. */
    private static Optional<ParametricProgram> made(
            Cases.Case computation, Map<String, Long> sizes, Schedule schedule, Limits limits, Emitter emitter) {
        try {
            LoopNests nests = schedule.apply(computation.nests(sizes), limits);
            return Optional.of(Programs.parametric(computation.name(), nests, emitter));
        } catch (IllegalTransformationException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Long> others(Map<String, Long> sizes, RandomGenerator random) {
        Map<String, Long> others = new LinkedHashMap<>();
        sizes.forEach((size, value) -> others.put(
                size,
                switch (random.nextInt(4)) {
                    case 0 -> value;
                    case 1 -> value * 2;
                    case 2 -> value + 16;
                    default -> value + random.nextLong(1, 9);
                }));
        return others;
    }
}
