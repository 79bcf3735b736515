package dev.tilewright.report;

import dev.tilewright.evolve.candidate.Step;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.OptionalDouble;

/** Writes the folder of a run: everything a person or another program wants of it, from memory alone. */
public final class RunFolder {

    /** How many draws of inputs a candidate is verified with before it is called best: in its evaluation, and when confirmed. */
    public static final int VERIFICATION_SEEDS = 2;

    private RunFolder() {}

    /**
     * Writes {@code result.json}, {@code curve.csv}, {@code report.html}, {@code exchanges.jsonl} if language models were asked and, if a candidate was right, what the
     * domain leaves of the best: for a kernel {@code best.<extension>} and {@code launch.json}. A file that is there already is replaced as a whole.
     *
     * @param folder where to write; created if it is missing
     * @param findings what the run amounts to
     * @param summary one line on what the task computes, empty if unknown
     * @throws IOException if the folder cannot be written
     */
    public static void write(Path folder, Findings findings, String summary) throws IOException {
        Files.createDirectories(folder);
        replace(folder.resolve("result.json"), ResultFile.write(findings));
        OptionalDouble baseline = findings.baselineTime()
                .map(TimeEstimate::medianNanos)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
        replace(folder.resolve("curve.csv"), Curve.of(findings).csv(baseline));
        replace(folder.resolve("report.html"), ReportPage.write(findings, summary));
        if (!findings.exchanges().isEmpty()) {
            replace(folder.resolve(ExchangesFile.NAME), ExchangesFile.write(findings.exchanges()));
        }
        if (findings.best().isPresent()) {
            Step best = findings.best().get();
            for (Map.Entry<String, String> file : findings.subject()
                    .files(findings.run(), best, findings.bestTime())
                    .entrySet()) {
                replace(folder.resolve(file.getKey()), file.getValue());
            }
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
