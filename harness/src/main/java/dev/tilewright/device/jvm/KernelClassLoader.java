package dev.tilewright.device.jvm;

import dev.tilewright.device.AllowedClasses;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Loads the classes of one kernel, which are unloaded with it. Of this program it sees {@link GroupRange} only; of the JDK everything
 * where the kernel is trusted, and otherwise the classes that a kernel may name, so that one that slipped through the screen still finds
 * no other.
 */
final class KernelClassLoader extends ClassLoader {

    private final Map<String, byte[]> classes;
    private final Optional<AllowedClasses> allowed;

    /**
     * Makes a loader.
     *
     * @param classes class files by binary name
     * @param allowed what of others they may name; empty for everything
     */
    KernelClassLoader(Map<String, byte[]> classes, Optional<AllowedClasses> allowed) {
        super("kernel", ClassLoader.getPlatformClassLoader());
        this.classes = new HashMap<>(classes);
        this.allowed = allowed;
    }

    /** Adds a class that was made after the others were loaded. */
    Class<?> define(String name, byte[] bytes) throws ClassNotFoundException {
        classes.put(name, bytes);
        return loadClass(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean own = classes.containsKey(name) || name.equals(GroupRange.class.getName());
        if (!own && allowed.isPresent() && !allowed.get().mayName(name)) {
            throw new ClassNotFoundException("a kernel may not use " + name);
        }
        return super.loadClass(name, resolve);
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
