package dev.tilewright.evolve.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.archive.Archive;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Context;
import dev.tilewright.evolve.control.Credit;
import dev.tilewright.evolve.control.Ledger;
import dev.tilewright.evolve.surrogate.Description;
import dev.tilewright.evolve.surrogate.Example;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

/** Which of many drafts is evaluated. */
class ScreeningTest {

    private static final int DRAFTS = 32;
    private static final int CHOICES = 40;

    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(11);
    private final Map<String, Optional<Step>> known = new HashMap<>();
    private final Situation now = new Situation(
            1,
            new Archive(),
            List.of(),
            known,
            Optional.empty(),
            new Ledger(BitSearch.thompson(), new Credit()),
            _ -> new Context(new TreeMap<>(), new TreeMap<>(), 0, 1),
            false,
            random);

    /** Bit strings of which a description says how many ones each block has, and gives an estimate. */
    private static class Described extends BitStrings {

        private final ToDoubleFunction<Candidate> estimate;
        private final List<Example> elsewhere;

        Described(ToDoubleFunction<Candidate> estimate, List<Example> elsewhere) {
            this.estimate = estimate;
            this.elsewhere = elsewhere;
        }

        @Override
        public Optional<Description> describe(Candidate candidate) {
            short[] ones = new short[BLOCKS];
            for (int block = 0; block < BLOCKS; block++) {
                ones[block] = (short) Long.bitCount(bits(candidate) >> block * BLOCK_BITS & 31);
            }
            return Optional.of(new Description(new double[] {estimate.applyAsDouble(candidate)}, ones));
        }

        @Override
        public List<Example> elsewhere() {
            return elsewhere;
        }
    }

    private Candidate draw() {
        return BitStrings.seed(random.nextLong() & random.nextLong() & BitStrings.OPTIMUM);
    }

    private Step step(Candidate candidate, boolean ok) {
        double fitness = BitStrings.fitness(BitStrings.bits(candidate));
        Evaluation evaluation = ok
                ? new Evaluation(Status.OK, OptionalDouble.of(fitness), "", Optional.empty(), 1)
                : Evaluation.failed(Status.TIMEOUT, "slow", 1);
        return new Step(0, candidate, evaluation, false, 0, 1, Optional.empty(), Instant.EPOCH);
    }

    /** Returns the mean place of the drafts that are chosen among all by their fitness: 0 the fittest, 1 the least fit. */
    private double place(Screening screening) {
        double sum = 0;
        for (int i = 0; i < CHOICES; i++) {
            List<Candidate> drafts = new ArrayList<>();
            Candidate chosen = screening
                    .choose(
                            DRAFTS,
                            () -> {
                                drafts.add(draw());
                                return Optional.of(drafts.getLast());
                            },
                            candidate -> candidate,
                            now)
                    .orElseThrow();
            double own = BitStrings.fitness(BitStrings.bits(chosen));
            long fitter = drafts.stream()
                    .filter(draft -> BitStrings.fitness(BitStrings.bits(draft)) > own)
                    .count();
            sum += (double) fitter / DRAFTS;
            known.put(chosen.hash(), Optional.empty());
            screening.observed(step(chosen, true));
        }
        return sum / CHOICES;
    }

    private Screening taught(Domain domain, int examples) {
        Screening screening = new Screening(domain, RandomSource.XO_SHI_RO_256_PP.create(3));
        for (int i = 0; i < examples; i++) {
            screening.observed(step(draw(), true));
        }
        return screening;
    }

    @Test
    void choosesWhatPromisesMostByWhatWasMeasured() {
        assertThat(place(taught(new Described(_ -> 1, List.of()), 150))).isLessThan(0.2);
    }

    @Test
    void choosesByTheEstimateBeforeAnythingWasMeasured() {
        Domain domain = new Described(draft -> Math.exp(-BitStrings.fitness(BitStrings.bits(draft))), List.of());
        assertThat(place(taught(domain, 0))).isLessThan(0.05);
    }

    @Test
    void isNotListenedToWhereWhatItSaysDoesNotHold() {
        UniformRandomProvider dice = RandomSource.XO_SHI_RO_256_PP.create(4);
        Domain domain = new Described(_ -> dice.nextDouble(), List.of()) {
            @Override
            public Optional<Description> describe(Candidate candidate) {
                return Optional.of(new Description(new double[] {dice.nextDouble()}, new short[1]));
            }
        };
        assertThat(place(taught(domain, 60))).isBetween(0.25, 0.75);
    }

    @Test
    void beginsWithWhatIsKnownFromElsewhere() {
        Described teacher = new Described(_ -> 1, List.of());
        List<Example> elsewhere = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Candidate candidate = draw();
            elsewhere.add(new Example(
                    teacher.describe(candidate).orElseThrow(),
                    OptionalDouble.of(-BitStrings.fitness(BitStrings.bits(candidate)))));
        }
        assertThat(place(taught(new Described(_ -> 1, elsewhere), 0))).isLessThan(0.2);
    }

    @Test
    void whatDoesNotHoldHereIsForgotten() {
        Described teacher = new Described(_ -> 1, List.of());
        List<Example> opposite = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Candidate candidate = draw();
            opposite.add(new Example(
                    teacher.describe(candidate).orElseThrow(),
                    OptionalDouble.of(BitStrings.fitness(BitStrings.bits(candidate)))));
        }
        Screening screening = taught(new Described(_ -> 1, opposite), 150);
        double first = place(screening);
        assertThat(place(screening)).isLessThan(Math.min(first, 0.3));
    }

    @Test
    void whatIsKnownIsNotChosenAgain() {
        Screening screening = taught(new Described(_ -> 1, List.of()), 10);
        Candidate only = draw();
        known.put(only.hash(), Optional.empty());
        assertThat(screening.choose(4, () -> Optional.of(only), candidate -> candidate, now))
                .isEmpty();
    }

    @Test
    void avoidsWhatHasFailed() {
        Screening screening = new Screening(new Described(_ -> 1, List.of()), RandomSource.XO_SHI_RO_256_PP.create(3));
        for (int i = 0; i < 200; i++) {
            Candidate candidate = draw();
            screening.observed(step(candidate, (BitStrings.bits(candidate) & 31) == 0));
        }
        int right = 0;
        for (int i = 0; i < CHOICES; i++) {
            Candidate chosen = screening
                    .choose(DRAFTS, () -> Optional.of(draw()), candidate -> candidate, now)
                    .orElseThrow();
            right += (BitStrings.bits(chosen) & 31) == 0 ? 1 : 0;
        }
        assertThat(right).isGreaterThan(CHOICES / 2);
    }
}
