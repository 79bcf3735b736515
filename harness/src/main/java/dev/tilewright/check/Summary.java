package dev.tilewright.check;

import dev.tilewright.check.Finding.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a check found, for people: ten lines on a terminal, and a page.
 *
 * @param device the device in one line
 * @param folder where the results are
 * @param seconds how long the check took
 * @param findings what came of each part
 */
record Summary(String device, Path folder, double seconds, List<Finding> findings) {

    private static final int LONGEST = 180;

    private static final String TUNED = "tune-";
    private static final String PRODUCT = "tune-matmul";
    private static final String OPENCL = "opencl";

    /** Returns at most ten lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("gpu-check of " + device);
        groups().forEach((name, group) -> lines.add(shortened(line(name, group))));
        lines.add("%s; %d min %02d s; %s".formatted(verdict(), (int) seconds / 60, (int) seconds % 60, folder));
        return lines;
    }

    private Map<String, List<Finding>> groups() {
        return findings.stream()
                .filter(finding -> !finding.part().equals(Check.FACTS))
                .collect(Collectors.groupingBy(Summary::group, LinkedHashMap::new, Collectors.toList()));
    }

    private static String group(Finding finding) {
        if (finding.part().startsWith(TUNED) && !finding.part().equals(PRODUCT)) {
            return "tune-others";
        }
        return finding.part().endsWith(OPENCL) ? OPENCL : finding.part();
    }

    private static String line(String name, List<Finding> group) {
        if (group.size() == 1) {
            return group.getFirst().summary();
        }
        String said = group.stream()
                .map(finding -> finding.settled() && finding.part().startsWith(TUNED)
                        ? finding.part().substring(TUNED.length()) + " "
                                + finding.line().replaceFirst(",.*", "")
                        : "%s %s".formatted(finding.part(), finding.line()))
                .collect(Collectors.joining("; "));
        return new Finding(name, worst(group), 0, said).summary();
    }

    private static State worst(List<Finding> group) {
        return group.stream()
                .filter(finding -> !finding.settled())
                .map(Finding::state)
                .findFirst()
                .orElse(State.HELD);
    }

    private String verdict() {
        List<String> others = findings.stream()
                .filter(finding -> !finding.settled())
                .map(Finding::part)
                .toList();
        long held = findings.stream()
                .filter(finding -> finding.state() == State.HELD)
                .count();
        return others.isEmpty()
                ? "all of %d parts held".formatted(held)
                : "%d parts held, %d did not: %s; sources and logs are in %s"
                        .formatted(held, others.size(), String.join(", ", others), Publication.EVIDENCE);
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " …";
    }

    /** Returns a page in Markdown. */
    String page(String id, Instant started, Map<String, Object> machine) {
        StringBuilder page = new StringBuilder();
        page.append("# gpu-check of %s%n%n".formatted(device));
        page.append("Device `%s`, begun %s, %.0f s. %s.%n%n".formatted(id, started, seconds, verdict()));
        page.append("| part | state | seconds | finding |%n|---|---|---|---|%n".formatted());
        for (Finding finding : findings) {
            page.append("| %s | %s | %.1f | %s |%n"
                    .formatted(
                            finding.part(),
                            finding.state().id(),
                            finding.seconds(),
                            finding.line().replace("|", "\\|")));
        }
        page.append("%n## Machine%n%n".formatted());
        machine.forEach((name, said) -> page.append("- %s: %s%n".formatted(name, said)));
        page.append("""

                ## Files

                - `check.json`: this page for programs, with the device's attributes and its peaks
                - `contract.json`: every test of the backend's contract and every random schedule
                - `peers.json`: every comparison, with all rounds
                - `wisdom.json`: the best kernel of each task; `tilewright bench` reads it
                - `traces.jsonl.gz`: every evaluation, one to a line
                - `runs.zip`: the run folders, with reports and best kernels, and the memory that a later check goes on from
                - `evidence.zip`: logs, and the sources, programs and machine code of what failed
                """);
        return page.toString();
    }
}
