package dev.tilewright.app;

import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.memory.Memory;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.TuningPlan;
import dev.tilewright.report.Demand;
import dev.tilewright.report.Findings;
import dev.tilewright.report.RecordedSubject;
import dev.tilewright.space.Tunable;
import dev.tilewright.task.UserKernelReader;
import dev.tilewright.tuning.recorded.RecordedPlan;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** The domains that runs are about. A new one is a constant here: whoever finds a run asks it, and not of which domain it is. */
public enum Realm {
    /** Kernels, which are built and timed. */
    KERNELS {
        @Override
        public Memory memory(OpenMemory store) {
            return store.memory();
        }

        @Override
        Tuning resume(Home home, ResumeRequest request, OpenMemory store, Run run) {
            return new Tune(home).resume(request, store, run);
        }

        @Override
        public Findings findings(Home home, OpenMemory store, Run run) {
            return new FindingsReader(home).read(store, run);
        }

        @Override
        Optional<Result> result(Step step) {
            return Result.ofKernel(step);
        }

        @Override
        List<Tunable> tunables(Run run) {
            TuningPlan plan = TuningPlan.of(run);
            return plan.spaceFile()
                    .filter(Files::isReadable)
                    .map(file -> Recording.definition(file).tunables())
                    .or(() -> plan.kernelFile().filter(Files::isReadable).map(UserKernelReader::declaredTunables))
                    .orElse(List.of());
        }
    },
    /** Configurations that somebody measured before. */
    CONFIGURATIONS {
        @Override
        public Memory memory(OpenMemory store) {
            return store.configurations();
        }

        @Override
        Tuning resume(Home home, ResumeRequest request, OpenMemory store, Run run) {
            return new RecordedTune(home).resume(request, store, run);
        }

        @Override
        public Findings findings(Home home, OpenMemory store, Run run) {
            return Findings.of(
                    run, new RecordedSubject(), store.configurations().steps(run.id()), Demand.unknown());
        }

        @Override
        Optional<Result> result(Step step) {
            return Optional.of(Result.ofConfiguration(step));
        }

        @Override
        List<Tunable> tunables(Run run) {
            return RecordedPlan.of(run).tunables();
        }
    };

    /** Returns the part of a memory that has its runs. */
    public abstract Memory memory(OpenMemory store);

    /** Resumes a run of it. */
    abstract Tuning resume(Home home, ResumeRequest request, OpenMemory store, Run run);

    /** Returns what a run of it amounts to. */
    public abstract Findings findings(Home home, OpenMemory store, Run run);

    /** Returns what a step says of a configuration; empty where it is of something else, such as a schedule. */
    abstract Optional<Result> result(Step step);

    /** Returns the tunables of a run in their order, with their values, as the files say now that the run names; none where there are no such files. */
    abstract List<Tunable> tunables(Run run);
}
