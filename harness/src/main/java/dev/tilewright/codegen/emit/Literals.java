package dev.tilewright.codegen.emit;

import java.util.Locale;

/** Finite numbers as a person writes them in C and Java: {@code 0.2f}, {@code 1e-5f}. */
public final class Literals {

    private Literals() {}

    public static String single(double number) {
        return shorter(Float.toString((float) number)) + "f";
    }

    public static String wide(double number) {
        return shorter(Double.toString(number));
    }

    /** Turns {@code 1.0E-5} into {@code 1e-5}. */
    private static String shorter(String text) {
        return text.toLowerCase(Locale.ROOT).replace(".0e", "e");
    }
}
