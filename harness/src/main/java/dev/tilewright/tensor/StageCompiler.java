package dev.tilewright.tensor;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.tilewright.tensor.Expression.Access;
import dev.tilewright.tensor.Expression.Reduction;
import dev.tilewright.tensor.StagePlan.Hoisted;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Compiles a statement to a hidden class that implements {@link StageCode}.
 *
 * <p>The just-in-time compiler of the JVM then makes it as fast as loops written by hand: counted loops, sizes as constants, and
 * offsets whose innermost index is added last, so that the rest of an offset is moved out of the loop.
 */
final class StageCompiler {

    static final ClassDesc DOUBLES = CD_double.arrayType();
    private static final ClassDesc TENSORS = CD_Object.arrayType();
    private static final ClassDesc FOLDED = DOUBLES.arrayType();
    private static final ClassDesc SELF = ClassDesc.of(StageCompiler.class.getPackageName(), "CompiledStage");
    private static final MethodTypeDesc REDUCE =
            MethodTypeDesc.of(CD_void, TENSORS, CD_int, CD_int, CD_int, CD_int, CD_int, DOUBLES);
    private static final MethodTypeDesc REDUCE_ONE = REDUCE.insertParameterTypes(0, CD_int);
    private static final MethodTypeDesc FINISH = MethodTypeDesc.of(CD_void, TENSORS, CD_int, CD_int, CD_int, FOLDED);

    /** A reduction that is computed where it stands, in a method of its own, so that loops start with an empty stack. */
    private record Inline(String method, Reduction reduction, List<String> scope) {}

    private final StagePlan plan;
    private final Map<String, TensorForm> forms;
    private final Rounding rounding;
    private final Deque<Inline> pending = new ArrayDeque<>();
    private int inlines;

    private StageCompiler(StagePlan plan, Map<String, TensorForm> forms, Rounding rounding) {
        this.plan = plan;
        this.forms = forms;
        this.rounding = rounding;
    }

    /** Compiles a statement for tensors that are arrays of doubles. */
    static StageCode compile(StagePlan plan) {
        return compile(plan, Map.of(), Rounding.NONE);
    }

