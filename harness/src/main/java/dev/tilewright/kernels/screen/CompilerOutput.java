package dev.tilewright.kernels.screen;

import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Cleans what a compiler said of a kernel, before it is kept or shown to a model, which may be anywhere: only messages about the kernel's
 * own text stay, with the lines that they quote of it. Names of files become {@code kernel.cl}, other paths {@code <path>}; what stands in
 * other files is left out, since a message about a file quotes it.
 */
public final class CompilerOutput {

    /** How compilers are told to call a kernel's text, or call it by themselves. */
    private static final Pattern OWN_FILE = Pattern.compile(
            "(?:.*/)?(?:tempfile_\\w+\\.\\w+|kernel\\.(?:cl|cu|java)|Kernel\\.java|input\\.cl|default_program)"
                    + "|<(?:source|stdin|program source|kernel|stringin)>");

    private static final String FILE = "(?<file>(?:[^\\s:()'\"<>]|(?<=\\w) (?=\\w))+|<[\\w ]+>)";

    /** {@code file:line:column}, as Clang and GCC say it, with what a macro stands for after it. */
    private static final Pattern PLACE =
            Pattern.compile(FILE + ":(?<line>\\d{1,9})(?::\\d{1,9})?(?=[:\\s])(?: <Spelling=[^>]*>)?");

    /** {@code file(line)}, as NVIDIA's compilers say it. */
    private static final Pattern NVIDIAS_PLACE = Pattern.compile("^" + FILE + "\\((?<line>\\d{1,9})\\)(?=: )");

    private static final Pattern SEVERITY = Pattern.compile("\\b(?:fatal )?(?:error|warning|note|remark)\\b");
    private static final Pattern MESSAGE =
            Pattern.compile("(?:^|: |\\): )(?:catastrophic |fatal )?(?:error|warning|note|remark)\\b");
    private static final Pattern SUMMARY = Pattern.compile("\\s*(?:\\d+ (?:errors?|warnings?)\\b.{0,80}"
            + "|CL_\\w+|NVRTC_\\w+|Device .{0,120} failed to build the program|ptxas .*|nvcc .*|\\[…]|)\\s*");
    private static final Pattern GUTTER = Pattern.compile("^\\s*\\d*\\s*\\| ?");
    private static final Pattern MARKS = Pattern.compile("[\\s~^|]*\\^[\\s~^|]*");
    private static final Pattern PATH = Pattern.compile("(?<![\\w./])(?:[A-Za-z]:)?(?:[/\\\\][\\w.+@~-]+){2,}[/\\\\]?");

    private final Set<String> source;
    private final String name;
    private final List<String> kept = new ArrayList<>();

    private CompilerOutput(Kernel kernel) {
        source = kernel.source().lines().map(String::strip).collect(Collectors.toCollection(HashSet::new));
        name = "kernel." + kernel.language().extension();
    }

    /**
     * Cleans diagnostics. What is clean already stays as it is.
     *
     * @param diagnostics what was said of {@code kernel}: by a compiler, or by this program
     */
    public static String cleaned(String diagnostics, Kernel kernel) {
        List<String> lines = diagnostics.lines().toList();
        boolean compilers = kernel.language() == Language.OPENCL || kernel.language() == Language.CUDA;
        if (!compilers || lines.stream().noneMatch(CompilerOutput::isMessage)) {
            return lines.stream().map(CompilerOutput::withoutPaths).collect(Collectors.joining("\n"));
        }
        CompilerOutput output = new CompilerOutput(kernel);
        lines.forEach(output::add);
        return String.join("\n", output.kept);
    }

    private static boolean isMessage(String line) {
        return MESSAGE.matcher(line).find();
    }

    private static String withoutPaths(String line) {
        return PATH.matcher(line).replaceAll("<path>");
    }

    private void add(String line) {
        if (isMessage(line)) {
            message(line);
        } else if (SUMMARY.matcher(line).matches()) {
            kept.add(withoutPaths(line));
        } else if (MARKS.matcher(line).matches()) {
            if (!kept.isEmpty() && isQuoted(kept.getLast())) {
                kept.add(line);
            }
        } else if (isQuoted(line)) {
            kept.add(line);
        }
    }

    private boolean isQuoted(String line) {
        String text = line.strip();
        return !text.isEmpty()
                && (source.contains(text)
                        || source.contains(GUTTER.matcher(line).replaceFirst("").strip()));
    }

    private void message(String line) {
        Matcher place = NVIDIAS_PLACE.matcher(line);
        if (!place.find()) {
            place = PLACE.matcher(line);
            if (!place.find()) {
                kept.add(withoutPaths(line));
                return;
            }
        }
        if (OWN_FILE.matcher(place.group("file").strip()).matches()) {
            String told = line.substring(place.start()).replaceFirst(Pattern.quote(place.group("file")), name);
            told = told.replaceFirst(" <Spelling=[^>]*>", "");
            kept.add(withoutPaths(line.substring(0, place.start())) + withoutPaths(told));
            return;
        }
        Matcher severity = SEVERITY.matcher(line);
        String kind = severity.find() ? severity.group() : "error";
        if (!kind.equals("note") && !kind.equals("remark")) {
            kept.add(kind + ": something in a file that is not the kernel's");
        }
    }
}
