package dev.tilewright.bench.output;

import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.history.HistoryEntry;
import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run in the form of JMH's JSON, which its viewers and CI plug-ins read: a case is a benchmark, a process a fork with one iteration, and
 * the score is device time in ns, the less the better. The score is the median, and its interval the rank-based one of the median, since
 * times of processes are not normal.
 */
public final class JmhJson {

    private static final double[] PERCENTILES = {0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100};

    private JmhJson() {}

    /** Writes the document; cases that were not timed are left out. */
    public static String write(Outcome outcome) {
        String suite = HistoryEntry.name(outcome.suite().file());
        List<Map<String, Object>> results = new ArrayList<>();
        for (CaseResult result : outcome.results()) {
            if (!result.measurement().now().isEmpty()) {
                results.add(result(suite, result));
            }
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(results) + "\n";
    }

    private static Map<String, Object> result(String suite, CaseResult result) {
        Subject subject = result.measurement().subject();
        int forks = result.measurement().now().size();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("jmhVersion", org.openjdk.jmh.util.Version.getPlainVersion());
        json.put("benchmark", "bench.%s.%s".formatted(suite, subject.benchCase().name()));
        json.put("mode", "avgt");
        json.put("threads", 1);
        json.put("forks", forks);
        json.put("jvm", System.getProperty("java.home", ""));
        json.put("jvmArgs", List.of());
        json.put("jdkVersion", System.getProperty("java.version", ""));
        json.put("vmName", System.getProperty("java.vm.name", ""));
        json.put("vmVersion", System.getProperty("java.vm.version", ""));
        json.put("warmupIterations", 0);
        json.put("warmupTime", "1 s");
        json.put("warmupBatchSize", 1);
        json.put("measurementIterations", 1);
        json.put("measurementTime", "1 s");
        json.put("measurementBatchSize", 1);
        Map<String, String> params = new TreeMap<>();
        subject.benchCase().problem().sizes().forEach((size, value) -> params.put(size, String.valueOf(value)));
        params.put("device", subject.machine().toString());
        params.put("driver", subject.machine().hardware().driver());
        json.put("params", params);
        json.put("primaryMetric", metric(result.measurement().now()));
        Map<String, Object> secondary = new LinkedHashMap<>();
        if (!result.measurement().then().isEmpty()) {
            secondary.put("baseline", metric(result.measurement().then()));
        }
        json.put("secondaryMetrics", secondary);
        return json;
    }

    private static Map<String, Object> metric(List<TimeEstimate> rounds) {
        double[] nanos =
                rounds.stream().mapToDouble(TimeEstimate::medianNanos).sorted().toArray();
        TimeEstimate estimate = MedianInterval.of(nanos);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("score", estimate.medianNanos());
        json.put("scoreError", (estimate.highNanos() - estimate.lowNanos()) / 2);
        json.put("scoreConfidence", List.of(estimate.lowNanos(), estimate.highNanos()));
        Map<String, Double> percentiles = new LinkedHashMap<>();
        for (double percentile : PERCENTILES) {
            int rank = (int) Math.ceil(percentile / 100 * nanos.length);
            percentiles.put(Double.toString(percentile), nanos[Math.max(0, rank - 1)]);
        }
        json.put("scorePercentiles", percentiles);
        json.put("scoreUnit", "ns/op");
        json.put(
                "rawData",
                rounds.stream().map(round -> List.of(round.medianNanos())).toList());
        return json;
    }
}
