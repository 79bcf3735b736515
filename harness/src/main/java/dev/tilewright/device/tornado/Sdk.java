package dev.tilewright.device.tornado;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A TornadoVM SDK.
 *
 * @param home its folder
 * @param api the jar with its API
 * @param version its version, {@code 5.2.0-jdk25}
 */
record Sdk(Path home, Path api, String version) {

    /** Names the environment variable with the folder of the SDK. */
    static final String VARIABLE = "TORNADOVM_HOME";

    private static final String ARGUMENTS = "tornado-argfile";
    private static final Pattern API = Pattern.compile("tornado-api-(.+)\\.jar");
    private static final Pattern JDK = Pattern.compile("jdk(\\d+)");

    /**
     * Looks at a folder.
     *
     * @throws SdkException if it is no SDK, or one for another release of Java
     */
    static Sdk at(String folder) throws SdkException {
        Path home = Path.of(folder).toAbsolutePath();
        Path jars = home.resolve("share").resolve("java").resolve("tornado");
        Path api = api(jars)
                .orElseThrow(() -> new SdkException(
                        "%s is %s, which has no share/java/tornado/tornado-api-*.jar".formatted(VARIABLE, folder)));
        Matcher name = API.matcher(String.valueOf(api.getFileName()));
        String version = name.matches() ? name.group(1) : "";
        Matcher release = JDK.matcher(version);
        int here = Runtime.version().feature();
        if (release.find() && Integer.parseInt(release.group(1)) != here) {
            throw new SdkException(
                    "the SDK at %s is built for JDK %s, and this is JDK %d".formatted(folder, release.group(1), here));
        }
        Sdk sdk = new Sdk(home, api, version);
        if (!Files.isReadable(sdk.argumentFile()) && !Files.isReadable(sdk.argumentTemplate())) {
            throw new SdkException("the SDK at %s has no %s".formatted(folder, ARGUMENTS));
        }
        return sdk;
    }

    private static Optional<Path> api(Path jars) {
        try (Stream<Path> files = Files.list(jars)) {
            return files.filter(file ->
                            API.matcher(String.valueOf(file.getFileName())).matches())
                    .filter(file -> !String.valueOf(file.getFileName()).contains("-sources"))
                    .sorted()
                    .findFirst();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private Path argumentFile() {
        return home.resolve(ARGUMENTS);
    }

    private Path argumentTemplate() {
        return home.resolve(ARGUMENTS + ".template");
    }

    /**
     * Returns the options of a JVM that runs TornadoVM: those of the SDK's argument file, which is written to {@code folder} where the
     * SDK has but a template of it.
     */
    List<String> virtualMachineOptions(Path folder) throws IOException {
        if (Files.isReadable(argumentFile())) {
            return List.of("@" + argumentFile());
        }
        String template = Files.readString(argumentTemplate());
        Path expanded = folder.resolve(ARGUMENTS);
        Files.writeString(expanded, template.replace("${" + VARIABLE + "}", home.toString()));
        return List.of("@" + expanded);
    }
}
