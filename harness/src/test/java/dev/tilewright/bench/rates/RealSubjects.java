package dev.tilewright.bench.rates;

import dev.tilewright.app.DeviceChoice;
import dev.tilewright.app.Home;
import dev.tilewright.bench.Baseline.Entry;
import dev.tilewright.bench.BenchCase;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.Subjects;
import dev.tilewright.bench.SuiteReader;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.evaluate.DeviceInspector;
import dev.tilewright.kernels.genome.Examples;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.space.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cases of a suite, each beside the same kernel with a harmless edit: another kernel to everybody, and no slower. */
final class RealSubjects {

    private static final String HARMLESS = "\nstatic inline int unused_here(int x) { return x; }\n";

    private RealSubjects() {}

    static List<Subject> of(Path suite, String device) {
        Home home = Home.find();
        List<Subject> subjects = new ArrayList<>();
        try (DeviceInspector inspector = new DeviceInspector()) {
            DeviceChoice.Chosen chosen = new DeviceChoice(Optional.of(device)).choose(inspector);
            Subjects finder = new Subjects(Optional.empty(), Optional.empty());
            for (BenchCase row :
                    SuiteReader.read(suite, home.tasks(), home.folder()).cases()) {
                subjects.add(edited(finder.of(row, chosen.device(), chosen.language())));
            }
        }
        return subjects;
    }

    private static Subject edited(Subject subject) {
        KernelProgram program = KernelGenome.of(subject.candidate()).program();
        Kernel kernel = program.kernel();
        KernelProgram other = new KernelProgram(
                new Kernel(kernel.language(), kernel.source() + HARMLESS, kernel.entries(), kernel.buildOptions()),
                program.buffers(),
                program.launches());
        BenchCase row = subject.benchCase();
        Candidate then = new Candidate(
                Examples.tuned(
                        "edited",
                        Configuration.none(),
                        row.problem(),
                        new LinkedHashMap<>(Map.of(row.problem(), other))),
                Lineage.seed("edited"));
        return new Subject(
                row,
                subject.device(),
                subject.machine(),
                subject.candidate(),
                Optional.of(new Entry(row.task().name(), row.problem(), subject.machine(), then, List.of())));
    }
}
