package dev.tilewright.bench.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Measurement;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.RatioEstimate;
import dev.tilewright.evolve.memory.Hardware;
import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of a run.
 *
 * @param format of the line
 * @param began when, in ISO 8601
 * @param suite the name of its file, without the extension
 * @param tilewright the version that wrote it
 * @param commit of the suite's repository; empty where it is in none
 * @param cases in the order of the suite
 */
public record HistoryEntry(
        @JsonProperty("format") int format,
        @JsonProperty("began") String began,
        @JsonProperty("suite") String suite,
        @JsonProperty("tilewright") String tilewright,
        @JsonProperty("commit") Optional<String> commit,
        @JsonProperty("cases") List<Case> cases) {

    static final int FORMAT = 1;

    public HistoryEntry {
        cases = List.copyOf(cases);
    }

    /**
     * A case of it.
     *
     * @param name the case's name
     * @param task the task's name
     * @param problem what was timed, as {@code M=1,N=2}
     * @param device the device's id
     * @param hardware what the device was
     * @param computeUnits how many cores or multiprocessors of it
     * @param hash the kernel's
     * @param verdict what became of it
     * @param time device time, over rounds; empty if nothing was timed
     * @param ratio today's time over the baseline's; empty where they were not compared
     */
    public record Case(
            @JsonProperty("case") String name,
            @JsonProperty("task") String task,
            @JsonProperty("problem") String problem,
            @JsonProperty("device") String device,
            @JsonProperty("hardware") Hardware hardware,
            @JsonProperty("compute_units") int computeUnits,
            @JsonProperty("hash") String hash,
            @JsonProperty("verdict") String verdict,
            @JsonProperty("time_ns") Optional<TimeEstimate> time,
            @JsonProperty("ratio") Optional<RatioEstimate> ratio) {

        /** Returns what times can be compared on, but for the driver. */
        public String machine() {
            return "%s (%s, %d compute units)".formatted(hardware.model(), hardware.backend(), computeUnits);
        }
    }

    /** Returns what is kept of {@code outcome}. */
    public static HistoryEntry of(Outcome outcome) {
        return new HistoryEntry(
                FORMAT,
                outcome.began().toString(),
                name(outcome.suite().file()),
                outcome.version(),
                outcome.commit(),
                outcome.results().stream().map(HistoryEntry::kept).toList());
    }

    private static Case kept(CaseResult result) {
        Measurement measurement = result.measurement();
        var subject = measurement.subject();
        return new Case(
                subject.benchCase().name(),
                subject.benchCase().task().name(),
                subject.benchCase().problem().toString(),
                subject.device(),
                subject.machine().hardware(),
                subject.machine().computeUnits(),
                subject.candidate().hash(),
                result.verdict().id(),
                time(measurement.now()),
                result.judgement()
                        .map(known -> known.ratio())
                        .filter(ratio -> ratio.low() > 0 && Double.isFinite(ratio.high())));
    }

    private static Optional<TimeEstimate> time(List<TimeEstimate> rounds) {
        return rounds.isEmpty()
                ? Optional.empty()
                : Optional.of(MedianInterval.of(
                        rounds.stream().mapToDouble(TimeEstimate::medianNanos).toArray()));
    }

    /** Returns the name by which a suite is known, wherever it lies. */
    public static String name(Path suite) {
        return String.valueOf(suite.getFileName()).replaceFirst("\\.ya?ml$", "");
    }
}
