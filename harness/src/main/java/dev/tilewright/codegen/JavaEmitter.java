package dev.tilewright.codegen;

import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Language;
import dev.tilewright.loops.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    @Override
    public Language language() {
        return Language.JAVA;
    }

    @Override
    public Limits restrict(Limits device) {
        return new Limits(false, 1, TILE_BYTES, device.lanes(), false, false);
    }

    @Override
    public void check(Procedure procedure) {
        // Lanes are the device's own, and the grid is a loop over groups.
    }

    @Override
    public List<String> buildOptions() {
        return List.of();
    }

    @Override
    public Source emit(String name, List<Procedure> procedures) {
        List<List<String>> parameters = new ArrayList<>();
        Set<String> members = new TreeSet<>();
        StringBuilder entries = new StringBuilder();
        for (Procedure procedure : procedures) {
            Entry entry = new Entry(procedure, members);
            entries.append('\n').append(entry.text());
            parameters.add(entry.parameters());
        }
        StringBuilder text = new StringBuilder();
        if (!members.isEmpty()) {
            text.append("import jdk.incubator.vector.*;\n\n");
        }
        text.append("/** ").append(name).append(" */\n");
        text.append("public final class ").append(className(name)).append(" {\n");
        members.forEach(member -> text.append(member.indent(INDENT)));
        entries.toString()
                .lines()
                .forEach(
                        line -> text.append(line.isEmpty() ? "" : "    " + line).append('\n'));
        return new Source(text.append("}\n").toString(), parameters);
    }

    private static String className(String name) {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("\\W+", 0)) {
            text.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return Reserved.contains(text.toString()) ? text.append("Kernel").toString() : text.toString();
    }

    static String type(ElementType type) {
        return switch (type) {
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case INT32 -> "int";
        };
    }

    /** One entry point being written. */
    private static final class Entry {
        private final Procedure procedure;
        private final SourceText body = new SourceText();
        private final List<JavaStage> stages;

        Entry(Procedure written, Set<String> members) {
            procedure = written.writtenOut();
            stages = procedure.stages().stream()
                    .map(stage -> new JavaStage(stage, members, body))
                    .toList();
        }

        List<String> parameters() {
            Set<String> parameters = new LinkedHashSet<>();
            stages.forEach(stage -> parameters.addAll(stage.tensors()));
            stages.forEach(stage -> parameters.addAll(stage.sizes()));
            return List.copyOf(parameters);
        }

        String text() {
            body.inside();
            List<Code> shared = procedure.sharedDefinitions();
            stages.forEach(JavaStage::tiles);
            stages.getFirst().statements(shared, false);
            for (int i = 0; i < stages.size(); i++) {
                List<Code> rest = procedure.stages().get(i).statementsWithout(shared);
                boolean last = i == stages.size() - 1;
                if (!last && rest.getFirst() instanceof Code.DefineFromGrid) {
                    body.open("");
                    stages.get(i).statements(rest, true);
                    body.close();
                } else {
                    stages.get(i).statements(rest, last);
                }
            }
            body.close();
            SourceText head = new SourceText();
            stages.stream()
                    .flatMap(stage -> stage.definitions().stream())
                    .distinct()
                    .forEach(definition -> head.line("// Requires " + definition + "."));
            procedure.requirements().forEach(requirement -> head.line("// Requires " + requirement + "."));
            head.signature("public static void " + procedure.entry(), declared());
            return head + body.toString();
        }

        private List<String> declared() {
            Map<String, String> declared = new LinkedHashMap<>();
            for (JavaStage stage : stages) {
                stage.tensors().forEach(tensor -> declared.putIfAbsent(tensor, stage.declaredTensor(tensor)));
            }
            for (JavaStage stage : stages) {
                stage.sizes().forEach(size -> declared.putIfAbsent(size, stage.declaredSize(size)));
            }
            List<String> all = new ArrayList<>();
            for (int d = 0; d < 3; d++) {
                all.add(stages.getFirst().declaredGroup(d));
            }
            all.addAll(declared.values());
            return all;
        }
    }
}
