package dev.tilewright.device.jvm;

import java.util.HashMap;
import java.util.Map;

/** Loads the classes of one kernel, which are unloaded with it. It sees the JDK, and of this program {@link GroupRange} only. */
final class KernelClassLoader extends ClassLoader {

    private final Map<String, byte[]> classes;

    KernelClassLoader(Map<String, byte[]> classes) {
        super("kernel", ClassLoader.getPlatformClassLoader());
        this.classes = new HashMap<>(classes);
    }

    /** Adds a class that was made after the others were loaded. */
    Class<?> define(String name, byte[] bytes) throws ClassNotFoundException {
        classes.put(name, bytes);
        return loadClass(name);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.equals(GroupRange.class.getName())) {
            return GroupRange.class;
        }
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
