package dev.tilewright.confine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that folders belong to, with all that it starts: the one that a person started. Numbers of processes are used again, so
 * its start belongs to its identity, and so does the namespace in which it has its number: containers may share a folder.
 *
 * @param pid its number
 * @param start when it was started, in milliseconds since 1970
 * @param namespace where the number holds, 0 if unknown
 */
record Owner(long pid, long start, long namespace) {

    /** By this property a process is told whom its folders belong to, if not to itself. */
    static final String PROPERTY = "tilewright.owner";

    private static final int RADIX = 36;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-([0-9a-z]{1,11})-([0-9a-z]{1,11})");

    /** The system counts from its start, and corrects its clock: two processes may disagree by that about the start of a third. */
    private static final Duration DISAGREEMENT = Duration.ofSeconds(3);

    private static final Owner CURRENT = Optional.ofNullable(System.getProperty(PROPERTY))
            .flatMap(Owner::parse)
            .orElseGet(Owner::thisProcess);

    /** Returns whom this process's folders belong to. */
    static Owner current() {
        return CURRENT;
    }

    static Optional<Owner> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new Owner(
                        Long.parseLong(parts.group(1)),
                        Long.parseLong(parts.group(2), RADIX),
                        Long.parseLong(parts.group(3), RADIX)))
                : Optional.empty();
    }

    /** Returns it as it is in names of folders. */
    String text() {
        return pid + "-" + Long.toString(start, RADIX) + "-" + Long.toString(namespace, RADIX);
    }

    /** Tells whether its number means something here. */
    boolean isOfThisNamespace() {
        return namespace == CURRENT.namespace;
    }

    /** Tells whether it is running, so far as that can be seen. */
    boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(began -> Duration.between(Instant.ofEpochMilli(start), began)
                                        .abs()
                                        .compareTo(DISAGREEMENT)
                                < 0)
                        .orElse(true))
                .isPresent();
    }

    private static Owner thisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(
                self.pid(),
                self.info().startInstant().map(Instant::toEpochMilli).orElse(0L),
                namespaceOfThisProcess());
    }

    /** Reads the inode of {@code pid:[4026531836]}. */
    private static long namespaceOfThisProcess() {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return Long.parseLong(link.substring(link.indexOf('[') + 1, link.length() - 1));
        } catch (IOException | RuntimeException elsewhere) {
            return 0;
        }
    }
}
