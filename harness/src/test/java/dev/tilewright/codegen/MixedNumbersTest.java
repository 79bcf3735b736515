package dev.tilewright.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.OpenClPresent;
import org.junit.jupiter.api.Test;

/**
 * An expression on whole and real numbers means the same to the reference and in every language. {@code -Dtilewright.mixed=N} draws as
 * many computations, {@code -Dtilewright.seed=N} those of one seed.
 */
class MixedNumbersTest {

    private static final int DRAWS = Integer.getInteger("tilewright.mixed", 4);
    private static final long SEED = Long.getLong("tilewright.seed", 11);

    @Test
    void theJvmComputesWhatTheReferenceDoes() throws Exception {
        try (MixedNumbersRun run = new MixedNumbersRun("jvm:0")) {
            assertThat(run.kinds()).isEmpty();
            assertThat(run.random(SEED, DRAWS)).isEmpty();
        }
    }

    @Test
    @OpenClPresent
    void openClComputesWhatTheReferenceDoes() throws Exception {
        try (MixedNumbersRun run = new MixedNumbersRun("opencl:0")) {
            assertThat(run.kinds()).isEmpty();
            assertThat(run.random(SEED, DRAWS)).isEmpty();
        }
    }
}
