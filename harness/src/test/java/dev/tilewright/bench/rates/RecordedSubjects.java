package dev.tilewright.bench.rates;

import dev.tilewright.bench.Baseline.Entry;
import dev.tilewright.bench.Baseline.Machine;
import dev.tilewright.bench.BenchCase;
import dev.tilewright.bench.KernelChoice;
import dev.tilewright.bench.Subject;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.ScaledSum;
import java.util.List;
import java.util.Optional;

/** Cases that stand for those of a recording: two kernels each, which nobody runs. */
final class RecordedSubjects {

    private static final Machine MACHINE = new Machine(new Hardware("opencl", "", "recorded", "", ""), 2);
    private static final Candidate THEN = ScaledSum.candidate(Language.JAVA, "class K {}");
    private static final Candidate NOW = ScaledSum.candidate(Language.JAVA, "class K { int other; }");

    private RecordedSubjects() {}

    static List<Subject> of(NoiseRecording recording) {
        return recording.cases().stream().map(RecordedSubjects::subject).toList();
    }

    private static Subject subject(String name) {
        return new Subject(
                new BenchCase(name, ScaledSum.task(), ScaledSum.PROBLEM, Optional.empty(), new KernelChoice.Naive()),
                "opencl:0",
                MACHINE,
                NOW,
                Optional.of(new Entry("scaled-sum", ScaledSum.PROBLEM, MACHINE, THEN, List.of())));
    }
}
