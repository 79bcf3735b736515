package dev.tilewright.kernels.evaluate.referee;

import java.util.random.RandomGenerator;

/** What buffers hold before a run. */
final class Poison {

    private static final int QUIET_NAN = 0x7FC0_0000;
    private static final int PAYLOAD = 0x003F_FFFF;
    private static final int SIGN = 0x8000_0000;

    /** Exponents of numbers between 2⁻⁴ and 2⁴, in single precision and in the upper half of double precision. */
    private static final int LEAST_EXPONENT = 123;

    private static final int EXPONENTS = 8;
    private static final int MANTISSA_BITS = 23;

    /** One in so many. */
    private static final int NANS = 3;

    private Poison() {}

    /** Draws a NaN: what is not written over is seen at once, whatever should be there. */
    static int nan(RandomGenerator secret) {
        return QUIET_NAN | secret.nextInt() & (PAYLOAD | SIGN);
    }

    /** Draws a number of ordinary size or, now and then, a NaN. */
    static int any(RandomGenerator secret) {
        return secret.nextInt(NANS) == 0 ? nan(secret) : number(secret);
    }

    /**
     * Draws words for runs that follow upon each other: a NaN, a number, and then whatever comes. A kernel that writes only where it finds
     * one of them is wrong in one of the runs; what is never written is found in the first, and is a NaN there as everybody can see.
     */
    static int[] both(RandomGenerator secret, int runs) {
        int[] words = new int[runs];
        for (int i = 0; i < runs; i++) {
            words[i] = i == 0 ? nan(secret) : i == 1 ? number(secret) : any(secret);
        }
        return words;
    }

    private static int number(RandomGenerator secret) {
        int exponent = LEAST_EXPONENT + secret.nextInt(EXPONENTS);
        int mantissa = secret.nextInt() & (1 << MANTISSA_BITS) - 1;
        return secret.nextInt() & SIGN | exponent << MANTISSA_BITS | mantissa;
    }
}
