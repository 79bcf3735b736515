package dev.tilewright.codegen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes one entry point in a language of C's family. */
final class CEntry {
    private final Procedure procedure;
    private final CDialect dialect;
    private final SourceText body = new SourceText();
    private final List<CStage> stages;

    CEntry(Procedure procedure, CDialect dialect) {
        this.procedure = procedure;
        this.dialect = dialect;
        stages = procedure.stages().stream()
                .map(stage -> new CStage(stage, dialect, body))
                .toList();
    }

    /** Returns the names of the parameters, in order. Only what the text mentions is among them, so write that first. */
    List<String> parameters() {
        Set<String> parameters = new LinkedHashSet<>();
        stages.forEach(stage -> parameters.addAll(stage.tensors()));
        stages.forEach(stage -> parameters.addAll(stage.sizes()));
        return List.copyOf(parameters);
    }

    String text() {
        body.inside();
        List<Code> shared = procedure.sharedDefinitions();
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
        dialect.signature(head, procedure, declared());
        head.inside();
        stages.forEach(stage -> stage.tiles(head));
        return head + body.toString();
    }

    private List<String> declared() {
        Set<String> written = new LinkedHashSet<>();
        procedure.stages().forEach(stage -> written.add(stage.nest().name()));
        Map<String, String> declared = new LinkedHashMap<>();
        for (CStage stage : stages) {
            for (String tensor : stage.tensors()) {
                declared.putIfAbsent(tensor, stage.declaredTensor(tensor, written.contains(tensor)));
            }
        }
        for (CStage stage : stages) {
            for (String size : stage.sizes()) {
                declared.putIfAbsent(size, stage.declaredSize(size));
            }
        }
        return new ArrayList<>(declared.values());
    }
}
