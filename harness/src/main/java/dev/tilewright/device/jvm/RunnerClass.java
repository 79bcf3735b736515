package dev.tilewright.device.jvm;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;

/**
 * Writes the class that calls an entry point for a range of groups.
 *
 * <p>In Java it would read
 *
 * <pre>{@code
 * final class Kernel$matmul implements GroupRange {
 *     private final int groups0, groups1;
 *     private final float[] a0; …
 *     Kernel$matmul(Object[] arguments, int groups0, int groups1) { … }
 *     public void run(int from, int to) {
 *         float[] a0 = this.a0; …
 *         int g0 = from % groups0, g1 = from / groups0 % groups1, g2 = from / groups0 / groups1;
 *         for (int i = from; i < to; i++) {
 *             Kernel.matmul(g0, g1, g2, a0, …);
 *             if (++g0 == groups0) { g0 = 0; if (++g1 == groups1) { g1 = 0; g2++; } }
 *         }
 *     }
 * }
 * }</pre>
 *
 * so that the call is direct, nothing is boxed per group, and the just-in-time compiler inlines the kernel into the loop.
 */
final class RunnerClass {

    private static final ClassDesc GROUP_RANGE = ClassDesc.of(GroupRange.class.getName());
    private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(
            ConstantDescs.CD_void, ConstantDescs.CD_Object.arrayType(), ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final int COORDINATES = 3;

    private final ClassDesc kernel;
    private final ClassDesc runner;
    private final String entry;
    private final MethodTypeDesc type;
    private final List<ClassDesc> arguments;

    /**
     * @param kernel the class of the entry point
     * @param entry the entry point's name
     * @param type its type: three {@code int} coordinates, then the arguments
     */
    RunnerClass(Class<?> kernel, String entry, MethodTypeDesc type) {
        this.kernel = ClassDesc.of(kernel.getName());
        this.entry = entry;
        this.type = type;
        runner = ClassDesc.of(name(kernel, entry));
        arguments = type.parameterList().subList(COORDINATES, type.parameterCount());
    }

    static String name(Class<?> kernel, String entry) {
        return kernel.getName() + "$$" + entry;
    }

    byte[] bytes() {
        return ClassFile.of().build(runner, builder -> {
            builder.withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC).withInterfaceSymbols(GROUP_RANGE);
            for (String size : List.of("groups0", "groups1")) {
                builder.withField(size, ConstantDescs.CD_int, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
            }
            for (int i = 0; i < arguments.size(); i++) {
                builder.withField("a" + i, arguments.get(i), ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
            }
            builder.withMethodBody(ConstantDescs.INIT_NAME, CONSTRUCTOR, 0, this::constructor);
            builder.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, this::run);
        });
    }

    private void constructor(CodeBuilder code) {
        code.aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
        code.aload(0).iload(2).putfield(runner, "groups0", ConstantDescs.CD_int);
        code.aload(0).iload(3).putfield(runner, "groups1", ConstantDescs.CD_int);
        for (int i = 0; i < arguments.size(); i++) {
            ClassDesc argument = arguments.get(i);
            code.aload(0).aload(1).loadConstant(i).aaload();
            unbox(code, argument);
            code.putfield(runner, "a" + i, argument);
        }
        code.return_();
    }

    private static void unbox(CodeBuilder code, ClassDesc argument) {
        switch (argument.descriptorString()) {
            case "I" -> unbox(code, ConstantDescs.CD_Integer, "intValue", argument);
            case "J" -> unbox(code, ConstantDescs.CD_Long, "longValue", argument);
            case "F" -> unbox(code, ConstantDescs.CD_Float, "floatValue", argument);
            case "D" -> unbox(code, ConstantDescs.CD_Double, "doubleValue", argument);
            default -> code.checkcast(argument);
        }
    }

    private static void unbox(CodeBuilder code, ClassDesc box, String method, ClassDesc primitive) {
        code.checkcast(box).invokevirtual(box, method, MethodTypeDesc.of(primitive));
    }

    private void run(CodeBuilder code) {
        int groups0 = local(code, "groups0", ConstantDescs.CD_int);
        int groups1 = local(code, "groups1", ConstantDescs.CD_int);
        int[] locals = new int[arguments.size()];
        for (int i = 0; i < locals.length; i++) {
            locals[i] = local(code, "a" + i, arguments.get(i));
        }
        int g0 = code.allocateLocal(TypeKind.INT);
        int g1 = code.allocateLocal(TypeKind.INT);
        int g2 = code.allocateLocal(TypeKind.INT);
        code.iload(1).iload(groups0).irem().istore(g0);
        code.iload(1).iload(groups0).idiv().iload(groups1).irem().istore(g1);
        code.iload(1).iload(groups0).idiv().iload(groups1).idiv().istore(g2);

        Label loop = code.newLabel();
        Label next = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(loop).iload(1).iload(2).if_icmpge(end);
        code.iload(g0).iload(g1).iload(g2);
        for (int i = 0; i < locals.length; i++) {
            code.loadLocal(TypeKind.from(arguments.get(i)), locals[i]);
        }
        code.invokestatic(kernel, entry, type);
        code.iinc(g0, 1).iload(g0).iload(groups0).if_icmpne(next);
        code.iconst_0().istore(g0);
        code.iinc(g1, 1).iload(g1).iload(groups1).if_icmpne(next);
        code.iconst_0().istore(g1).iinc(g2, 1);
        code.labelBinding(next).iinc(1, 1).goto_(loop);
        code.labelBinding(end).return_();
    }

    private int local(CodeBuilder code, String field, ClassDesc fieldType) {
        int slot = code.allocateLocal(TypeKind.from(fieldType));
        code.aload(0).getfield(runner, field, fieldType).storeLocal(TypeKind.from(fieldType), slot);
        return slot;
    }
}
