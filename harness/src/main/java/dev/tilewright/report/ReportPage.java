package dev.tilewright.report;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.evolve.control.Earnings;
import dev.tilewright.evolve.memory.Run;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import dev.tilewright.report.Findings.Ancestor;
import dev.tilewright.task.Problem;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** {@code report.html}: a run for people to read, in one file that loads nothing. */
final class ReportPage {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int MOST_FAILURES = 12;
    private static final Configuration TEMPLATES = templates();

    private ReportPage() {}

    /** Writes the page. */
    static String write(Findings findings, String summary) {
        StringWriter page = new StringWriter();
        try {
            TEMPLATES.getTemplate("report.ftlh").process(model(findings, summary), page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("the report's template does not fit its data", e);
        }
        return Visible.text(page.toString());
    }

    private static Configuration templates() {
        Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassForTemplateLoading(ReportPage.class, "");
        templates.setDefaultEncoding("UTF-8");
        templates.setLocale(Locale.ROOT);
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setLogTemplateExceptions(false);
        return templates;
    }

    private static Map<String, Object> model(Findings findings, String summary) {
        Run run = findings.run();
        Curve curve = Curve.of(findings);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("task", run.task());
        page.put("summary", summary);
        page.put("problem", Problem.parse(run.workload().problem()).toString().replace(",", ", "));
        page.put("device", run.hardware().model());
        page.put("deviceId", run.device());
        page.put("hardware", run.hardware().key());
        page.put("run", run.id());
        page.put("version", run.version());
        page.put("started", MOMENT.format(run.started()));
        page.put("tiles", tiles(findings));
        page.put("chartByEvaluation", CurveChart.byEvaluation(curve));
        page.put("chartByTime", CurveChart.byTime(curve));
        findings.best().ifPresent(best -> page.put("best", best(findings, best)));
        findings.description().ifPresent(cost -> page.put("costs", costs(cost)));
        page.put(
                "lineage",
                findings.lineage().stream().map(a -> ancestor(findings, a)).toList());
        page.put("counts", counts(findings));
        page.put("comparisons", findings.comparisons());
        TimeTable time = TimeTable.of(findings);
        page.put("time", time.rows().stream().map(ReportPage::use).toList());
        time.remark().ifPresent(remark -> page.put("deciding", remark));
        findings.outcome()
                .map(outcome -> outcome.ending().explanation())
                .filter(explanation -> !explanation.isEmpty())
                .ifPresent(explanation -> page.put("ending", explanation));
        page.put(
                "earnings",
                Earnings.byKind(findings.steps()).entrySet().stream()
                        .map(kind -> Map.of("kind", kind.getKey(), "rows", earnings(kind.getValue())))
                        .toList());
        InsightModel.put(page, findings);
        page.put("failures", failures(findings));
        if (!findings.exchanges().isEmpty()) {
            Answers answers = Answers.of(findings.exchanges());
            page.put("answers", answers.text());
            page.put(
                    "reasons",
                    answers.reasons().entrySet().stream()
                            .limit(MOST_FAILURES)
                            .map(reason -> Map.of("text", reason.getKey(), "count", reason.getValue()))
                            .toList());
        }
        page.put("moreFailures", Math.max(0, findings.failures().size() - MOST_FAILURES));
        page.put("command", findings.subject().plan(run).command());
        page.put("noun", findings.subject().noun());
        page.put("method", findings.subject().method());
        page.put("baseline", findings.baselineName());
        return page;
    }

    private static List<Map<String, String>> tiles(Findings findings) {
        List<Map<String, String>> tiles = new ArrayList<>();
        findings.bestTime().ifPresent(time -> {
            tiles.add(tile(
                    Figures.time(time.medianNanos()),
                    "best, %s of %d samples".formatted(findings.subject().estimator(), time.samples()),
                    "95 %% interval %s to %s"
                            .formatted(Figures.time(time.lowNanos()), Figures.time(time.highNanos()))));
            OptionalDouble speedup = findings.speedup(findings.best().orElseThrow());
            findings.baselineTime()
                    .ifPresent(baseline -> tiles.add(tile(
                            Figures.factor(speedup.orElseThrow()),
                            "as fast as " + findings.baselineName(),
                            "which takes " + Figures.time(baseline.medianNanos()))));
            Demand demand = findings.demand();
            OptionalDouble share = demand.rooflineFraction(time.medianNanos());
            String rate = demand.rate(time.medianNanos());
            if (!rate.isEmpty()) {
                tiles.add(tile(
                        rate,
                        demand.boundByArithmetic() ? "arithmetic" : "compulsory traffic",
                        share.isPresent()
                                ? Figures.percent(share.getAsDouble()) + " of the device's measured roofline"
                                : ""));
            }
        });
        long unknown = findings.steps().size() - findings.recalled();
        tiles.add(tile(
                Integer.toString(findings.steps().size()),
                "evaluations in " + Figures.span(findings.elapsed()),
                findings.recalled() == 0
                        ? ""
                        : "%d measured, %d known from memory".formatted(unknown, findings.recalled())));
        return tiles;
    }

    private static Map<String, String> tile(String figure, String label, String note) {
        return Map.of("figure", figure, "label", label, "note", note);
    }

    private static Map<String, Object> best(Findings findings, Step step) {
        Map<String, Object> best = new LinkedHashMap<>();
        best.put("evaluation", step.ordinal() + 1);
        best.putAll(findings.subject().page(step));
        step.confirmation().ifPresent(confirmation -> best.put("confirmation", confirmation.reason()));
        findings.demand().floorNanos().ifPresent(floor -> best.put("floor", Figures.time(floor)));
        return best;
    }

    private static List<Map<String, String>> costs(CostDescription cost) {
        return CostTable.rows(cost).stream()
                .map(row -> Map.of("name", row.name(), "figure", row.figure(), "note", row.note()))
                .toList();
    }

    private static Map<String, Object> ancestor(Findings findings, Ancestor ancestor) {
        Step step = ancestor.step();
        TimeEstimate time = findings.time(step).orElseThrow();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("evaluation", step.ordinal() + 1);
        row.put("change", step.candidate().lineage().change());
        row.put(
                "decision",
                step.candidate().lineage().decision().map(Decision::toString).orElse("seed"));
        row.put("time", Figures.time(time.medianNanos()));
        row.put("rate", findings.demand().rate(time.medianNanos()));
        row.put("overParent", factor(ancestor.overParent()));
        row.put("slower", ancestor.overParent().orElse(1) < 0.995);
        row.put("overBaseline", factor(findings.speedup(step)));
        return row;
    }

    private static String factor(OptionalDouble factor) {
        return factor.isPresent() ? Figures.factor(factor.getAsDouble()) : "";
    }

    private static List<Map<String, Object>> counts(Findings findings) {
        List<Map<String, Object>> rows = new ArrayList<>();
        findings.counts()
                .forEach((status, count) -> rows.add(Map.of(
                        "status", status.id(),
                        "count", count,
                        "share",
                                "%.2f"
                                        .formatted(
                                                100.0 * count / findings.steps().size()))));
        return rows;
    }

    private static Map<String, Object> use(TimeTable.Row row) {
        return Map.of(
                "name", row.name(),
                "time", Figures.span(row.time()),
                "percent", Figures.percent(row.share()),
                "share", String.format(Locale.ROOT, "%.2f", 100 * row.share()));
    }

    private static List<Map<String, Object>> earnings(List<Earnings> earnings) {
        double most = earnings.stream().mapToDouble(Earnings::gained).max().orElse(0);
        return earnings.stream()
                .map(earning -> Map.<String, Object>of(
                        "name", earning.name(),
                        "tried", earning.tried(),
                        "ok", earning.succeeded(),
                        "faster", earning.improved(),
                        "bests", earning.best(),
                        "gained", Figures.signed(earning.gained()),
                        "mean",
                                earning.interval()
                                        .map(interval -> "%s (%s to %s)"
                                                .formatted(
                                                        Figures.signed(earning.mean()),
                                                        Figures.signed(interval.low()),
                                                        Figures.signed(interval.high())))
                                        .orElse(""),
                        "prepared", Figures.signed(earning.prepared()),
                        "bar", String.format(Locale.ROOT, "%.1f", most > 0 ? 100 * earning.gained() / most : 0.0)))
                .toList();
    }

    private static List<Map<String, Object>> failures(Findings findings) {
        return findings.failures().stream()
                .limit(MOST_FAILURES)
                .map(failure -> Map.<String, Object>of(
                        "status", failure.status().id(),
                        "count", failure.count(),
                        "first", failure.first() + 1,
                        "change", failure.change(),
                        "diagnostic", failure.diagnostic()))
                .toList();
    }
}
