package dev.tilewright.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tilewright.evolve.memory.Codec.Encoded;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.genome.Examples;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.task.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelCodecTest {

    private final KernelCodec codec = new KernelCodec();

    private static KernelGenome genome(String comment, String other) {
        LinkedHashMap<Problem, KernelProgram> programs = new LinkedHashMap<>();
        programs.put(Examples.vectors(1024), Examples.scaleThenAdd(1024, comment));
        programs.put(Examples.vectors(64), Examples.scaleThenAdd(64, other));
        return Examples.scheduled(List.of("C: split(i, 16)"), Examples.vectors(1024), programs);
    }

    @Test
    void aSourceIsTakenOutOnceAndPutBack() {
        KernelGenome same = genome("one", "one");
        Encoded encoded = codec.write(same);
        assertThat(encoded.texts()).containsExactly(same.program().kernel().source());
        assertThat(encoded.rendering()).doesNotContain("__kernel");
        assertThat(codec.genome(encoded)).isEqualTo(same);
        KernelGenome different = genome("one", "two");
        assertThat(codec.write(different).texts()).hasSize(2);
        assertThat(codec.genome(codec.write(different))).isEqualTo(different);
    }

    @Test
    void whatEarlierVersionsKeptHoldsItsSources() {
        KernelGenome kept = genome("one", "one");
        String genome = codec.write(kept).genome();
        assertThat(codec.genome(new Encoded(genome, kept.rendering().json()))).isEqualTo(kept);
    }

    @Test
    void aSourceThatIsNotThereIsAnError() {
        Encoded encoded = codec.write(genome("one", "two"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.genome(new Encoded(
                        encoded.genome(), encoded.rendering(), encoded.texts().subList(0, 1))))
                .withMessage("a kernel refers to a source that is not there");
    }
}
