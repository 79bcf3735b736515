package dev.tilewright.tensor;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_double;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Binary;
import dev.tilewright.tensor.Expression.Call;
import dev.tilewright.tensor.Expression.Condition;
import dev.tilewright.tensor.Expression.Condition.And;
import dev.tilewright.tensor.Expression.Condition.Comparator;
import dev.tilewright.tensor.Expression.Condition.Comparison;
import dev.tilewright.tensor.Expression.Condition.Not;
import dev.tilewright.tensor.Expression.Condition.Or;
import dev.tilewright.tensor.Expression.Constant;
import dev.tilewright.tensor.Expression.Function;
import dev.tilewright.tensor.Expression.IndexValue;
import dev.tilewright.tensor.Expression.Negation;
import dev.tilewright.tensor.Expression.Reducer;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.Expression.Select;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Emits the bytecode that leaves the value of an expression on the stack. */
final class ValueEmitter {

    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
    private static final ClassDesc WHOLE_NUMBERS = ClassDesc.of(WholeNumbers.class.getName());
    private static final MethodTypeDesc CHECK = MethodTypeDesc.of(CD_double, CD_double, CD_String);
    private static final MethodTypeDesc UNARY = MethodTypeDesc.of(CD_double, CD_double);
    private static final MethodTypeDesc BINARY = MethodTypeDesc.of(CD_double, CD_double, CD_double);

    /** Where the result of a hoisted reduction is: an array, from whose first element on the block begins at {@code low}. */
    private record Folded(int array, int low) {}

    private final CodeBuilder code;
    private final StagePlan plan;
    private final StageCompiler compiler;
    private final int tensorsSlot;
    private final Map<String, Integer> indices = new LinkedHashMap<>();
    private final Map<String, Integer> tensors = new TreeMap<>();
    private final IdentityHashMap<Reduction, Folded> folded = new IdentityHashMap<>();

    ValueEmitter(CodeBuilder code, StagePlan plan, StageCompiler compiler, int tensorsSlot) {
        this.code = code;
        this.plan = plan;
        this.compiler = compiler;
        this.tensorsSlot = tensorsSlot;
    }

    int tensorsSlot() {
        return tensorsSlot;
    }

    /** Makes a local variable for {@code index}. */
    int declare(String index) {
        int slot = code.allocateLocal(TypeKind.INT);
        declare(index, slot);
        return slot;
    }

    void declare(String index, int slot) {
        indices.put(index, slot);
    }

    int slot(String index) {
        return known(indices, index);
    }

    /** Returns the indices that have a value here. */
    List<String> scope() {
        return indices.keySet().stream().filter(index -> !index.isEmpty()).toList();
    }

    private static int known(Map<String, Integer> slots, String name) {
        Integer slot = slots.get(name);
        if (slot == null) {
            throw new IllegalStateException(name + " has no value here");
        }
        return slot;
    }

    /** Takes {@code reduction} from an array from now on. */
    void substitute(Reduction reduction, int array, int low) {
        folded.put(reduction, new Folded(array, low));
    }

    /** Loads every tensor that {@code value} reads into a local variable, outside of all loops. */
    void loadTensors(Expression value) {
        for (Access access : Accesses.in(value)) {
            if (!tensors.containsKey(access.tensor())) {
                int slot = code.allocateLocal(TypeKind.REFERENCE);
                code.aload(tensorsSlot)
                        .loadConstant(known(plan.tensors(), access.tensor()))
                        .aaload()
                        .checkcast(compiler.form(access.tensor()).type())
                        .astore(slot);
                tensors.put(access.tensor(), slot);
            }
        }
    }

    void emitTensor(String tensor) {
        code.aload(known(tensors, tensor));
    }

