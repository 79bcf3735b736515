package dev.tilewright.device.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A compiler's log, in which the assembler ({@code ptxas -v}) says what each entry point takes. Its lines have changed little from
 * CUDA 11 to 13; numbers are found anywhere in a line.
 *
 * @param resources what each entry point takes, in the order of the log
 * @param rest what else the compiler said: warnings and errors
 */
record PtxasLog(List<KernelResources> resources, String rest) {

    private static final Pattern ENTRY = Pattern.compile("Compiling entry function '([^']+)'");
    private static final Pattern PROPERTIES = Pattern.compile("Function properties for (\\S+)");
    private static final Pattern STACK =
            Pattern.compile("(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");
    private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
    private static final Pattern SHARED = Pattern.compile("(\\d+)(?:\\+(\\d+))? bytes smem");

    PtxasLog {
        resources = List.copyOf(resources);
    }

    static PtxasLog parse(String log) {
        List<KernelResources> resources = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        String entry = "";
        String described = "";
        long[] stack = new long[3];
        for (String line : log.lines().toList()) {
            Matcher properties = STACK.matcher(line);
            if (properties.find()) {
                // Functions that are called are described too, and their spills are not the entry point's own.
                if (described.equals(entry)) {
                    for (int i = 0; i < stack.length; i++) {
                        stack[i] = Long.parseLong(properties.group(i + 1));
                    }
                }
                continue;
            }
            if (!line.startsWith("ptxas info")) {
                rest.add(line);
                continue;
            }
            Matcher name = ENTRY.matcher(line);
            if (name.find()) {
                entry = name.group(1);
                stack = new long[3];
            }
            Matcher of = PROPERTIES.matcher(line);
            if (of.find()) {
                described = of.group(1);
            }
            Matcher registers = REGISTERS.matcher(line);
            if (registers.find()) {
                resources.add(new KernelResources(
                        entry, Integer.parseInt(registers.group(1)), stack[0], stack[1], stack[2], shared(line)));
            }
        }
        return new PtxasLog(
                resources, rest.stream().collect(Collectors.joining("\n")).strip());
    }

    private static long shared(String line) {
        Matcher shared = SHARED.matcher(line);
        if (!shared.find()) {
            return 0;
        }
        return Long.parseLong(shared.group(1)) + (shared.group(2) == null ? 0 : Long.parseLong(shared.group(2)));
    }
}
