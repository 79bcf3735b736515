package dev.tilewright.confine;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out what works on this machine by trying it: containers forbid much of what their kernel has. */
final class ConfinementProbe {

    /** A machine may be that busy. What has not ended by then counts as working: protection must not be lost because of a slow moment. */
    private static final long PATIENCE_SECONDS = 60;

    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");
    private static final List<String> USUAL = List.of("/usr/bin", "/bin", "/usr/local/bin");

    private ConfinementProbe() {}

    private static final class Holder {
        private static final Confinement FOUND =
                probe(Optional.ofNullable(System.getProperty(Confinement.CHOICE, System.getenv(Confinement.CHOICE)))
                        .orElse(""));
    }

    static Confinement found() {
        return Holder.FOUND;
    }

    /** Returns the best that works, not better than what was asked for. */
    static Confinement probe(String choice) {
        if (choice.equals("limits")) {
            return new LimitsOnly("limits only, as %s asks".formatted(Confinement.CHOICE));
        }
        List<Confinement> candidates = new ArrayList<>();
        if (!choice.equals("landlock")) {
            boolean filters = Architecture.current().isPresent();
            findProgram().ifPresent(program -> {
                String version = version(program);
                candidates.add(new Bubblewrap(program, version, true, filters));
                candidates.add(new Bubblewrap(program, version, false, filters));
            });
        }
        if (Architecture.current().isPresent()) {
            candidates.add(new Landlock(LandlockRules.abi()));
        }
        return candidates.stream()
                .filter(ConfinementProbe::works)
                .findFirst()
                .orElseGet(() -> new LimitsOnly(
                        System.getProperty("os.name").equals("Linux")
                                ? "limits only; a kernel has your rights: install bubblewrap, and run where namespaces are allowed"
                                : "limits only; a kernel has your rights: confinement needs Linux"));
    }

    private static boolean works(Confinement confinement) {
        try (OwnedFolder scratch = OwnedFolder.create("probe")) {
            ConfinedCommand command =
                    confinement.command(List.of("/bin/sh", "-c", "exit 42"), Rights.to(scratch.path()));
            Process process = command.start(
                            command.builder().redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD))
                    .process();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return !ended || process.exitValue() == 42;
        } catch (IOException unusable) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Optional<Path> findProgram() {
        List<String> folders = new ArrayList<>(USUAL);
        String path = System.getenv("PATH");
        if (path != null) {
            folders.addAll(List.of(path.split(File.pathSeparator)));
        }
        return folders.stream()
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, "bwrap"))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static String version(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher number = VERSION.matcher(said);
            return number.find() ? number.group() : "of unknown version";
        } catch (IOException unusable) {
            return "of unknown version";
        }
    }
}
