package dev.tilewright.codegen.emit;

import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Procedure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Writes entry points: what stands before the statements, and the statements of each stage, in the words of a language. */
public final class EntryWriter {
    private final Procedure procedure;
    private final SourceText body = new SourceText();
    private final List<StageWriter> stages;
    private final Signature signature;

    /** Writes what stands before the body of an entry point: its attributes, name and parameters, and an opening brace. */
    public interface Signature {
        void write(SourceText head, Procedure procedure, List<String> parameters);
    }

    private EntryWriter(
            Procedure procedure, BiFunction<Procedure, SourceText, StageWriter> writer, Signature signature) {
        this.procedure = procedure;
        this.signature = signature;
        stages = procedure.stages().stream()
                .map(stage -> writer.apply(stage, body))
                .toList();
    }

    /**
     * Writes entry points, each after an empty line.
     *
     * @param procedures what they do, in order
     * @param writer makes the writer of a stage, which goes on with a text
     */
    public static Emitter.Source write(
            List<Procedure> procedures, BiFunction<Procedure, SourceText, StageWriter> writer, Signature signature) {
        StringBuilder text = new StringBuilder();
        List<List<String>> parameters = new ArrayList<>();
        for (Procedure procedure : procedures) {
            EntryWriter entry = new EntryWriter(procedure, writer, signature);
            text.append('\n').append(entry.text());
            parameters.add(entry.parameters());
        }
        return new Emitter.Source(text.toString(), parameters);
    }

    /** Returns the names of the parameters, in order. Only what the text mentions is among them, so write that first. */
    private List<String> parameters() {
        Set<String> parameters = new LinkedHashSet<>();
        stages.forEach(stage -> parameters.addAll(stage.tensors()));
        stages.forEach(stage -> parameters.addAll(stage.sizes()));
        return List.copyOf(parameters);
    }

    private String text() {
        body.inside();
        List<Code> shared = procedure.sharedDefinitions();
        stages.getFirst().statements(shared, false);
        for (int i = 0; i < stages.size(); i++) {
            List<Code> rest = procedure.stages().get(i).statementsWithout(shared);
            boolean last = i == stages.size() - 1;
            if (i > 0 && procedure.groupSize() > 1) {
                stages.get(i).statements(List.of(new Code.Barrier(true)), false);
            }
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
        signature.write(head, procedure, declared());
        head.inside();
        Set<String> local = new LinkedHashSet<>();
        stages.forEach(stage -> local.addAll(stage.local()));
        local.forEach(head::line);
        return head + body.toString();
    }

    private List<String> declared() {
        Map<String, String> declared = new LinkedHashMap<>();
        for (StageWriter stage : stages) {
            for (String tensor : stage.tensors()) {
                declared.putIfAbsent(tensor, stage.declaredTensor(tensor, procedure.use(tensor)));
            }
        }
        for (StageWriter stage : stages) {
            for (String size : stage.sizes()) {
                declared.putIfAbsent(size, stage.declaredSize(size));
            }
        }
        return List.copyOf(declared.values());
    }
}
