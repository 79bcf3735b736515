package dev.tilewright.codegen;

import dev.tilewright.codegen.emit.Emitter;
import dev.tilewright.codegen.lower.Lowering;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.codegen.lower.ReservedWords;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.ElementType;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelArgument;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Launch;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.nest.LoopNests;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.loops.nest.Panels;
import java.util.ArrayList;
import java.util.List;

/** Makes the program that computes a whole task from the nests of its statements: one entry point and one launch for each. */
public final class Programs {

    private Programs() {}

    /**
     * Writes a program.
     *
     * @param name what it computes; entry points are called after it
     * @param nests the nests of all statements
     * @param arguments the buffers of the task's arguments for the nests' problem
     * @param emitter the language
     * @throws IllegalTransformationException if an operand cannot be staged after all, or the language has no way to run a nest
     */
    public static KernelProgram of(String name, LoopNests nests, List<Buffer> arguments, Emitter emitter)
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
                emitter.buildOptions(nests.nests().stream().anyMatch(Nest::relaxed)));
        List<Launch> launches = new ArrayList<>();
        for (int i = 0; i < procedures.size(); i++) {
            launches.add(launch(procedures.get(i), source.parameters().get(i)));
        }
        return new KernelProgram(kernel, withScratch(nests, arguments), launches);
    }

    private static Launch launch(Procedure procedure, List<String> parameters) {
        List<KernelArgument> arguments = new ArrayList<>();
        for (String parameter : parameters) {
            Long size = procedure.sizes().get(parameter);
            arguments.add(
                    size == null
                            ? new KernelArgument.BufferArgument(parameter)
                            : new KernelArgument.ScalarArgument(parameter, ElementType.INT32, size));
        }
        List<Long> global = new ArrayList<>();
        for (int d = 0; d < procedure.groups().size(); d++) {
            global.add(procedure.groups().get(d) * procedure.items().get(d));
        }
        int dimensions = 3;
        while (dimensions > 1 && global.get(dimensions - 1) == 1) {
            dimensions--;
        }
        return new Launch(
                procedure.entry(),
                global.subList(0, dimensions),
                procedure.items().subList(0, dimensions),
                arguments);
    }

    private static List<Buffer> withScratch(LoopNests nests, List<Buffer> arguments) {
        List<Buffer> buffers = new ArrayList<>(arguments);
        for (String tensor : nests.computation().intermediates()) {
            for (Nest nest : nests.nests()) {
                if (nest.writes(tensor)) {
                    List<Long> shape = nest.shape(tensor).stream()
                            .map(dimension -> dimension.evaluate(nests.sizes()))
                            .toList();
                    Panels panels = nest.panels().get(tensor);
                    buffers.add(new Buffer(
                            tensor,
                            nest.type(tensor),
                            panels == null ? shape : panels.allocated(shape),
                            Buffer.Role.SCRATCH));
                }
            }
        }
        return buffers;
    }
}
