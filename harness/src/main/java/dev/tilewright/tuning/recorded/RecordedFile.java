package dev.tilewright.tuning.recorded;

import dev.tilewright.space.Tunable;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of recorded results, in whichever of the formats, compressed by gzip or not. */
public final class RecordedFile {

    /** Python writes what is no number, such as a rate that nobody measured, as {@code NaN}. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private RecordedFile() {}

    /**
     * Reads a file, whose content tells its format: a cache file of Kernel Tuner, or results in T4.
     *
     * @throws IllegalArgumentException if it is neither, or is cut off, in one line
     * @throws IOException if it cannot be read
     */
    public static RecordedSpace read(Path file) throws IOException {
        JsonNode root = tree(file);
        if (root.has(ResultsFile.RESULTS)) {
            return ResultsFile.of(root);
        }
        if (root.has(CacheFile.CACHE)) {
            return CacheFile.of(root);
        }
        throw new IllegalArgumentException(
                "it is neither a cache file of Kernel Tuner, which has '%s', nor a T4 file, which has '%s'"
                        .formatted(CacheFile.CACHE, ResultsFile.RESULTS));
    }

    /** Reads the JSON of a file. */
    static JsonNode tree(Path file) throws IOException {
        String text;
        try (InputStream stream = open(file)) {
            text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (EOFException | ZipException e) {
            throw new IllegalArgumentException("it is cut off or damaged: its compressed data end too early", e);
        }
        try {
            JsonNode root = JSON.readTree(CacheFile.closed(text));
            if (!root.isObject()) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            return root;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "it is no JSON, or cut off%s: %s".formatted(where(e), firstLine(e.getOriginalMessage())), e);
        }
    }

    private static String where(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : " in line " + e.getLocation().getLineNr();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message).replaceFirst("\\s*\\((start marker|\\[Source).*", "");
    }

    private static InputStream open(Path file) throws IOException {
        InputStream stream = new BufferedInputStream(Files.newInputStream(file));
        stream.mark(2);
        boolean zipped = stream.read() == 0x1f && stream.read() == 0x8b;
        stream.reset();
        return zipped ? new GZIPInputStream(stream) : stream;
    }

    /**
     * Writes a file in the place of what was there, compressed where its name ends with {@code .gz}.
     *
     * @throws IOException if it cannot be written
     */
    static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream plain = Files.newOutputStream(fresh);
                OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns what JSON has in the place of the value of a tunable: a number where it is one. */
    static Object json(String value) {
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException notWhole) {
            return decimalOrWord(value);
        }
    }

    private static Object decimalOrWord(String value) {
        try {
            double number = Double.parseDouble(value);
            return Double.isFinite(number) && Character.isDigit(value.charAt(value.length() - 1)) ? number : value;
        } catch (NumberFormatException word) {
            return value;
        }
    }

    /** Returns the value of a tunable as spaces have it: {@code True} is 1, and a number is written as Python writes it. */
    static String value(JsonNode node) {
        if (node.isBoolean()) {
            return Tunable.textOf(node.asBoolean());
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Tunable.textOf(node.asLong());
        }
        return node.isNumber() ? Tunable.textOf(node.asDouble()) : node.asString("");
    }
}
