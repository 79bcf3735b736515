package dev.tilewright.app;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.llm.answer.Form;
import dev.tilewright.llm.model.Request;
import dev.tilewright.llm.prompt.Brief;
import dev.tilewright.llm.prompt.Knowledge;
import dev.tilewright.llm.prompt.Prompter;
import dev.tilewright.llm.record.PromptStyle;
import dev.tilewright.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The prompts that a search on matmul would begin with, on a device like many: no device is needed for them, and no model. */
final class ExamplePrompt {

    private static final DeviceFacts FACTS = new DeviceFacts(8, 8, 4096, 1 << 20, 32L << 20, 1L << 34, 1L << 32, true);

    private static final String TRANSFORMATION = "vectorize";

    private final GenomeFactory factory;
    private final Prompter prompter;

    ExamplePrompt(Home home) {
        Task task = home.tasks().find("matmul");
        KernelTarget target = new KernelTarget(task, task.problems().getFirst(), Language.OPENCL, FACTS);
        factory = new GenomeFactory(target, List.of());
        prompter = new Prompter(factory, "a CPU with vectors", OptionalDouble.empty());
    }

    GenomeFactory factory() {
        return factory;
    }

    Candidate naive() {
        return new Candidate(factory.naive().orElseThrow(), Lineage.seed("naive"));
    }

    /** Returns the forms in which a child of some parent is asked for. */
    List<Form> forms(Candidate parent) {
        return prompter.forms(parent);
    }

    Request request(Candidate parent, Form form, PromptStyle style) {
        Evaluation unknown = Evaluation.failed(Status.REJECTED, "", 0);
        return prompter.proposal(new Brief(
                List.of(new Brief.Judged(1, parent, unknown)),
                List.of(),
                Knowledge.NONE,
                List.of(),
                Optional.of(TRANSFORMATION),
                form,
                style));
    }
}
