package dev.tilewright.device.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The entry points of a cubin and the sizes of their parameters. A cubin is a 64-bit ELF file; the section {@code .nv.info.NAME} of
 * a function is a list of attributes, among them one for each parameter.
 *
 * <p>A driver copies as many bytes from where an argument lies as the parameter takes, and asks no further: what is launched with too
 * few arguments reads memory that is not its own. So launches are compared with this list first.
 *
 * @param parameters the sizes of the parameters of each function, in bytes, by the function's symbol
 */
record CubinFile(Map<String, List<Integer>> parameters) {

    private static final int SECTION_TABLE = 0x28;
    private static final int SECTION_SIZE = 0x3A;
    private static final int SECTIONS = 0x3C;
    private static final int NAMES = 0x3E;
    private static final int OFFSET_IN_SECTION = 0x18;
    private static final int SIZE_IN_SECTION = 0x20;

    private static final String CODE = ".text.";
    private static final String INFO = ".nv.info.";

    /** How an attribute stores its value: a size of two bytes and so many bytes after it, or two bytes. */
    private static final int SIZED_FORMAT = 4;

    /** The attribute EIATTR_KPARAM_INFO, as {@code cuobjdump -elf} names it: index, ordinal, offset, and a size in the upper 14 bits. */
    private static final int PARAMETER = 0x17;

    private static final int PARAMETER_SIZE_SHIFT = 18;

    /** @throws IllegalArgumentException if {@code cubin} is none */
    static CubinFile read(byte[] cubin) {
        try {
            return parse(ByteBuffer.wrap(cubin).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IndexOutOfBoundsException | ArithmeticException cut) {
            throw new IllegalArgumentException("the compiler's output is not a cubin", cut);
        }
    }

    private static CubinFile parse(ByteBuffer elf) {
        if (elf.getInt(0) != 0x464C457F) {
            throw new IllegalArgumentException("the compiler's output is not a cubin");
        }
        int names = offset(elf, section(elf, Short.toUnsignedInt(elf.getShort(NAMES))));
        Map<String, List<Integer>> parameters = new LinkedHashMap<>();
        Map<String, List<Integer>> described = new LinkedHashMap<>();
        for (int i = 0; i < Short.toUnsignedInt(elf.getShort(SECTIONS)); i++) {
            int section = section(elf, i);
            String name = text(elf, names + elf.getInt(section));
            if (name.startsWith(CODE)) {
                parameters.put(name.substring(CODE.length()), List.of());
            } else if (name.startsWith(INFO)) {
                int size = Math.toIntExact(elf.getLong(section + SIZE_IN_SECTION));
                described.put(name.substring(INFO.length()), sizes(elf, offset(elf, section), size));
            }
        }
        parameters.replaceAll((function, none) -> described.getOrDefault(function, none));
        return new CubinFile(parameters);
    }

    private static int section(ByteBuffer elf, int index) {
        return Math.toIntExact(elf.getLong(SECTION_TABLE)) + index * Short.toUnsignedInt(elf.getShort(SECTION_SIZE));
    }

    private static int offset(ByteBuffer elf, int section) {
        return Math.toIntExact(elf.getLong(section + OFFSET_IN_SECTION));
    }

    private static List<Integer> sizes(ByteBuffer elf, int begin, int size) {
        TreeMap<Integer, Integer> sizes = new TreeMap<>();
        int at = begin;
        while (at + Integer.BYTES <= begin + size) {
            int format = elf.get(at);
            int attribute = Byte.toUnsignedInt(elf.get(at + 1));
            int length = format == SIZED_FORMAT ? Short.toUnsignedInt(elf.getShort(at + 2)) : 0;
            at += Integer.BYTES;
            if (format == SIZED_FORMAT && attribute == PARAMETER) {
                int ordinal = Short.toUnsignedInt(elf.getShort(at + 4));
                sizes.put(ordinal, elf.getInt(at + 8) >>> PARAMETER_SIZE_SHIFT);
            }
            at += length;
        }
        return List.copyOf(sizes.values());
    }

    private static String text(ByteBuffer elf, int begin) {
        int end = begin;
        while (elf.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - begin];
        elf.get(begin, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
