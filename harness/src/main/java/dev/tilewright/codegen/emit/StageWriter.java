package dev.tilewright.codegen.emit;

import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.codegen.lower.Procedure;
import dev.tilewright.codegen.lower.Requirements;
import dev.tilewright.codegen.lower.SizeCondition;
import dev.tilewright.codegen.lower.TensorUse;
import dev.tilewright.loops.nest.Nest;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes what a group does for one statement of an entry point. */
public abstract class StageWriter {
    protected final Procedure procedure;
    protected final Nest nest;
    protected final Identifiers names;
    protected final IndexWriter writer;
    protected final ControlWriter control;
    protected final SourceText body;

    /**
     * Makes a writer that goes on with {@code body}.
     *
     * @param toWide writes the conversion of a variable to 64 bits
     */
    protected StageWriter(Procedure procedure, SourceText body, UnaryOperator<String> toWide) {
        this.procedure = procedure;
        this.body = body;
        nest = procedure.nest();
        names = new Identifiers(nest);
        writer = new IndexWriter(nest, names);
        control = new ControlWriter(names, writer, toWide);
    }

    /**
     * Writes statements.
     *
     * @param last whether nothing follows in the block around them, so that their definitions need no block of their own
     */
    protected abstract void statements(List<Code> statements, boolean last);

    /** Writes statements in a block of their own, unless nothing follows in the block around them. */
    protected final void scope(List<Code> statements, boolean last) {
        if (last) {
            statements(statements, true);
        } else {
            body.open("");
            statements(statements, true);
            body.close();
        }
    }

    /** Writes a branch, without an {@code else} that would be empty. */
    protected final void branch(Code.If branch) {
        body.open("if (%s)".formatted(control.conditions(branch.conditions())));
        statements(List.of(branch.then()), true);
        if (!(branch.otherwise() instanceof Code.Block(var none) && none.isEmpty())) {
            body.otherwise();
            statements(List.of(branch.otherwise()), true);
        }
        body.close();
    }

    /** Writes a loop whose variable is halved from turn to turn. */
    protected final void halve(Code.Halving halving) {
        body.open("for (int %1$s = %2$d; %1$s > 0; %1$s /= 2)".formatted(halving.variable(), halving.from()));
        statements(List.of(halving.body()), true);
        body.close();
    }

    /** Returns the lines that declare what is in local memory; the statements must be written by then. */
    protected abstract List<String> local();

    /** Writes a size as it is declared among the parameters. */
    protected abstract String declaredSize(String size);

    /** Writes a tensor as it is declared among the parameters. */
    protected abstract String declaredTensor(String tensor, TensorUse use);

    /** Returns the tensors that the text mentions, in order; the statements must be written by then. */
    final List<String> tensors() {
        return nest.shapes().keySet().stream()
                .filter(writer.tensors()::contains)
                .toList();
    }

    /** Returns the sizes that the text mentions, in order; the statements must be written by then. */
    final List<String> sizes() {
        return nest.sizes().keySet().stream().filter(writer.sizes()::contains).toList();
    }

    /** Returns what derived sizes that the text mentions must be; the statements must be written by then. */
    final List<SizeCondition> definitions() {
        return Requirements.definitions(nest, writer.sizes());
    }
}