    /**
     * Emits an offset into a tensor.
     *
     * @param innermost the index of the innermost loop, which is added last
     */
    void emitOffset(Affine offset, String innermost) {
        boolean empty = true;
        if (offset.constant() != 0 || offset.isConstant()) {
            code.loadConstant((int) offset.constant());
            empty = false;
        }
        for (String index : offset.names()) {
            if (!index.equals(innermost)) {
                empty = addTerm(offset, index, empty);
            }
        }
        if (offset.coefficient(innermost) != 0) {
            addTerm(offset, innermost, empty);
        }
    }

    private boolean addTerm(Affine offset, String index, boolean first) {
        int coefficient = (int) offset.coefficient(index);
        code.iload(slot(index));
        if (coefficient != 1) {
            code.loadConstant(coefficient).imul();
        }
        if (!first) {
            code.iadd();
        }
        return false;
    }

    private void emitWhole(Affine form) {
        Affine known = Bounds.withSizes(form, plan.sizes());
        code.loadConstant(known.constant());
        known.coefficients()
                .forEach((index, coefficient) -> code.iload(slot(index))
                        .i2l()
                        .loadConstant((long) coefficient)
                        .lmul()
                        .ladd());
    }

    /** Emits what the statement assigns. */
    void emitAssigned(String innermost) {
        Typing typing = plan.typing();
        Expression value = plan.statement().value();
        emit(value, innermost, typing.assignsWhole() ? NumberKind.WHOLE : NumberKind.REAL);
        if (typing.assignsWhole() && typing.of(value) == NumberKind.REAL) {
            code.loadConstant(plan.statement().target().tensor()).invokestatic(WHOLE_NUMBERS, "stored", CHECK);
        }
    }

    /** Emits what a reduction folds. */
    void emitTerm(Reduction reduction, String innermost) {
        emit(reduction.body(), innermost, plan.typing().of(reduction));
    }

    /** @param context the kind of number where {@code value} could be either */
    private void emit(Expression value, String innermost, NumberKind context) {
        NumberKind kind = plan.typing().of(value).in(context);
        switch (value) {
            case Constant(double number) -> {
                code.loadConstant(number);
                compiler.emitRounding(code);
            }
            case IndexValue(Affine form, boolean _) -> {
                emitWhole(form);
                code.l2d();
                requireHeld(kind, form.toString());
            }
            case Access access -> {
                emitTensor(access.tensor());
                emitOffset(plan.offset(access), innermost);
                compiler.form(access.tensor()).emitLoad(code);
            }
            case Negation(Expression operand) -> {
                emit(operand, innermost, kind);
                code.dneg();
                requireHeld(kind, "a negated number");
            }
            case Binary binary -> emitBinary(binary, innermost, kind);
            case Call(Function function, List<Expression> arguments) -> emitCall(function, arguments, innermost, kind);
            case Select(Condition condition, Expression whenTrue, Expression whenFalse) -> {
                Label otherwise = code.newLabel();
                Label end = code.newLabel();
                jump(condition, false, otherwise, innermost);
                emit(whenTrue, innermost, kind);
                code.goto_(end).labelBinding(otherwise);
                emit(whenFalse, innermost, kind);
                code.labelBinding(end);
            }
            case Reduction reduction -> {
                Folded result = folded.get(reduction);
                if (result == null) {
                    compiler.emitInline(code, this, reduction);
                } else {
                    code.aload(result.array())
                            .iload(slot(plan.element().orElse("")))
                            .iload(result.low())
                            .isub()
                            .daload();
                }
                requireHeld(kind, "a " + reduction.reducer().symbol());
            }
        }
    }

    /** Emits the check that int32 holds the value on the stack, if it is a whole number. */
    private void requireHeld(NumberKind kind, String what) {
        if (kind == NumberKind.WHOLE) {
            String place = "%s in the statement of %s"
                    .formatted(what, plan.statement().target().tensor());
            code.loadConstant(place).invokestatic(WHOLE_NUMBERS, "held", CHECK);
        }
    }

