package dev.tilewright.bench.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Cases;
import dev.tilewright.bench.Measurement;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.Yardstick;
import dev.tilewright.evolve.candidate.Evaluation;
import dev.tilewright.evolve.candidate.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One outcome with a case of each kind, as others read it. */
class OutputsTest {

    private static final Outcome OUTCOME = Cases.outcome(List.of(
            Cases.result("slower", 1.1, true),
            Cases.result("same", 1, false),
            failed("wrong", "C[3] is | <off> & \u0001 bad\nmore"),
            untimed("busy")));

    private static CaseResult failed(String name, String diagnostics) {
        return only(new Measurement(
                Cases.changed(name),
                Yardstick.KERNEL,
                List.of(),
                Optional.of(Evaluation.failed(Status.WRONG_RESULT, diagnostics, 0)),
                Optional.empty(),
                List.of()));
    }

    private static CaseResult untimed(String name) {
        return only(new Measurement(
                Cases.changed(name),
                Yardstick.KERNEL,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of("no time can be trusted")));
    }

    private static CaseResult only(Measurement measurement) {
        return new CaseResult(new CaseResult.Set(measurement, Optional.empty()), Optional.empty());
    }

    @Test
    void junitsReportHasAFailureAnErrorAndASkippedTestAndIsXmlWhateverACompilerSaid() throws Exception {
        Document document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(JunitXml.write(OUTCOME).getBytes(StandardCharsets.UTF_8)));

        Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("name")).isEqualTo("bench suite");
        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        Element failure = (Element) document.getElementsByTagName("failure").item(0);
        assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("slower");
        assertThat(failure.getAttribute("message")).contains("regressed", "1.10", "95 % interval");
        Element error = (Element) document.getElementsByTagName("error").item(0);
        assertThat(error.getAttribute("message")).contains("wrong-result", "<off> & \uFFFD bad");
    }

    @Test
    void markdownSaysWhatCountsFirstAndKeepsItsTableWhateverACompilerSaid() {
        String text = MarkdownTable.write(OUTCOME);

        assertThat(text).startsWith("### ❌ A kernel is wrong or does not run");
        assertThat(text).contains("| slower | 1.00 µs | 1.10 µs | 1.10", "**regressed**", "| same |", "inconclusive");
        assertThat(text).contains("wrong: its kernel failed, wrong-result: C[3] is | &lt;off> &amp;");
        assertThat(text.lines().filter(line -> line.startsWith("|")))
                .hasSize(6)
                .allSatisfy(line -> assertThat(line.split("(?<!\\\\)\\|", -1)).hasSize(9));
        assertThat(MarkdownTable.write(Cases.outcome(List.of(Cases.result("same", 1, false)))))
                .startsWith("### ✅");
    }

    @Test
    void jmhsFormHasAResultForEachCaseThatWasTimed() {
        JsonNode results = JsonMapper.shared().readTree(JmhJson.write(OUTCOME));

        assertThat(results).hasSize(2);
        JsonNode slower = results.get(0);
        assertThat(slower.at("/benchmark").asString()).isEqualTo("bench.suite.slower");
        assertThat(slower.at("/mode").asString()).isEqualTo("avgt");
        assertThat(slower.at("/forks").asInt()).isEqualTo(12);
        assertThat(slower.at("/params/N").asString()).isEqualTo("262144");
        assertThat(slower.at("/primaryMetric/score").asDouble()).isCloseTo(1103, within(1.0));
        assertThat(slower.at("/primaryMetric/scoreUnit").asString()).isEqualTo("ns/op");
        assertThat(slower.at("/primaryMetric/rawData")).hasSize(12);
        assertThat(slower.at("/primaryMetric/scorePercentiles/50.0").asDouble()).isPositive();
        assertThat(slower.at("/secondaryMetrics/baseline/score").asDouble()).isEqualTo(1000);
    }

    @Test
    void notesTellOfBothSetsOfProcessesAndOfRoundsThatCouldNotBeTimed() {
        List<String> notes = new CaseNotes(OUTCOME).all();

        assertThat(notes)
                .anyMatch(note -> note.startsWith("slower: it was slower in a first set of 12 processes")
                        && note.endsWith("and again in a second one of 12"))
                .contains("busy: 1 round could not be timed, by no kernel's fault: no time can be trusted");
    }
}
