package dev.tilewright.bench.output;

import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Criterion.Judgement;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.history.HistoryEntry;
import dev.tilewright.bench.history.Times;
import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A run as Markdown, to be shown beside a pull request: what counts first, then every case, then the notes, folded. */
public final class MarkdownTable {

    private MarkdownTable() {}

    /** Writes it. */
    public static String write(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        text.append("### %s%n%n".formatted(headline(outcome)));
        text.append("| case | baseline | now | ratio | 95 % interval | p | verdict |\n");
        text.append("|---|---:|---:|---:|---|---:|---|\n");
        for (CaseResult result : outcome.results()) {
            Optional<Judgement> known = result.judgement();
            text.append(row(List.of(
                    result.measurement().subject().benchCase().name(),
                    time(result.measurement().then()),
                    time(result.measurement().now()),
                    known.map(j -> RatioText.ratio(j.ratio())).orElse(""),
                    known.map(j -> RatioText.interval(j.ratio())).orElse(""),
                    known.map(j -> RatioText.p(j.pValue())).orElse(""),
                    result.verdict() == Verdict.REGRESSED || result.verdict() == Verdict.FAILED
                            ? "**%s**".formatted(RatioText.verdict(result))
                            : RatioText.verdict(result))));
        }
        List<String> notes = new CaseNotes(outcome).all();
        if (!notes.isEmpty()) {
            text.append("\n<details><summary>Notes</summary>\n\n");
            notes.forEach(note -> text.append("- ").append(line(note)).append('\n'));
            text.append("\n</details>\n");
        }
        text.append(
                "\nTilewright %s, suite %s, %s; slower by more than %s counts, at a significance of %s, if it persists in a second set of processes.%n"
                        .formatted(
                                line(outcome.version()),
                                line(HistoryEntry.name(outcome.suite().file())),
                                outcome.results().stream()
                                        .map(result -> line(result.measurement()
                                                .subject()
                                                .machine()
                                                .toString()))
                                        .distinct()
                                        .reduce((a, b) -> a + "; " + b)
                                        .orElse(""),
                                percent(outcome.criterion().threshold()),
                                outcome.criterion().significance()));
        return text.toString();
    }

    private static String headline(Outcome outcome) {
        if (outcome.has(Verdict.FAILED)) {
            return "❌ A kernel is wrong or does not run";
        }
        if (outcome.has(Verdict.REGRESSED)) {
            return "❌ Slower than the baseline";
        }
        return outcome.has(Verdict.INCONCLUSIVE)
                ? "⚠️ Nothing is known to be slower, and some cases are not decided"
                : "✅ Nothing has become slower";
    }

    private static String row(List<String> cells) {
        return "| "
                + String.join(
                        " | ",
                        cells.stream()
                                .map(cell -> line(cell).replace("|", "\\|"))
                                .toList()) + " |\n";
    }

    /** Returns text in one line that no Markdown or HTML of its own comes out of; what is bold is ours. */
    private static String line(String text) {
        return text.replaceAll("\\s+", " ")
                .replace("\\", "\\\\")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("`", "\\`")
                .replace("@", "@\u200b");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String time(List<TimeEstimate> rounds) {
        if (rounds.isEmpty()) {
            return "";
        }
        double nanos = MedianInterval.of(
                        rounds.stream().mapToDouble(TimeEstimate::medianNanos).toArray())
                .medianNanos();
        return Times.text(nanos);
    }
}