    /**
     * Compiles a statement.
     *
     * @param forms the forms of tensors that are no arrays of doubles
     * @param rounding what is done to the result of every operation
     */
    static StageCode compile(StagePlan plan, Map<String, TensorForm> forms, Rounding rounding) {
        byte[] bytes = ClassFile.of().build(SELF, new StageCompiler(plan, forms, rounding)::build);
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return (StageCode) hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("the reference of %s does not compile".formatted(plan.statement()), e);
        }
    }

    /** Returns the form that a tensor is in. */
    TensorForm form(String tensor) {
        return forms.getOrDefault(tensor, TensorForm.DOUBLES);
    }

    /** Emits what is done to the result of every operation, which is on the stack. */
    void emitRounding(CodeBuilder code) {
        if (rounding != Rounding.NONE) {
            code.d2f().f2d();
        }
    }

    private void build(ClassBuilder builder) {
        builder.withFlags(ClassFile.ACC_FINAL)
                .withInterfaceSymbols(ClassDesc.of(StageCode.class.getName()))
                .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        0,
                        code -> code.aload(0)
                                .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                .return_())
                .withMethodBody("reduce", REDUCE_ONE, ClassFile.ACC_PUBLIC, this::dispatch)
                .withMethodBody("finish", FINISH, ClassFile.ACC_PUBLIC, this::finish);
        for (int r = 0; r < plan.reductions().size(); r++) {
            Hoisted hoisted = plan.reductions().get(r);
            builder.withMethodBody("reduce" + r, REDUCE, ClassFile.ACC_STATIC, code -> reduce(code, hoisted));
        }
        while (!pending.isEmpty()) {
            Inline inline = pending.pop();
            builder.withMethodBody(
                    inline.method(), type(inline), ClassFile.ACC_STATIC, code -> inlineBody(code, inline));
        }
    }

    private void dispatch(CodeBuilder code) {
        for (int r = 0; r < plan.reductions().size(); r++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(r).if_icmpne(next);
            code.aload(2).iload(3).iload(4).iload(5).iload(6).iload(7).aload(8);
            code.invokestatic(SELF, "reduce" + r, REDUCE).return_().labelBinding(next);
        }
        code.return_();
    }

    private void reduce(CodeBuilder code, Hoisted hoisted) {
        ValueEmitter values = new ValueEmitter(code, plan, this, 0);
        int low = 2;
        int high = 3;
        int from = 4;
        int to = 5;
        int folded = 6;
        values.loadTensors(hoisted.reduction().body());
        decode(code, values, 1);
        String element = plan.element().orElse("");
        Runnable reductionLoops;
        if (hoisted.elementsInnermost()) {
            reductionLoops = () -> loop(code, values, element, low, high, () -> {
                code.aload(folded)
                        .iload(values.slot(element))
                        .iload(low)
                        .isub()
                        .dup2()
                        .daload();
                values.emitTerm(hoisted.reduction(), element);
                values.combine(hoisted.reduction().reducer());
                code.dastore();
            });
            nest(code, values, hoisted.order(), from, to, reductionLoops);
        } else {
            int running = code.allocateLocal(TypeKind.DOUBLE);
            loop(code, values, element, low, high, () -> {
                code.aload(folded)
                        .iload(values.slot(element))
                        .iload(low)
                        .isub()
                        .daload()
                        .dstore(running);
                nest(code, values, hoisted.order(), from, to, () -> {
                    code.dload(running);
                    values.emitTerm(hoisted.reduction(), hoisted.order().getLast());
                    values.combine(hoisted.reduction().reducer());
                    code.dstore(running);
                });
                code.aload(folded)
                        .iload(values.slot(element))
                        .iload(low)
                        .isub()
                        .dload(running)
                        .dastore();
            });
        }
        code.return_();
    }

    private void finish(CodeBuilder code) {
        ValueEmitter values = new ValueEmitter(code, plan, this, 1);
        Access target = plan.statement().target();
        int low = 3;
        int high = 4;
        int folded = 5;
        values.loadTensors(plan.statement().value());
        values.loadTensors(target);
        decode(code, values, 2);
        for (int r = 0; r < plan.reductions().size(); r++) {
            int array = code.allocateLocal(TypeKind.REFERENCE);
            code.aload(folded).loadConstant(r).aaload().astore(array);
            values.substitute(plan.reductions().get(r).reduction(), array, low);
        }
        String element = plan.element().orElse("");
        loop(code, values, element, low, high, () -> {
            values.emitTensor(target.tensor());
            values.emitOffset(plan.offset(target), element);
            values.emitAssigned(element);
            form(target.tensor()).emitStore(code);
        });
        code.return_();
    }

    /** Splits the outer position into the free indices before the last. */
    private void decode(CodeBuilder code, ValueEmitter values, int outer) {
        List<String> indices = new ArrayList<>(plan.outer());
        Collections.reverse(indices);
        for (String index : indices) {
            int extent = plan.extent(index);
            int slot = values.declare(index);
            code.iload(outer).loadConstant(extent).irem().istore(slot);
            code.iload(outer).loadConstant(extent).idiv().istore(outer);
        }
    }

    /** Nested loops over reduction indices, the outermost from one local to another, the others over their whole extent. */
    private void nest(CodeBuilder code, ValueEmitter values, List<String> order, int from, int to, Runnable body) {
        Runnable loops = body;
        for (String index : order.subList(1, order.size()).reversed()) {
            Runnable inner = loops;
            loops = () -> fullLoop(code, values, index, inner);
        }
        int slot = values.declare(order.getFirst());
        reductionLoop(code, slot, () -> code.iload(from), () -> code.iload(to), loops);
    }

    private void fullLoop(CodeBuilder code, ValueEmitter values, String index, Runnable body) {
        int slot = values.declare(index);
        int extent = plan.extent(index);
        reductionLoop(code, slot, () -> code.loadConstant(0), () -> code.loadConstant(extent), body);
    }

    private void reductionLoop(CodeBuilder code, int slot, Runnable from, Runnable to, Runnable body) {
        if (rounding != Rounding.BACKWARD) {
            loop(code, slot, from, to, body);
            return;
        }
        Label head = code.newLabel();
        Label end = code.newLabel();
        to.run();
        code.iconst_1().isub().istore(slot).labelBinding(head).iload(slot);
        from.run();
        code.if_icmplt(end);
        body.run();
        code.iinc(slot, -1).goto_(head).labelBinding(end);
    }

    private void loop(CodeBuilder code, ValueEmitter values, String index, int from, int to, Runnable body) {
        int slot = values.declare(index);
        loop(code, slot, () -> code.iload(from), () -> code.iload(to), body);
    }

    private static void loop(CodeBuilder code, int slot, Runnable from, Runnable to, Runnable body) {
        Label head = code.newLabel();
        Label end = code.newLabel();
        from.run();
        code.istore(slot).labelBinding(head).iload(slot);
        to.run();
        code.if_icmpge(end);
        body.run();
        code.iinc(slot, 1).goto_(head).labelBinding(end);
    }

    /** Emits a call that computes {@code reduction} where it stands. */
    void emitInline(CodeBuilder code, ValueEmitter values, Reduction reduction) {
        Inline inline = new Inline("inline" + inlines++, reduction, values.scope());
        pending.push(inline);
        code.aload(values.tensorsSlot());
        inline.scope().forEach(index -> code.iload(values.slot(index)));
        code.invokestatic(SELF, inline.method(), type(inline));
    }

    private static MethodTypeDesc type(Inline inline) {
        List<ClassDesc> parameters = new ArrayList<>(List.of(TENSORS));
        inline.scope().forEach(_ -> parameters.add(CD_int));
        return MethodTypeDesc.of(CD_double, parameters);
    }

    private void inlineBody(CodeBuilder code, Inline inline) {
        ValueEmitter values = new ValueEmitter(code, plan, this, 0);
        for (int i = 0; i < inline.scope().size(); i++) {
            values.declare(inline.scope().get(i), i + 1);
        }
        Reduction reduction = inline.reduction();
        values.loadTensors(reduction.body());
        int running = code.allocateLocal(TypeKind.DOUBLE);
        code.loadConstant(reduction.reducer().identity()).dstore(running);
        Runnable loops = () -> {
            code.dload(running);
            values.emitTerm(reduction, reduction.indices().getLast());
            values.combine(reduction.reducer());
            code.dstore(running);
        };
        for (String index : reduction.indices().reversed()) {
            Runnable inner = loops;
            loops = () -> fullLoop(code, values, index, inner);
        }
        loops.run();
        code.dload(running).dreturn();
    }
}
