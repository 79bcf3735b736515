package dev.tilewright.device.cuda;

import dev.tilewright.device.BuildException;
import dev.tilewright.kernel.Kernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Machine code of one architecture, with what is known of its entry points. */
public final class Cubin {

    /**
     * An entry point.
     *
     * @param symbol its name in the machine code
     * @param parameterBytes the sizes of its parameters, in bytes, in order
     * @param resources what it takes, if the compiler reported it
     */
    record Entry(String symbol, List<Integer> parameterBytes, Optional<KernelResources> resources) {
        Entry {
            parameterBytes = List.copyOf(parameterBytes);
        }
    }

    private final byte[] code;
    private final Map<String, Entry> entries;
    private final String warnings;

    private Cubin(byte[] code, Map<String, Entry> entries, String warnings) {
        this.code = code;
        this.entries = entries;
        this.warnings = warnings;
    }

    /**
     * Takes what a compiler made of a kernel.
     *
     * @param log the compiler's log, with what the assembler reports
     * @throws BuildException if an entry point that the kernel names is not there
     */
    static Cubin of(Kernel kernel, byte[] code, String log) throws BuildException {
        CubinFile file = CubinFile.read(code);
        PtxasLog told = PtxasLog.parse(log);
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String name : kernel.entries()) {
            String symbol = symbol(name, file.parameters().keySet().stream());
            Optional<KernelResources> resources = told.resources().stream()
                    .filter(each -> each.entry().equals(symbol))
                    .findFirst();
            if (resources.isEmpty() && !told.resources().isEmpty()) {
                throw new BuildException("%s is a function, and no kernel that can be launched".formatted(name));
            }
            entries.put(name, new Entry(symbol, file.parameters().getOrDefault(symbol, List.of()), resources));
        }
        return new Cubin(code, entries, told.rest());
    }

    /** Finds the name of a function in machine code: as it is, or as C++ mangles it, {@code _Z6matmulPKf}. */
    private static String symbol(String name, Stream<String> symbols) throws BuildException {
        String mangled = "_Z%d%s".formatted(name.length(), name);
        List<String> candidates = symbols.filter(symbol -> symbol.equals(name) || symbol.startsWith(mangled))
                .toList();
        if (candidates.contains(name)) {
            return name;
        }
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        throw new BuildException(
                candidates.isEmpty()
                        ? "the source has no kernel called " + name
                        : "the source has several kernels called %s; declare the one that is meant extern \"C\""
                                .formatted(name));
    }

    /** Returns the machine code, an ELF file. */
    public byte[] code() {
        return code.clone();
    }

    Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException("the kernel has no entry point " + name);
        }
        return entry;
    }

    /** Returns the resources of each entry point, in the order in which the kernel names them; those without a report are left out. */
    public List<KernelResources> resources() {
        return entries.values().stream()
                .map(Entry::resources)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns what the entry point {@code name} takes, if the compiler reported it. */
    public Optional<KernelResources> resourcesOf(String name) {
        return entry(name).resources();
    }

    /** Returns what the compiler complained of, empty if of nothing. */
    public String warnings() {
        return warnings;
    }

    /** Returns warnings, and a line for each entry point that says what it takes. */
    public String log() {
        List<String> lines = new ArrayList<>();
        if (!warnings.isEmpty()) {
            lines.add(warnings);
        }
        resources().forEach(resources -> lines.add(resources.describe()));
        return lines.stream().collect(Collectors.joining("\n"));
    }
}
