import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints what {@code jlink} shall leave out of modules of which Tilewright uses a corner: of {@code java.desktop} only the beans, of
 * {@code java.xml} neither stylesheets nor paths, and of {@code java.base} and {@code java.naming} neither what only a network is for nor
 * encodings that no task file may have (GB18030 stays: whoever looks up any encoding asks it for its age). A module must
 * have all of its packages, so each keeps its smallest class.
 */
final class Trim {

    /** What beans name, and the templates of reports, which are trees that a window could show. */
    private static final Set<String> NAMED =
            Set.of("javax/swing/SwingContainer.class", "java/awt/Image.class", "javax/swing/tree/TreeNode.class");

    private Trim() {}

    public static void main(String[] none) throws IOException {
        print(
                "java.desktop",
                name -> name.startsWith("java/beans/") || name.startsWith("com/sun/beans/") || NAMED.contains(name));
        print(
                "java.xml",
                name -> !name.matches(
                        "com/sun/org/apache/(xalan|bcel|xpath|xml/internal/(dtm|serialize|serializer|res))/.*|jdk/xml/internal/jdkcatalog/.*|.*_(de|es|fr|it|ja|ko|pt_BR|sv|zh_CN|zh_TW)\\.(class|properties)"));
        print(
                "java.base",
                name -> !name.matches(
                        "sun/security/(ssl|tools/keytool)/.*|sun/util/resources/.*_(de|es|fr|it|ja|ko)\\.class|sun/nio/cs/(Big5|EUC_|GBK|HKSCS|JIS_|Johab|MS932|SJIS).*"));
        print("java.naming", name -> !name.matches("com/sun/jndi/(ldap|dns)/.*|sun/security/provider/certpath/ldap/.*"));
    }

    private static void print(String module, Predicate<String> kept) throws IOException {
        Path root = Path.of(URI.create("jrt:/" + module));
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        TreeMap<String, List<Path>> folders = files.stream()
                .collect(Collectors.groupingBy(file -> file.getParent().toString(), TreeMap::new, Collectors.toList()));
        for (List<Path> folder : folders.values()) {
            // A class exports its package, which a picture does not.
            Path smallest = folder.stream()
                    .min(Comparator.comparing((Path file) -> !file.toString().endsWith(".class"))
                            .thenComparingLong(Trim::size))
                    .orElseThrow();
            for (Path file : folder) {
                String name = root.relativize(file).toString();
                if (!file.equals(smallest) && !name.equals("module-info.class") && !kept.test(name)) {
                    System.out.println("/" + module + "/" + name);
                }
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unreadable) {
            return Long.MAX_VALUE;
        }
    }
}