    private void emitBinary(Binary binary, String innermost, NumberKind kind) {
        emit(binary.left(), innermost, kind);
        emit(binary.right(), innermost, kind);
        switch (binary.operator()) {
            case ADD -> code.dadd();
            case SUBTRACT -> code.dsub();
            case MULTIPLY -> code.dmul();
            case DIVIDE -> code.ddiv();
        }
        compiler.emitRounding(code);
        requireHeld(
                kind,
                switch (binary.operator()) {
                    case ADD -> "a sum of two numbers";
                    case SUBTRACT -> "a difference";
                    case MULTIPLY -> "a product";
                    case DIVIDE -> "a quotient";
                });
    }

    private void emitCall(Function function, List<Expression> arguments, String innermost, NumberKind kind) {
        if (function == Function.RSQRT) {
            code.dconst_1();
        }
        arguments.forEach(argument -> emit(argument, innermost, kind));
        if (function == Function.RSQRT) {
            code.invokestatic(MATH, "sqrt", UNARY).ddiv();
        } else {
            code.invokestatic(MATH, function.symbol(), function.arity() == 1 ? UNARY : BINARY);
        }
        compiler.emitRounding(code);
        if (function == Function.ABS) {
            requireHeld(kind, "a magnitude");
        }
    }

    /** Emits the fold of the two values on the stack into one. */
    void combine(Reducer reducer) {
        switch (reducer) {
            case SUM -> code.dadd();
            case PROD -> code.dmul();
            case MAX, MIN -> code.invokestatic(MATH, reducer.symbol(), BINARY);
        }
        compiler.emitRounding(code);
    }

    /** Emits a jump to {@code label} that is taken if {@code condition} is {@code truth}. */
    private void jump(Condition condition, boolean truth, Label label, String innermost) {
        switch (condition) {
            case Not(Condition operand) -> jump(operand, !truth, label, innermost);
            case And(Condition left, Condition right) -> jumpBoth(left, right, true, truth, label, innermost);
            case Or(Condition left, Condition right) -> jumpBoth(left, right, false, truth, label, innermost);
            case Comparison comparison -> jump(comparison, truth, label, innermost);
        }
    }

    /** {@code open} is the truth of the left side for which the right side is evaluated at all. */
    private void jumpBoth(Condition left, Condition right, boolean open, boolean truth, Label label, String innermost) {
        if (truth == open) {
            Label skip = code.newLabel();
            jump(left, !open, skip, innermost);
            jump(right, truth, label, innermost);
            code.labelBinding(skip);
        } else {
            jump(left, truth, label, innermost);
            jump(right, truth, label, innermost);
        }
    }

    private void jump(Comparison comparison, boolean truth, Label label, String innermost) {
        Comparator comparator = comparison.comparator();
        if (comparison.left() instanceof IndexValue(Affine left, boolean _)
                && comparison.right() instanceof IndexValue(Affine right, boolean _)) {
            emitWhole(left);
            emitWhole(right);
            code.lcmp();
        } else {
            NumberKind kind = plan.typing().of(comparison);
            emit(comparison.left(), innermost, kind);
            emit(comparison.right(), innermost, kind);
            // Not-a-number compares so that the comparison is false, as in Java and C.
            if (comparator == Comparator.LESS || comparator == Comparator.LESS_OR_EQUAL) {
                code.dcmpg();
            } else {
                code.dcmpl();
            }
        }
        switch (comparator) {
            case LESS -> branch(truth, () -> code.iflt(label), () -> code.ifge(label));
            case LESS_OR_EQUAL -> branch(truth, () -> code.ifle(label), () -> code.ifgt(label));
            case GREATER -> branch(truth, () -> code.ifgt(label), () -> code.ifle(label));
            case GREATER_OR_EQUAL -> branch(truth, () -> code.ifge(label), () -> code.iflt(label));
            case EQUAL -> branch(truth, () -> code.ifeq(label), () -> code.ifne(label));
            case NOT_EQUAL -> branch(truth, () -> code.ifne(label), () -> code.ifeq(label));
        }
    }

    private static void branch(boolean truth, Runnable whenTrue, Runnable whenFalse) {
        (truth ? whenTrue : whenFalse).run();
    }
}
