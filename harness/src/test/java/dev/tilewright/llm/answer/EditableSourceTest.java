package dev.tilewright.llm.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.TunableKernel;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.space.Condition;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EditableSourceTest {

    private static final DeviceFacts FACTS = new DeviceFacts(2, 8, 256, 32 << 10, 32 << 20, 1L << 32, 1L << 30, true);

    /** They do not stand in its source, but in another file, as Kernel Tuner has them. */
    @Test
    void conditionsThatSomebodyGaveInPythonStandInItAsSuch() {
        Task task = TaskReader.read(Path.of("../tasks/matmul.yaml"));
        UserKernel plain = task.kernels().getFirst();
        TunableKernel of = plain.kernel();
        TunableKernel told = new TunableKernel(
                of.language(),
                of.source(),
                of.launches(),
                of.scratch(),
                of.derivedSizes(),
                of.tunables(),
                List.of(Condition.parse("python: (M / TILE) % 2 == 0"), Condition.parse("M % TILE == 0")));
        UserKernel kernel = new UserKernel(plain.path(), told);
        Problem problem = new Problem(new LinkedHashMap<>(Map.of("M", 64L, "N", 64L, "K", 64L)));
        GenomeFactory factory =
                new GenomeFactory(new KernelTarget(task, problem, Language.OPENCL, FACTS), List.of(kernel));

        String source = EditableSource.of(new Candidate(factory.first(kernel), Lineage.seed("by hand")), factory)
                .orElseThrow();

        assertThat(source)
                .contains(
                        "// tilewright:constraint python: (M / TILE) % 2 == 0\n// tilewright:constraint M % TILE == 0\n");
        assertThat(UserKernelReader.parse(source, Language.OPENCL, task).constraints())
                .isEqualTo(told.constraints());
    }
}
