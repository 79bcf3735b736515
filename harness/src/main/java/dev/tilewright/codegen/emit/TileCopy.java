package dev.tilewright.codegen.emit;

import dev.tilewright.codegen.lower.Code;
import dev.tilewright.codegen.lower.Identifiers;
import dev.tilewright.loops.nest.Nest;
import dev.tilewright.tensor.Affine;
import java.util.ArrayList;
import java.util.List;

/** The pieces of text that copy a tile, the same in every language with C's arithmetic. */
public final class TileCopy {

    private final Code.CopyTile copy;
    private final IndexWriter writer;
    private final List<String> variables = new ArrayList<>();

    public TileCopy(Code.CopyTile copy, Identifiers names, IndexWriter writer) {
        this.copy = copy;
        this.writer = writer;
        for (int d = 0; d < copy.tile().extents().size(); d++) {
            variables.add(names.own("t" + d));
        }
    }

    /** Returns the pieces of a copy in the kernel of a nest. */
    public static TileCopy of(Code.CopyTile copy, Nest nest) {
        Identifiers names = new Identifiers(nest);
        return new TileCopy(copy, names, new IndexWriter(nest, names));
    }

    /** Returns the variables that number the elements of the tile, one for each dimension. */
    public List<String> variables() {
        return variables;
    }

    /** Returns the heads of the loops over the tile, outermost first. */
    public List<String> loops() {
        List<String> loops = new ArrayList<>();
        for (int d = 0; d < variables.size(); d++) {
            String variable = variables.get(d);
            loops.add("for (int %s = 0; %s < %d; ++%s)"
                    .formatted(variable, variable, copy.tile().extents().get(d), variable));
        }
        return loops;
    }

    /** Returns the definitions of the variables from the linear number of an element, without their type: {@code t0 = t / 8}. */
    public List<String> fromLinear(String number) {
        List<String> definitions = new ArrayList<>();
        long inner = copy.tile().elements();
        for (int d = 0; d < variables.size(); d++) {
            long extent = copy.tile().extents().get(d);
            long outer = inner;
            inner /= extent;
            String text = inner == 1 ? number : number + " / " + inner;
            if (outer != copy.tile().elements()) {
                text += " % " + extent;
            }
            definitions.add("%s = %s".formatted(variables.get(d), text));
        }
        return definitions;
    }

    /** Returns the place of the element in the tile, as that lies in local memory. */
    public List<Affine> target() {
        List<Affine> place = new ArrayList<>(
                copy.tile().laidOut(variables.stream().map(Affine::name).toList()));
        copy.buffer().ifPresent(place::addFirst);
        return place;
    }

    /** Returns the place of the element in the operand. */
    public String source() {
        return writer.place(copy.tile().staged().tensor(), indices());
    }

    /** Returns the indices of the element in the operand. */
    public List<Affine> indices() {
        List<Affine> indices = new ArrayList<>();
        for (int d = 0; d < variables.size(); d++) {
            indices.add(index(d));
        }
        return indices;
    }

    private Affine index(int d) {
        return copy.tile().base().get(d).plus(Affine.name(variables.get(d)));
    }

    /** Returns the conditions under which the element lies inside the operand; none if all do. */
    public List<Code.Less> guards() {
        List<Code.Less> guards = new ArrayList<>();
        for (int d = 0; d < variables.size(); d++) {
            if (copy.below().contains(d)) {
                guards.add(new Code.Less(Affine.constant(-1), index(d)));
            }
            if (copy.above().contains(d)) {
                guards.add(new Code.Less(index(d), copy.shape().get(d)));
            }
        }
        return guards;
    }
}
