package dev.tilewright.bench.output;

import dev.tilewright.bench.CaseResult;
import dev.tilewright.bench.Outcome;
import dev.tilewright.bench.Subject;
import dev.tilewright.bench.Verdict;
import dev.tilewright.bench.history.HistoryEntry;
import dev.tilewright.kernels.evaluate.measure.TimeEstimate;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A run as a test report in the XML that JUnit's Ant task began and every CI server reads: a case is a test, a regression a failure, a kernel that is wrong an
 * error, and what is not decided is skipped.
 */
public final class JunitXml {

    private final Outcome outcome;
    private final CaseNotes notes;
    private final StringWriter text = new StringWriter();

    private JunitXml(Outcome outcome) {
        this.outcome = outcome;
        notes = new CaseNotes(outcome);
    }

    /** Writes the document. */
    public static String write(Outcome outcome) {
        return new JunitXml(outcome).write();
    }

    private String write() {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            String suite = HistoryEntry.name(outcome.suite().file());
            xml.writeStartElement("testsuites");
            xml.writeStartElement("testsuite");
            attribute(xml, "name", "bench " + suite);
            attribute(xml, "tests", Integer.toString(outcome.results().size()));
            attribute(xml, "failures", count(Verdict.REGRESSED));
            attribute(xml, "errors", count(Verdict.FAILED));
            attribute(xml, "skipped", count(Verdict.INCONCLUSIVE));
            attribute(xml, "timestamp", outcome.began().toString());
            attribute(
                    xml,
                    "time",
                    seconds(outcome.results().stream()
                            .mapToDouble(JunitXml::kernelSeconds)
                            .sum()));
            for (CaseResult result : outcome.results()) {
                testCase(xml, "bench." + suite, result);
            }
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string cannot fail to be written", e);
        }
        return text + "\n";
    }

    private void testCase(XMLStreamWriter xml, String suite, CaseResult result) throws XMLStreamException {
        Subject subject = result.measurement().subject();
        List<String> told = notes.of(result);
        xml.writeStartElement("testcase");
        attribute(xml, "classname", suite);
        attribute(xml, "name", subject.benchCase().name());
        attribute(xml, "time", seconds(kernelSeconds(result)));
        switch (result.verdict()) {
            case REGRESSED -> problem(xml, "failure", "regressed: " + comparison(result), told);
            case FAILED -> problem(xml, "error", told.stream().findFirst().orElse("failed"), told);
            case INCONCLUSIVE -> {
                xml.writeStartElement("skipped");
                attribute(xml, "message", (RatioText.verdict(result) + " " + comparison(result)).strip());
                xml.writeEndElement();
            }
            default -> {}
        }
        xml.writeStartElement("system-out");
        xml.writeCharacters(clean("%s with %s on %s, kernel %s: %s%n%s"
                .formatted(
                        subject.benchCase().task().name(),
                        subject.benchCase().problem(),
                        subject.machine(),
                        subject.candidate().hash(),
                        (RatioText.verdict(result) + " " + comparison(result)).strip(),
                        String.join("\n", told))));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void problem(XMLStreamWriter xml, String element, String message, List<String> told)
            throws XMLStreamException {
        xml.writeStartElement(element);
        attribute(xml, "message", message);
        attribute(xml, "type", element.equals("failure") ? "regression" : "kernel");
        xml.writeCharacters(clean(String.join("\n", told)));
        xml.writeEndElement();
    }

    private static String comparison(CaseResult result) {
        return result.judgement()
                .map(known -> "%s times as long as the baseline (95 %% interval %s, p %s)"
                        .formatted(
                                RatioText.ratio(known.ratio()),
                                RatioText.interval(known.ratio()),
                                RatioText.p(known.pValue())))
                .orElse("");
    }

    private String count(Verdict verdict) {
        return Long.toString(outcome.results().stream()
                .filter(result -> result.verdict() == verdict)
                .count());
    }

    /** Returns the median device time over rounds, in s, which is what a reader of such reports expects of a benchmark. */
    private static double kernelSeconds(CaseResult result) {
        return result.measurement().now().stream()
                        .mapToDouble(TimeEstimate::medianNanos)
                        .sorted()
                        .skip(Math.max(0, result.measurement().now().size() - 1) / 2)
                        .findFirst()
                        .orElse(0)
                * 1e-9;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.9f", seconds);
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, clean(value));
    }

    /** Replaces what XML 1.0 cannot hold: compilers quote whatever bytes a source has. */
    private static String clean(String text) {
        return text.codePoints()
                .map(c ->
                        c == '\t' || c == '\n' || (c >= 0x20 && c < 0xD800) || (c > 0xDFFF && c < 0xFFFE) || c > 0xFFFF
                                ? c
                                : '\uFFFD')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
