package dev.tilewright.kernels.evaluate.referee;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Ways in which kernels sum and round, honest and other, for tests that hold them against the error model. */
final class Rounding {

    private Rounding() {}

    /** A way to multiply and sum {@code count} pairs of numbers, the second of each pair {@code step} apart. */
    @FunctionalInterface
    interface Dot {
        float of(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count);
    }

    static float[] floats(MemorySegment memory) {
        return memory.toArray(ValueLayout.JAVA_FLOAT);
    }

    static float forward(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        float sum = 0;
        for (int k = 0; k < count; k++) {
            sum += a[aFrom + k] * b[bFrom + k * bStep];
        }
        return sum;
    }

    static float backward(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        float sum = 0;
        for (int k = count - 1; k >= 0; k--) {
            sum += a[aFrom + k] * b[bFrom + k * bStep];
        }
        return sum;
    }

    static float fused(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        float sum = 0;
        for (int k = 0; k < count; k++) {
            sum = Math.fma(a[aFrom + k], b[bFrom + k * bStep], sum);
        }
        return sum;
    }

    /** Sums in eight lanes, as vectors do, and the lanes last. */
    static float blocked(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        float[] lanes = new float[8];
        for (int k = 0; k < count; k++) {
            lanes[k % 8] += a[aFrom + k] * b[bFrom + k * bStep];
        }
        float sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    static float pairwise(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        if (count == 1) {
            return a[aFrom] * b[bFrom];
        }
        int half = count / 2;
        return pairwise(a, aFrom, b, bFrom, bStep, half)
                + pairwise(a, aFrom + half, b, bFrom + half * bStep, bStep, count - half);
    }

    /** Kahan's compensated sum. */
    static float compensated(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        float sum = 0;
        float lost = 0;
        for (int k = 0; k < count; k++) {
            float term = a[aFrom + k] * b[bFrom + k * bStep] - lost;
            float next = sum + term;
            lost = (next - sum) - term;
            sum = next;
        }
        return sum;
    }

    /** Splits each factor into a part of eleven bits and the rest, as 3xTF32 does, and leaves out the product of the rests. */
    static float split(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        float sum = 0;
        for (int k = 0; k < count; k++) {
            float x = a[aFrom + k];
            float y = b[bFrom + k * bStep];
            float bigX = tensorFloat(x);
            float bigY = tensorFloat(y);
            float smallX = tensorFloat(x - bigX);
            float smallY = tensorFloat(y - bigY);
            sum += smallX * bigY;
            sum += bigX * smallY;
            sum += bigX * bigY;
        }
        return sum;
    }

    static float halfInputs(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        float sum = 0;
        for (int k = 0; k < count; k++) {
            sum += half(a[aFrom + k]) * half(b[bFrom + k * bStep]);
        }
        return sum;
    }

    static float halfAccumulator(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        float sum = 0;
        for (int k = 0; k < count; k++) {
            sum = half(sum + a[aFrom + k] * b[bFrom + k * bStep]);
        }
        return sum;
    }

    static float brainFloats(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        float sum = 0;
        for (int k = 0; k < count; k++) {
            sum += brain(a[aFrom + k]) * brain(b[bFrom + k * bStep]);
        }
        return sum;
    }

    static float tensorFloats(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        float sum = 0;
        for (int k = 0; k < count; k++) {
            sum += tensorFloat(a[aFrom + k]) * tensorFloat(b[bFrom + k * bStep]);
        }
        return sum;
    }

    /** Clamps its sum, as arithmetic that saturates does. */
    static float saturating(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        return Math.clamp(forward(a, aFrom, b, bFrom, bStep, count), -127, 127);
    }

    /** Leaves out the last of the pairs. */
    static float shortened(float[] a, int aFrom, float[] b, int bFrom, int bStep, int count) {
        return forward(a, aFrom, b, bFrom, bStep, count - 1);
    }

    private static float half(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }

    private static float brain(float value) {
        return Float.intBitsToFloat((Float.floatToRawIntBits(value) + 0x8000) & 0xffff0000);
    }

    private static float tensorFloat(float value) {
        return Float.intBitsToFloat((Float.floatToRawIntBits(value) + 0x1000) & 0xffffe000);
    }
}
