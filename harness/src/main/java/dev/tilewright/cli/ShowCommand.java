package dev.tilewright.cli;

import dev.tilewright.app.Home;
import dev.tilewright.app.OpenMemory;
import dev.tilewright.app.RunLookup;
import dev.tilewright.cost.CostDescription;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Earnings;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.report.Answers;
import dev.tilewright.report.CostTable;
import dev.tilewright.report.Figures;
import dev.tilewright.report.Findings;
import dev.tilewright.report.Findings.Ancestor;
import dev.tilewright.report.ResultFile;
import dev.tilewright.report.Subject;
import dev.tilewright.report.TimeTable;
import dev.tilewright.task.Problem;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a run. */
@Command(
        name = "show",
        description =
                "Show a run: its best kernel with the difference from its parent, the lineage, what each operator and"
                        + " transformation earned, and how evaluations ended.")
final class ShowCommand extends Subcommand {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private MemoryOption memory;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            defaultValue = "latest",
            description = "The id of a run, the path of a run folder, or latest (the default).")
    private String wanted = "latest";

    @Option(
            names = "--prompts",
            paramLabel = "N|all",
            arity = "0..1",
            fallbackValue = "list",
            description =
                    "Show instead what language models were asked and what they answered: a list, one exchange in full, or all.")
    private @Nullable String prompts;

    @Option(names = "--format", paramLabel = "text|json", description = "How to print. Default: text.")
    private OutputFormat format = OutputFormat.TEXT;

    @Override
    public Integer call() {
        try (OpenMemory store = memory.location().openToRead()) {
            RunLookup.Found found = RunLookup.find(store, memory.location(), wanted);
            Run run = found.run();
            if (prompts != null) {
                PromptPrinter.print(out(), store.conversations().exchanges(run.id()), prompts);
                return ExitCode.DONE;
            }
            Findings findings = found.realm().findings(Home.find(), store, run);
            boolean own = found.memory(store).isOwn(run.id());
            PrintWriter out = out();
            switch (format) {
                case JSON -> Json.print(out, json(findings, own));
                case TEXT -> text(out, findings, own);
            }
            return findings.best().isPresent() ? ExitCode.DONE : ExitCode.NO_CANDIDATE;
        }
    }

    private static void text(PrintWriter out, Findings findings, boolean own) {
        Run run = findings.run();
        out.printf(
                "%s  %s on %s (%s)%n",
                run.task(),
                Problem.parse(run.workload().problem()),
                run.hardware().model(),
                run.device());
        out.printf(
                "run %s: %d evaluations in %s%n", run.id(), findings.steps().size(), Figures.span(findings.elapsed()));
        if (!own) {
            out.println(
                    "this machine did not write all of it: its times and its results are only claimed; `tune` with this memory verifies its kernels");
        }
        if (findings.best().isEmpty()) {
            out.println(Summary.withoutBest(findings));
        } else {
            best(out, findings, findings.best().get());
        }
        Summary.failures(findings).forEach(out::println);
        out.println();
        out.println("How evaluations ended: " + ended(findings));
        if (!findings.comparisons().isEmpty()) {
            out.println("How comparisons with the best ended: " + findings.comparisons());
        }
        time(out, TimeTable.of(findings));
        Earnings.byKind(findings.steps()).forEach((kind, earnings) -> earnings(out, kind, earnings));
        InsightPrinter.print(out, findings);
        answers(out, findings);
    }

    private static void best(PrintWriter out, Findings findings, Step best) {
        out.println(Summary.best(findings));
        out.println();
        out.println("Lineage of the best");
        Table table = new Table("evaluation>", "time>", "rate>", "over parent>", "decision", "change");
        for (Ancestor ancestor : findings.lineage()) {
            Step step = ancestor.step();
            double nanos = findings.time(step).orElseThrow().medianNanos();
            table.row(
                    Integer.toString(step.ordinal() + 1),
                    Figures.time(nanos),
                    findings.demand().rate(nanos),
                    ancestor.overParent().isPresent()
                            ? Figures.factor(ancestor.overParent().getAsDouble())
                            : "",
                    decision(step),
                    step.candidate().lineage().change());
        }
        table.print(out);
        findings.description().ifPresent(cost -> counts(out, cost));
        out.println();
        out.println("The best " + findings.subject().noun());
        findings.subject().lines(best.candidate()).forEach(out::println);
        List<String> difference = difference(findings);
        if (!difference.isEmpty()) {
            out.println();
            out.println("Its difference from its parent");
            difference.forEach(out::println);
        }
    }

    private static void counts(PrintWriter out, CostDescription cost) {
        out.println();
        out.println("What the best kernel does, by count");
        Table table = new Table("", "count>", "");
        CostTable.rows(cost).forEach(row -> table.row(row.name(), row.figure(), row.note()));
        table.print(out);
    }

    private static void time(PrintWriter out, TimeTable time) {
        if (time.rows().isEmpty()) {
            return;
        }
        out.println();
        out.println("Where the time went");
        Table table = new Table("", "time>", "share>");
        time.rows().forEach(row -> table.row(row.name(), Figures.span(row.time()), Figures.percent(row.share())));
        table.print(out);
    }

    private static void answers(PrintWriter out, Findings findings) {
        if (findings.exchanges().isEmpty()) {
            return;
        }
        Answers answers = Answers.of(findings.exchanges());
        out.println();
        out.println(answers.text());
        answers.reasons().forEach((reason, count) -> out.printf("%5d  %s%n", count, reason));
        out.println("To see what was asked: --prompts");
    }

    private static void earnings(PrintWriter out, String title, List<Earnings> earnings) {
        out.println();
        Table table =
                new Table(title, "tried>", "right>", "faster>", "bests>", "gained>", "prepared>", "mean gain (95 %)");
        earnings.forEach(earning -> table.row(
                earning.name(),
                Integer.toString(earning.tried()),
                Integer.toString(earning.succeeded()),
                Integer.toString(earning.improved()),
                Integer.toString(earning.best()),
                "%.2f".formatted(earning.gained()),
                "%.2f".formatted(earning.prepared()),
                earning.interval()
                        .map(interval ->
                                "%.2f (%.2f to %.2f)".formatted(earning.mean(), interval.low(), interval.high()))
                        .orElse("")));
        table.print(out);
    }

    private static String ended(Findings findings) {
        return findings.counts().entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().id())
                .collect(Collectors.joining(", "));
    }

    /** The difference of the best from its parent, empty for a seed. */
    private static List<String> difference(Findings findings) {
        List<Ancestor> lineage = findings.lineage();
        if (lineage.size() < 2) {
            return List.of();
        }
        Step parent = lineage.get(lineage.size() - 2).step();
        Step child = lineage.getLast().step();
        Subject subject = findings.subject();
        Optional<String> before = subject.source(parent.candidate());
        Optional<String> after = subject.source(child.candidate());
        return before.isEmpty() || after.isEmpty()
                ? List.of()
                : SourceDiff.of(
                        "evaluation " + (parent.ordinal() + 1),
                        before.get(),
                        "evaluation " + (child.ordinal() + 1),
                        after.get());
    }

    private static String decision(Step step) {
        return step.candidate().lineage().decision().map(Decision::toString).orElse("seed");
    }

    private static Map<String, Object> json(Findings findings, boolean own) {
        Map<String, Object> json = new LinkedHashMap<>(ResultFile.content(findings));
        json.put("own", own);
        findings.best()
                .flatMap(best -> findings.subject().source(best.candidate()))
                .ifPresent(source -> json.put("source", source));
        json.put("difference", difference(findings));
        List<Map<String, Object>> lineage = new ArrayList<>();
        for (Ancestor ancestor : findings.lineage()) {
            Step step = ancestor.step();
            TimeEstimate time = findings.time(step).orElseThrow();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("evaluation", step.ordinal() + 1);
            row.put("hash", step.candidate().hash());
            row.put("change", step.candidate().lineage().change());
            row.put("decision", decision(step));
            row.put("median_ns", time.medianNanos());
            ancestor.overParent().ifPresent(factor -> row.put("speedup_over_parent", factor));
            lineage.add(row);
        }
        json.put("lineage", lineage);
        json.put("operators", Earnings.byOperator(findings.steps()));
        json.put("transformations", Earnings.byTransformation(findings.steps()));
        json.put("earnings", Earnings.byKind(findings.steps()));
        return json;
    }
}
