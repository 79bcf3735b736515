package dev.tilewright.codegen;

import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.lower.Lowering;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.codegen.lower.Requirements;
import dev.tilewright.codegen.lower.SizeCondition;
import dev.tilewright.codegen.lower.SizeFormula;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.ReservedWords;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Panels;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** Makes the program that computes a whole task from the nests of its statements: one entry point and one launch for each. */
public final class Programs {

    private Programs() {}

    /**
     * Writes a program for the problem that nests were made for.
     *
     * @param name what it computes; entry points are called after it
     * @param nests the nests of all statements
     * @param arguments the buffers of the task's arguments for the nests' problem
     * @param emitter the language
     * @throws IllegalTransformationException if an operand cannot be staged after all, or the language has no way to run a nest
     */
    public static KernelProgram of(String name, LoopNests nests, List<Buffer> arguments, Emitter emitter)
            throws IllegalTransformationException {
        return parametric(name, nests, emitter).program(nests.sizes(), arguments);
    }

    /**
     * Writes a program whose launches and scratch buffers are formulas over sizes.
     *
     * @param name what it computes; entry points are called after it
     * @param nests the nests of all statements
     * @param emitter the language
     * @throws IllegalTransformationException if an operand cannot be staged after all, or the language has no way to run a nest
     */
    public static ParametricProgram parametric(String name, LoopNests nests, Emitter emitter)
            throws IllegalTransformationException {
        String word = name.replaceAll("\\W", "_");
        String base = ReservedWords.containsEntry(word) ? word + "_kernel" : word;
        List<Procedure> procedures = new ArrayList<>();
        List<List<Nest>> launched = nests.launches();
        for (List<Nest> stages : launched) {
            String last = stages.getLast().name();
            Procedure procedure = Lowering.lower(launched.size() == 1 ? base : base + "_" + last, stages);
            for (Procedure stage : procedure.stages()) {
                emitter.check(stage);
            }
            procedures.add(procedure);
        }
        Emitter.Source source = emitter.emit(name, procedures);
        Kernel kernel = new Kernel(
                emitter.language(),
                source.text(),
                procedures.stream().map(Procedure::entry).toList(),
                emitter.buildOptions(nests.nests()),
                true);
        List<ParametricLaunch> launches = new ArrayList<>();
        SequencedMap<String, SizeFormula> derived = new LinkedHashMap<>();
        Set<SizeCondition> requirements = new LinkedHashSet<>();
        Set<SizeCondition> assumptions = new LinkedHashSet<>();
        nests.nests().forEach(nest -> derived.putAll(Requirements.derived(nest)));
        for (int i = 0; i < procedures.size(); i++) {
            Procedure procedure = procedures.get(i);
            launches.add(launch(procedure, source.parameters().get(i), derived));
            procedure.requirements().forEach(condition -> requirements.add(condition.with(derived)));
            procedure.assumptions().forEach(condition -> assumptions.add(condition.with(derived)));
        }
        literals(nests).forEach(condition -> requirements.add(condition.with(derived)));
        return new ParametricProgram(
                kernel, launches, scratch(nests, derived, requirements), derived, requirements, assumptions);
    }

    private static ParametricLaunch launch(
            Procedure procedure, List<String> parameters, Map<String, SizeFormula> derived) {
        List<SizeFormula> global = new ArrayList<>();
        for (int d = 0; d < procedure.grid().size(); d++) {
            SizeFormula items = SizeFormula.of(procedure.items().get(d));
            global.add(SizeFormula.product(procedure.grid().get(d).with(derived), items));
        }
        return new ParametricLaunch(procedure.entry(), parameters, global, procedure.items());
    }

    /** Returns what a problem must satisfy since a nest has a number where its task has a size: nests that others were cut into do not say so. */
    private static Set<SizeCondition> literals(LoopNests nests) {
        Set<SizeCondition> literals = new LinkedHashSet<>();
        for (Nest nest : nests.nests()) {
            nest.shapes().forEach((tensor, shape) -> {
                List<Affine> declared = nests.computation().shapes().getOrDefault(tensor, shape);
                for (int d = 0; d < shape.size(); d++) {
                    if (shape.get(d).isConstant() && !declared.get(d).isConstant()) {
                        literals.add(
                                SizeCondition.equal(SizeFormula.of(declared.get(d)), SizeFormula.of(shape.get(d))));
                    }
                }
            });
        }
        return literals;
    }

    private static List<ParametricBuffer> scratch(
            LoopNests nests, Map<String, SizeFormula> derived, Set<SizeCondition> requirements) {
        List<ParametricBuffer> buffers = new ArrayList<>();
        for (String tensor : nests.computation().intermediates()) {
            for (Nest nest : nests.nests()) {
                if (nest.writes(tensor)) {
                    List<SizeFormula> shape = new ArrayList<>(nest.shape(tensor).stream()
                            .map(dimension -> SizeFormula.of(dimension).with(derived))
                            .toList());
                    Panels panels = nest.panels().get(tensor);
                    if (panels != null) {
                        SizeFormula cut = shape.remove(panels.dimension());
                        boolean whole =
                                requirements.stream().anyMatch(each -> each.leavesNothingOver(cut, panels.size()));
                        shape.addFirst(
                                whole
                                        ? SizeFormula.quotient(cut, panels.size())
                                        : SizeFormula.quotientRoundedUp(cut, panels.size()));
                        shape.addLast(SizeFormula.of(panels.size()));
                    }
                    buffers.add(new ParametricBuffer(tensor, nest.type(tensor), shape));
                }
            }
        }
        return buffers;
    }
}
