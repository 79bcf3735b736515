package dev.tilewright.check;

import dev.tilewright.check.Finding.State;
import java.nio.file.Path;
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
 * @param rehearsal whether it was a rehearsal, which is there to see every part at work
 */
record Summary(String device, Path folder, double seconds, List<Finding> findings, boolean rehearsal) {

    private static final int WIDEST = 180;
    private static final int NARROWEST = 80;

    /** The first line has the facts, and the last names what could not be collected. */
    private static final List<String> SAID_ELSEWHERE = List.of(Check.FACTS, Findings.COLLECT);

    private static final String TUNED = "tune-";
    private static final String PRODUCT = "tune-matmul";
    private static final String OPENCL = "opencl";

    /**
     * Returns at most ten lines.
     *
     * @param columns how wide the terminal is, 0 if that is not known
     */
    List<String> lines(int columns) {
        int width = columns == 0 ? WIDEST : Math.clamp(columns, NARROWEST, WIDEST);
        List<String> lines = new ArrayList<>();
        lines.add("gpu-check of " + device);
        groups().forEach((name, group) -> lines.add(line(name, group)));
        List<String> shown = new ArrayList<>(
                lines.stream().map(line -> shortened(line, width)).toList());
        shown.add("%s; %d min %02d s; %s".formatted(verdict(), (int) seconds / 60, (int) seconds % 60, folder));
        return shown;
    }

    private Map<String, List<Finding>> groups() {
        return findings.stream()
                .filter(finding -> !SAID_ELSEWHERE.contains(finding.part()))
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
                .map(finding -> finding.fine() && finding.part().startsWith(TUNED)
                        ? finding.part().substring(TUNED.length()) + " "
                                + finding.line().replaceFirst(",.*", "")
                        : "%s %s %s".formatted(finding.part(), finding.state().id(), finding.line()))
                .collect(Collectors.joining("; "));
        return new Finding(name, worst(group), 0, said).summary();
    }

    private static State worst(List<Finding> group) {
        return group.stream()
                .map(Finding::state)
                .filter(state -> state != State.HELD)
                .findFirst()
                .orElse(State.HELD);
    }

    private String verdict() {
        if (findings.stream().allMatch(finding -> finding.state() == State.HELD)) {
            return "all %d parts held".formatted(findings.size());
        }
        List<String> said = new ArrayList<>();
        for (State state : State.values()) {
            List<String> parts = findings.stream()
                    .filter(finding -> finding.state() == state)
                    .map(Finding::part)
                    .toList();
            if (state == State.HELD) {
                said.add("%d held".formatted(parts.size()));
            } else if (!parts.isEmpty()) {
                said.add("%d %s (%s)".formatted(parts.size(), state.id(), String.join(", ", parts)));
            }
        }
        String states = String.join(", ", said);
        return findings.stream().allMatch(finding -> finding.answered() || finding.fine())
                ? states
                : states + "; run the same command again to continue";
    }

    private static String shortened(String line, int width) {
        return line.length() <= width ? line : line.substring(0, width - 1) + "…";
    }

    /** Returns a page in Markdown. */
    String page(String id, String started, Map<String, Object> machine) {
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
        machine.forEach((name, said) -> page.append("- %s: %s%n".formatted(name, text(said))));
        page.append("""

                ## Files, as far as there was something to write

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

    private static String text(Object said) {
        return said instanceof List<?> lines
                ? lines.stream().map(String::valueOf).collect(Collectors.joining("; "))
                : String.valueOf(said);
    }
}
