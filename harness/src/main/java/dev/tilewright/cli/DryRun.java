package dev.tilewright.cli;

import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.device.BuildException;
import dev.tilewright.device.cuda.Architecture;
import dev.tilewright.device.cuda.Cubin;
import dev.tilewright.device.cuda.CudaCompiler;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.device.cuda.KernelResources;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.UserKernel;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles candidates for an architecture and says what they take of it. Nothing is run, so nothing is verified or timed. */
final class DryRun {

    static final int DEFAULT_CANDIDATES = 32;

    private static final int CHANGE_WIDTH = 60;
    private static final String BUILT = "built";

    private final Task task;
    private final Problem problem;
    private final Architecture architecture;
    private final Optional<UserKernel> own;
    private final long seed;
    private final int most;

    /**
     * What became of a candidate.
     *
     * @param cubin its machine code; empty where it does not build
     * @param log what the compiler said
     */
    private record Compiled(Candidate candidate, Optional<Cubin> cubin, String log) {

        String status() {
            return cubin.isPresent() ? BUILT : Status.BUILD_ERROR.id();
        }

        Optional<KernelResources> resources(Launch launch) {
            return cubin.flatMap(code -> code.resourcesOf(launch.entry()));
        }
    }

    DryRun(Task task, Problem problem, Architecture architecture, Optional<UserKernel> own, long seed, int most) {
        this.task = task;
        this.problem = problem;
        this.architecture = architecture;
        this.own = own;
        this.seed = seed;
        this.most = most;
    }

    /** Compiles and reports. Returns the exit code. */
    int run(PrintWriter out, OutputFormat format) {
        CudaCompiler compiler = CudaCompilers.findFor(architecture.name());
        CandidateFactory factory = new CandidateFactory(
                task,
                problem,
                Language.CUDA,
                architecture.facts(),
                own.map(List::of).orElse(task.kernels()));
        List<Compiled> compiled = new ArrayList<>();
        for (Candidate candidate : DryRunCandidates.draw(factory, problem, own.isEmpty(), seed, most)) {
            compiled.add(compile(candidate, compiler));
        }
        switch (format) {
            case JSON -> Json.print(out, json(compiled, compiler));
            case TEXT -> text(out, compiled, compiler);
        }
        return compiled.stream().anyMatch(each -> each.cubin().isPresent()) ? ExitCode.DONE : ExitCode.NO_CANDIDATE;
    }

    private Compiled compile(Candidate candidate, CudaCompiler compiler) {
        try {
            Cubin cubin = compiler.compile(candidate.program().kernel(), architecture.name());
            return new Compiled(candidate, Optional.of(cubin), cubin.log());
        } catch (BuildException failed) {
            return new Compiled(candidate, Optional.empty(), String.valueOf(failed.getMessage()));
        }
    }

    private void text(PrintWriter out, List<Compiled> compiled, CudaCompiler compiler) {
        Table table =
                new Table("candidate>", "entry", "group>", "registers>", "spilled>", "shared>", "status", "change");
        for (int i = 0; i < compiled.size(); i++) {
            Compiled each = compiled.get(i);
            for (Launch launch : each.candidate().program().launches()) {
                row(table, i, each, launch);
            }
        }
        table.print(out);
        compiled.stream().filter(each -> each.cubin().isEmpty()).findFirst().ifPresent(failed -> {
            out.println();
            out.println(failed.log());
        });
        out.println();
        out.println("%s %s for %s by %s, seed %d: %s. Nothing was run."
                .formatted(task.name(), problem, architecture.name(), compiler.version(), seed, summary(compiled)));
        out.flush();
    }

    private static void row(Table table, int index, Compiled each, Launch launch) {
        Optional<KernelResources> resources = each.resources(launch);
        table.row(
                Integer.toString(index),
                launch.entry(),
                Long.toString(launch.groupSize()),
                resources.map(taken -> Integer.toString(taken.registers())).orElse("–"),
                resources
                        .map(taken -> "%d B".formatted(taken.spillStoreBytes() + taken.spillLoadBytes()))
                        .orElse("–"),
                resources.map(taken -> "%d B".formatted(taken.sharedBytes())).orElse("–"),
                each.status(),
                shortened(each.candidate().lineage().change()));
    }

    private static String shortened(String change) {
        return change.length() <= CHANGE_WIDTH ? change : change.substring(0, CHANGE_WIDTH - 1) + "…";
    }

    private static String summary(List<Compiled> compiled) {
        long built = compiled.stream().filter(each -> each.cubin().isPresent()).count();
        return "%d candidates, %d built, %d failed, %d spill registers, %d gave warnings"
                .formatted(
                        compiled.size(),
                        built,
                        compiled.size() - built,
                        compiled.stream().filter(DryRun::spills).count(),
                        compiled.stream().filter(DryRun::warns).count());
    }

    private static boolean spills(Compiled each) {
        return each.cubin().stream().flatMap(code -> code.resources().stream()).anyMatch(KernelResources::spills);
    }

    private static boolean warns(Compiled each) {
        return each.cubin().filter(code -> !code.warnings().isEmpty()).isPresent();
    }

    private Map<String, Object> json(List<Compiled> compiled, CudaCompiler compiler) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("task", task.name());
        json.put("problem", problem.sizes());
        json.put("architecture", architecture.name());
        json.put("compiler", compiler.version());
        json.put("seed", seed);
        json.put("run", false);
        json.put(
                "built",
                compiled.stream().filter(each -> each.cubin().isPresent()).count());
        json.put(
                "failed",
                compiled.stream().filter(each -> each.cubin().isEmpty()).count());
        json.put("spilling", compiled.stream().filter(DryRun::spills).count());
        json.put("candidates", compiled.stream().map(DryRun::json).toList());
        return json;
    }

    private static Map<String, Object> json(Compiled each) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("hash", each.candidate().hash());
        json.put("change", each.candidate().lineage().change());
        switch (each.candidate().origin()) {
            case Candidate.Origin.Scheduled(List<String> steps) -> json.put("schedule", steps);
            case Candidate.Origin.Tuned tuned -> {
                json.put("kernel", tuned.kernel());
                json.put("configuration", tuned.configuration().values());
            }
            case Candidate.Origin.Written written ->
                json.put("configuration", written.configuration().values());
        }
        json.put("status", each.status());
        json.put(
                "launches",
                each.candidate().program().launches().stream()
                        .map(launch -> json(launch, each.resources(launch)))
                        .toList());
        json.put("log", each.log());
        return json;
    }

    private static Map<String, Object> json(Launch launch, Optional<KernelResources> resources) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("entry", launch.entry());
        json.put("global_size", launch.globalSize());
        json.put("local_size", launch.localSize());
        resources.ifPresent(taken -> {
            json.put("registers", taken.registers());
            json.put("stack_bytes", taken.stackBytes());
            json.put("spill_store_bytes", taken.spillStoreBytes());
            json.put("spill_load_bytes", taken.spillLoadBytes());
            json.put("shared_bytes", taken.sharedBytes());
        });
        return json;
    }
}
