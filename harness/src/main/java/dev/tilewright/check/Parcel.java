package dev.tilewright.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Packs files into one that is small enough to travel, a zip of at most {@value #MOST_BYTES} bytes. */
final class Parcel {

    static final long MOST_BYTES = 16L << 20;

    static final String LEFT_OUT = "left-out.txt";

    /** Leaves room for the list of what was left out. */
    private static final long RESERVE = 64 << 10;

    /** What is larger does not become small enough. */
    private static final long MOST_READ_BYTES = 128L << 20;

    /** What a zip keeps of each file beside its content: two headers. */
    private static final long ENTRY_BYTES = 128;

    private Parcel() {}

    /**
     * Packs files and all files below folders, the first ones first; what would make the parcel too large is left out, and listed in it.
     *
     * @param root what names in the parcel are relative to
     */
    static void pack(Path parcel, Path root, List<Path> contents) throws IOException {
        Path fresh = parcel.resolveSibling("." + parcel.getFileName() + ".new");
        try {
            write(fresh, root, contents);
            Files.move(fresh, parcel, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void write(Path fresh, Path root, List<Path> contents) throws IOException {
        List<String> leftOut = new ArrayList<>();
        long room = MOST_BYTES - RESERVE;
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(fresh))) {
            for (Path file : files(contents)) {
                String name = root.relativize(file).toString();
                if (Files.size(file) > MOST_READ_BYTES) {
                    leftOut.add("%s, %d bytes".formatted(name, Files.size(file)));
                    continue;
                }
                byte[] content = Files.readAllBytes(file);
                long packed = deflated(content) + ENTRY_BYTES + 2L * name.length();
                if (packed > room) {
                    leftOut.add("%s, %d bytes".formatted(name, content.length));
                    continue;
                }
                room -= packed;
                add(zip, name, content);
            }
            if (!leftOut.isEmpty()) {
                add(zip, LEFT_OUT, String.join("\n", leftOut).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static long deflated(byte[] content) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try (DeflaterOutputStream out = new DeflaterOutputStream(OutputStream.nullOutputStream(), deflater)) {
            out.write(content);
            out.finish();
            return deflater.getBytesWritten();
        } finally {
            deflater.end();
        }
    }

    private static List<Path> files(List<Path> contents) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        for (Path content : contents) {
            if (Files.exists(content)) {
                try (Stream<Path> all = Files.walk(content)) {
                    all.filter(Files::isRegularFile).sorted().forEach(files::add);
                }
            }
        }
        return List.copyOf(files);
    }

    /** Unpacks a parcel below {@code root}, leaving alone what is there already. */
    static void unpack(Path parcel, Path root) throws IOException {
        try (InputStream in = Files.newInputStream(parcel);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = root.resolve(entry.getName()).normalize();
                if (file.startsWith(root) && !Files.exists(file)) {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
    }
}
