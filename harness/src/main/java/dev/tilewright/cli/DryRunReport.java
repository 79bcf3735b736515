package dev.tilewright.cli;

import dev.tilewright.app.DryRun.Compiled;
import dev.tilewright.app.DryRun.Report;
import dev.tilewright.device.cuda.KernelResources;
import dev.tilewright.evolve.candidate.Status;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.task.UserKernel;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a dry run tells, for people and for programs. */
final class DryRunReport {

    private static final int CHANGE_WIDTH = 60;
    private static final String BUILT = "built";

    private DryRunReport() {}

    static void print(PrintWriter out, Report report) {
        Table table =
                new Table("candidate>", "entry", "group>", "registers>", "spilled>", "shared>", "status", "change");
        List<Compiled> candidates = report.candidates();
        for (int i = 0; i < candidates.size(); i++) {
            for (Launch launch :
                    KernelGenome.of(candidates.get(i).candidate()).program().launches()) {
                row(table, i, candidates.get(i), launch);
            }
        }
        table.print(out);
        candidates.stream().filter(each -> !each.built()).findFirst().ifPresent(failed -> {
            out.println();
            out.println(failed.log());
        });
        out.println();
        out.println("%s %s for %s by %s, seed %d: %s. Nothing was run."
                .formatted(
                        report.task().name(),
                        report.problem(),
                        report.architecture(),
                        report.compiler(),
                        report.seed(),
                        summary(report)));
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
                status(each),
                shortened(each.candidate().lineage().change()));
    }

    private static String status(Compiled each) {
        return each.built() ? BUILT : Status.BUILD_ERROR.id();
    }

    private static String shortened(String change) {
        return change.length() <= CHANGE_WIDTH ? change : change.substring(0, CHANGE_WIDTH - 1) + "…";
    }

    private static String summary(Report report) {
        return "%d candidates, %d built, %d failed, %d spill registers, %d gave warnings"
                .formatted(
                        report.candidates().size(),
                        report.built(),
                        report.failed(),
                        report.spilling(),
                        report.warned());
    }

    static Map<String, Object> json(Report report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("task", report.task().name());
        json.put("problem", report.problem().sizes());
        json.put("architecture", report.architecture());
        json.put("compiler", report.compiler());
        json.put("seed", report.seed());
        json.put("run", false);
        json.put("built", report.built());
        json.put("failed", report.failed());
        json.put("spilling", report.spilling());
        json.put(
                "candidates",
                report.candidates().stream().map(DryRunReport::json).toList());
        return json;
    }

    private static Map<String, Object> json(Compiled each) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("hash", each.candidate().hash());
        json.put("change", each.candidate().lineage().change());
        KernelGenome kernel = KernelGenome.of(each.candidate());
        if (!kernel.schedule().isEmpty()) {
            json.put("schedule", kernel.schedule());
        } else {
            kernel.kernelName().ifPresent(name -> json.put("kernel", UserKernel.fileName(name)));
            json.put("configuration", kernel.configuration().values());
        }
        json.put("status", status(each));
        json.put(
                "launches",
                KernelGenome.of(each.candidate()).program().launches().stream()
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
