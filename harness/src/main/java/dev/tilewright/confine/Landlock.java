package dev.tilewright.confine;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Confinement by the kernel alone: a small Java program gives up its rights, by Landlock and a filter of system calls, and becomes the
 * command. It costs the start of one more JVM.
 *
 * @param abi the version of Landlock's interface, 0 where the kernel has none: then files are not protected
 */
record Landlock(int abi) implements Confinement {

    @Override
    public String description() {
        String remedy = "install bubblewrap for namespaces of their own";
        return abi == 0
                ? "seccomp, limits; files of yours are not protected (no Landlock): " + remedy
                : "Landlock ABI %d, seccomp, limits; %s".formatted(abi, remedy);
    }

    @Override
    public boolean protects() {
        return abi > 0;
    }

    @Override
    public ConfinedCommand command(List<String> command, Rights rights) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                ownClasses(),
                ConfinedLauncher.class.getName()));
        line.addAll(new LauncherArguments(ProcessHandle.current().pid(), rights, command).toList());
        return new ConfinedCommand(
                line,
                rights.variables(),
                rights.scratch(),
                Optional.of(new FolderLimit(rights.scratch(), rights.limits().scratchBytes())));
    }

    /** The launcher needs the classes of this package, and those of Java. */
    private static String ownClasses() {
        try {
            return Path.of(Landlock.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException | IllegalArgumentException unusual) {
            return System.getProperty("java.class.path");
        }
    }
}
