package dev.tilewright.kernels.genome;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is computed when it is first asked for, once. May be shared by threads. */
final class Lazy<T> {

    private @Nullable Supplier<? extends T> supplier;
    private @Nullable T value;

    Lazy(Supplier<? extends T> supplier) {
        this.supplier = supplier;
    }

    synchronized T get() {
        T known = value;
        if (known == null) {
            known = java.util.Objects.requireNonNull(supplier).get();
            value = known;
            supplier = null;
        }
        return known;
    }
}
