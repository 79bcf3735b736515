package dev.tilewright.codegen.java;

import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.emit.EntryWriter;
import dev.tilewright.codegen.emit.SourceText;
import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.ReservedWords;
import dev.tilewright.loops.transform.Capability;
import dev.tilewright.loops.transform.Limits;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes Java: plain loops over arrays, one call for each work-group, and the Vector API (JEP 508) where a loop is vectorized.
 *
 * <p>There are no work-items, so a group is one thread, and a tile in local memory is an array of that thread's own. Unrolled loops
 * are written out, so that accumulators are local variables, which the compiler keeps in registers.
 */
public final class JavaEmitter implements Emitter {

    /** Arrays of a thread's own that stay in its caches. */
    private static final long TILE_BYTES = 256 << 10;

    private static final int INDENT = 4;

    /** Dimensions of the grid. */
    private static final int DIMENSIONS = 3;

    @Override
    public Language language() {
        return Language.JAVA;
    }

    @Override
    public Limits restrict(Limits device) {
        return new Limits(
                1, TILE_BYTES, device.lanes(), Limits.UNROLLED_OPERATIONS, EnumSet.of(Capability.BARRIERS_IN_BRANCHES));
    }

    @Override
    public void check(Procedure procedure) {
        // Lanes are the device's own, and the grid is a loop over groups.
    }

    @Override
    public List<String> buildOptions(boolean relaxed) {
        return List.of();
    }

    @Override
    public Source emit(String name, List<Procedure> procedures) {
        Set<String> members = new TreeSet<>();
        Source entries = EntryWriter.write(
                procedures.stream().map(Procedure::writtenOut).toList(),
                (stage, body) -> new JavaStage(stage, PlainJava.INSTANCE, members, body),
                JavaEmitter::signature);
        Set<String> imports = members.isEmpty() ? Set.of() : Set.of("jdk.incubator.vector.*");
        return new Source(file(name, imports, members, entries.text()), entries.parameters());
    }

    /** Writes a file with one class. */
    static String file(String name, Set<String> imports, Set<String> members, String entries) {
        StringBuilder text = new StringBuilder();
        imports.forEach(imported -> text.append("import ").append(imported).append(";\n"));
        if (!imports.isEmpty()) {
            text.append('\n');
        }
        text.append("/** ").append(name).append(" */\n");
        text.append("public final class ").append(className(name)).append(" {\n");
        members.forEach(member -> text.append(member.indent(INDENT)));
        entries.lines()
                .forEach(
                        line -> text.append(line.isEmpty() ? "" : "    " + line).append('\n'));
        return text.append("}\n").toString();
    }

    private static String className(String name) {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("\\W+", 0)) {
            text.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return ReservedWords.contains(text.toString()) ? text.append("Kernel").toString() : text.toString();
    }

    static String type(ElementType type) {
        return switch (type) {
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case INT32 -> "int";
        };
    }

    private static void signature(SourceText head, Procedure procedure, List<String> parameters) {
        Identifiers names = new Identifiers(procedure.stages().getFirst().nest());
        List<String> all = new ArrayList<>();
        for (int d = 0; d < DIMENSIONS; d++) {
            all.add("int " + names.own("group" + d));
        }
        all.addAll(parameters);
        head.signature("public static void " + procedure.entry(), all);
    }
}
