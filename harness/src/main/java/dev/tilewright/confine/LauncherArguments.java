package dev.tilewright.confine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What {@link ConfinedLauncher} is told, as arguments.
 *
 * @param parent the process that starts it
 * @param rights all but the environment, which it has already
 * @param command what it becomes
 */
record LauncherArguments(long parent, Rights rights, List<String> command) {

    private static final String COMMAND = "--";

    List<String> toList() {
        Limits limits = rights.limits();
        List<String> list = new ArrayList<>(List.of(
                Long.toString(parent),
                rights.scratch().toString(),
                Boolean.toString(rights.sockets()),
                limits.cpuTime().map(time -> Long.toString(time.toSeconds())).orElse("-"),
                limits.dataBytes().isPresent()
                        ? Long.toString(limits.dataBytes().getAsLong())
                        : "-",
                Long.toString(limits.fileBytes()),
                Integer.toString(limits.openFiles()),
                Integer.toString(limits.processes()),
                Long.toString(limits.scratchBytes())));
        rights.readable().forEach(path -> list.addAll(List.of("read", path.toString())));
        rights.shared().forEach(path -> list.addAll(List.of("share", path.toString())));
        rights.devices().forEach(path -> list.addAll(List.of("use", path.toString())));
        list.add(COMMAND);
        list.addAll(command);
        return list;
    }

    /** Reads what {@link #toList} wrote. */
    static LauncherArguments parse(String[] arguments) {
        List<Path> readable = new ArrayList<>();
        List<Path> shared = new ArrayList<>();
        List<Path> devices = new ArrayList<>();
        int at = 9;
        while (!arguments[at].equals(COMMAND)) {
            Path path = Path.of(arguments[at + 1]);
            switch (arguments[at]) {
                case "read" -> readable.add(path);
                case "share" -> shared.add(path);
                case "use" -> devices.add(path);
                default -> throw new IllegalArgumentException("no such right: " + arguments[at]);
            }
            at += 2;
        }
        Limits limits = new Limits(
                arguments[3].equals("-")
                        ? Optional.empty()
                        : Optional.of(Duration.ofSeconds(Long.parseLong(arguments[3]))),
                arguments[4].equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(arguments[4])),
                Long.parseLong(arguments[5]),
                Integer.parseInt(arguments[6]),
                Integer.parseInt(arguments[7]),
                Long.parseLong(arguments[8]));
        Rights rights = new Rights(
                Path.of(arguments[1]), readable, shared, devices, Map.of(), Boolean.parseBoolean(arguments[2]), limits);
        return new LauncherArguments(
                Long.parseLong(arguments[0]), rights, Arrays.asList(arguments).subList(at + 1, arguments.length));
    }
}
