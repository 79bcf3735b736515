package dev.tilewright.bench.rates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.bench.Criterion;
import dev.tilewright.bench.Effort;
import dev.tilewright.bench.Subject;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rates that docs/bench.md promises, on noise that was recorded on two cores with many busy neighbours; fewer runs than there. */
class ErrorRatesTest {

    private static final int RUNS = 60;

    private static NoiseRecording recording;
    private static List<Subject> subjects;

    @BeforeAll
    static void read() throws URISyntaxException {
        Path file = Path.of(
                Objects.requireNonNull(ErrorRatesTest.class.getResource("/dev/tilewright/bench/noise-2-cores.jsonl"))
                        .toURI());
        recording = NoiseRecording.read(file);
        subjects = RecordedSubjects.of(recording);
    }

    private static Rates rates(double slowdown) {
        SplittableRandom random = new SplittableRandom(3);
        return Rates.of(
                RUNS,
                slowdown,
                subjects,
                new Criterion(0.02, 0.01),
                new Effort(10, 40, Optional.empty()),
                run -> new ResampledRounds(recording, random.split()));
    }

    @Test
    void aSuiteHeldAgainstItselfGivesHardlyAnyAlarm() {
        assertThat(subjects).hasSize(10);
        assertThat(rates(0).falseAlarms()).isLessThanOrEqualTo(1);
    }

    @Test
    void aSlowdownOfFivePercentInOneKernelOfTenIsFound() {
        Rates rates = rates(0.05);

        assertThat(rates.found()).isGreaterThanOrEqualTo(57);
        assertThat(rates.falseAlarms()).isLessThanOrEqualTo(1);
    }
}
