package dev.tilewright.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tilewright.device.BuildException;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CompilerAheadTest {

    private static final Kernel ONE = kernel("one");
    private static final Kernel OTHER = kernel("other");

    private final Recorded compiler = new Recorded();
    private final CompilerAhead ahead = new CompilerAhead(compiler, "sm_90");

    private static Kernel kernel(String source) {
        return new Kernel(Language.CUDA, source, List.of("f"), List.of());
    }

    /** A compiler that records what it compiles, on which thread, and says no to everything: a cubin takes NVIDIA's compiler to make. */
    private static final class Recorded implements CudaCompiler {

        private final List<String> compiled = Collections.synchronizedList(new ArrayList<>());
        private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch go = new CountDownLatch(1);

        @Override
        public String version() {
            return "recorded";
        }

        @Override
        public boolean supports(String architecture) {
            return true;
        }

        @Override
        public Cubin compile(Kernel kernel, String architecture) throws BuildException {
            compiled.add(kernel.source() + " for " + architecture);
            threads.add(Thread.currentThread());
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new BuildException("%s is refused".formatted(kernel.source()));
        }
    }

    @Test
    void whatWasBegunIsNotCompiledAgainAndItsLogIsToldWhenItIsAskedFor() {
        ahead.begin(ONE);
        compiler.go.countDown();

        assertThatExceptionOfType(BuildException.class)
                .isThrownBy(() -> ahead.compile(ONE))
                .withMessage("one is refused");

        assertThat(compiler.compiled).containsExactly("one for sm_90");
        assertThat(compiler.threads).doesNotContain(Thread.currentThread());
    }

    @Test
    void whoAsksWaitsForNothingElse() {
        ahead.begin(ONE);
        Thread.ofVirtual().start(() -> {
            while (compiler.compiled.size() < 2) {
                Thread.onSpinWait();
            }
            compiler.go.countDown();
        });

        assertThatExceptionOfType(BuildException.class).isThrownBy(() -> ahead.compile(OTHER));

        assertThat(compiler.compiled).containsExactlyInAnyOrder("one for sm_90", "other for sm_90");
        assertThat(compiler.threads).contains(Thread.currentThread());
    }

    @Test
    void aResultIsGivenOnceAndOneThatNobodyWantedIsForgotten() throws InterruptedException {
        compiler.go.countDown();
        ahead.begin(ONE);
        ahead.begin(OTHER);
        assertThatExceptionOfType(BuildException.class).isThrownBy(() -> ahead.compile(OTHER));
        assertThatExceptionOfType(BuildException.class).isThrownBy(() -> ahead.compile(OTHER));
        assertThatExceptionOfType(BuildException.class).isThrownBy(() -> ahead.compile(ONE));

        while (compiler.compiled.size() < 4) {
            Thread.sleep(1);
        }
        assertThat(compiler.compiled)
                .containsExactlyInAnyOrder("one for sm_90", "other for sm_90", "other for sm_90", "one for sm_90");
    }
}
