package dev.tilewright.evolve.loop;

import dev.tilewright.evolve.memory.Memory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** What repetitions of a run are given: nothing may be evaluated in them, and nothing written. */
final class Refusing {

    private static final Set<String> WRITES = Set.of("begin", "commit", "confirm", "keepPolicy", "keepFact");

    private Refusing() {}

    /** Returns an evaluator that makes use of so many jobs at once, and refuses each. */
    static Evaluator evaluator(int capacity) {
        return new Evaluator() {
            @Override
            public int capacity() {
                return capacity;
            }

            @Override
            public void submit(Job job) {
                throw new AssertionError("nothing is to be evaluated, but " + job);
            }

            @Override
            public Result take() {
                throw new AssertionError("nothing is under way");
            }

            @Override
            public void close() {}
        };
    }

    /** Returns the same memory, which can only be read. */
    static Memory writes(Memory memory) {
        return (Memory) Proxy.newProxyInstance(
                Memory.class.getClassLoader(), new Class<?>[] {Memory.class}, (proxy, method, arguments) -> {
                    if (WRITES.contains(method.getName())) {
                        throw new AssertionError("nothing is to be written, but " + method.getName());
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
