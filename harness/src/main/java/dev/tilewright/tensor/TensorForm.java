package dev.tilewright.tensor;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;

/** What holds the elements of a tensor while a statement is computed. */
public enum TensorForm {
    /** An array of doubles. */
    DOUBLES(double[].class),

    /** Memory with elements of type float. */
    FLOAT32(MemorySegment.class),

    /** Memory with elements of type double. */
    FLOAT64(MemorySegment.class),

    /** Memory with elements of type int. */
    INT32(MemorySegment.class),

    /** Elements that are computed when they are asked for. */
    ON_DEMAND(ElementsOnDemand.class);

    private static final ClassDesc MEMORY = descriptor(TensorMemory.class);
    private static final MethodTypeDesc LOAD = MethodTypeDesc.of(CD_double, descriptor(MemorySegment.class), CD_int);

    private final Class<?> holder;

    TensorForm(Class<?> holder) {
        this.holder = holder;
    }

    private static ClassDesc descriptor(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /** Returns the class of what holds the elements. */
    ClassDesc type() {
        return descriptor(holder);
    }

    /** Emits the load of one element: what holds them and the offset are on the stack. */
    void emitLoad(CodeBuilder code) {
        switch (this) {
            case DOUBLES -> code.daload();
            case FLOAT32 -> code.invokestatic(MEMORY, "single", LOAD);
            case FLOAT64 -> code.invokestatic(MEMORY, "wide", LOAD);
            case INT32 -> code.invokestatic(MEMORY, "whole", LOAD);
            case ON_DEMAND -> code.invokevirtual(type(), "at", MethodTypeDesc.of(CD_double, CD_int));
        }
    }

    /** Emits the store of one element: what holds them, the offset and the value are on the stack. */
    void emitStore(CodeBuilder code) {
        switch (this) {
            case DOUBLES -> code.dastore();
            case ON_DEMAND -> code.invokevirtual(type(), "set", MethodTypeDesc.of(CD_void, CD_int, CD_double));
            case FLOAT32, FLOAT64, INT32 -> throw new IllegalStateException("inputs are only read");
        }
    }
}
