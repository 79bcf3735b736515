package dev.tilewright.kernels.screen;

import dev.tilewright.confine.UnpackedLibraries;
import dev.tilewright.device.RefusedException;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.Language;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.treesitter.TreeSitterC;
import org.treesitter.TreeSitterCpp;

/**
 * Refuses source in OpenCL C and CUDA C that could do anything but compute: reach the system, keep something from one run to the next,
 * or read files while it is compiled.
 *
 * <p>What counts is what the compiler sees, so the source is preprocessed first, with the macros of the build options. Where a condition
 * depends on what only the compiler knows, the source is looked at both ways. Of what is left every word must be known, and a parser
 * finds what is declared and called. What cannot be decided is refused: it costs an unusual kernel, not the machine.
 */
public final class SourceScreen {

    /** So often a source is looked at; each question that only the compiler can answer doubles it. */
    private static final int MOST_PASSES = 128;

    /** So many tokens are looked at in all passes together: some seconds. */
    private static final long MOST_TOKENS_IN_ALL = 4_000_000;

    private static final int LONGEST = 4_000_000;

    /** What may begin a condition; a comment within a directive may hide anything. */
    private static final Pattern CONDITION = Pattern.compile("#\\s*/\\*|#.*if");

    private static final Pattern MACRO = Pattern.compile("-D([A-Za-z_]\\w*)(?:=([\\w.+-]*))?");

    private static final Pattern OPENCL_OPTION = Pattern.compile("-cl-[a-z0-9-]+(?:=CL[\\d.]+)?|-w|-Werror|-O[0-3]");

    private static final Pattern CUDA_OPTION = Pattern.compile("--?(?:use_fast_math|extra-device-vectorization"
            + "|(?:fmad|ftz|prec-div|prec-sqrt)=(?:true|false)|maxrregcount=\\d+|std=c\\+\\+\\d\\d|restrict|lineinfo|generate-line-info)"
            + "|-w|-default-device|--device-as-default-execution-space");

    private SourceScreen() {}

    /**
     * Looks for a reason not to build a kernel.
     *
     * @return the line and the reason, in one sentence; empty if there is none, and for Java, whose class files are looked at instead
     */
    public static Optional<String> refusal(Kernel kernel) {
        try {
            Map<String, Macro> macros = macros(kernel);
            if (kernel.language() == Language.OPENCL || kernel.language() == Language.CUDA) {
                screen(kernel.source(), kernel.language(), macros, new HashSet<>());
            }
            return Optional.empty();
        } catch (ScreenException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } catch (OptionException refused) {
            return Optional.of("The build option %s is not one that a kernel may have.".formatted(refused.option));
        }
    }

    /**
     * Checks that a kernel may be given to a compiler.
     *
     * @throws RefusedException if it is not trusted, and there is a {@link #refusal}
     */
    public static void check(Kernel kernel) throws RefusedException {
        Optional<String> refusal = kernel.trusted() ? Optional.empty() : refusal(kernel);
        if (refusal.isPresent()) {
            throw new RefusedException(refusal.get());
        }
    }

    /**
     * Returns a kernel as it is to be built: what the screen took for no macro is none, whatever a compiler's own headers define. Line
     * numbers stay as they are.
     */
    public static Kernel asScreened(Kernel kernel) {
        String assumptions = assumptions(kernel);
        return assumptions.isEmpty()
                ? kernel
                : new Kernel(
                        kernel.language(),
                        assumptions + "#line 1\n" + kernel.source(),
                        kernel.entries(),
                        kernel.buildOptions());
    }

    /** Returns the lines that have to stand before a source so that it means what the screen has looked at; mostly there are none. */
    public static String assumptions(Kernel kernel) {
        boolean conditional =
                CONDITION.matcher(kernel.source().replaceAll("\\\\\\R", "")).find();
        if (kernel.trusted()
                || !conditional
                || kernel.language() != Language.OPENCL && kernel.language() != Language.CUDA) {
            return "";
        }
        Set<String> assumed = new TreeSet<>();
        try {
            screen(kernel.source(), kernel.language(), macros(kernel), assumed);
        } catch (ScreenException | OptionException refused) {
            return "";
        }
        return assumed.stream().map("#undef %s\n"::formatted).collect(Collectors.joining());
    }

    private static final class OptionException extends Exception {
        private static final long serialVersionUID = 1;
        private final String option;

        OptionException(String option) {
            super(option);
            this.option = option;
        }
    }

    private static Map<String, Macro> macros(Kernel kernel) throws ScreenException, OptionException {
        Map<String, Macro> macros = new HashMap<>();
        for (String option : kernel.buildOptions()) {
            Matcher macro = MACRO.matcher(option);
            if (macro.matches()) {
                String value = macro.group(2) == null ? "1" : macro.group(2);
                List<Token> body = Lexer.tokens(value);
                macros.put(macro.group(1), new Macro(Optional.empty(), false, body.subList(0, body.size() - 1)));
            } else if (!allowed(option, kernel.language())) {
                throw new OptionException(option);
            }
        }
        return macros;
    }

    private static boolean allowed(String option, Language language) {
        return switch (language) {
            case OPENCL -> OPENCL_OPTION.matcher(option).matches();
            case CUDA -> CUDA_OPTION.matcher(option).matches();
            case JAVA, TORNADO -> false;
        };
    }

    private static void screen(String source, Language language, Map<String, Macro> macros, Set<String> assumed)
            throws ScreenException {
        if (source.length() > LONGEST) {
            throw new ScreenException(1, "a source of more than %d characters".formatted(LONGEST));
        }
        UnpackedLibraries.provide(language == Language.OPENCL ? "tree-sitter-c" : "tree-sitter-cpp");
        CVocabulary vocabulary = CVocabulary.of(language);
        List<Token> tokens = Lexer.tokens(source);
        Set<String> seen = new HashSet<>();
        Decisions decisions = Decisions.first();
        for (int pass = 0; pass < MOST_PASSES && (long) pass * tokens.size() < MOST_TOKENS_IN_ALL; pass++) {
            Optional<List<Token>> read = Preprocessor.read(tokens, macros, vocabulary, decisions, assumed);
            if (read.isPresent() && !read.get().isEmpty()) {
                List<Token> plain = WordScreen.plain(read.get(), vocabulary);
                if (!plain.isEmpty() && seen.add(plain.stream().map(Token::text).collect(Collectors.joining("\n")))) {
                    Syntax tree =
                            Syntax.parse(plain, language == Language.OPENCL ? new TreeSitterC() : new TreeSitterCpp());
                    new TreeScreen(tree, vocabulary).check();
                }
            }
            if (!decisions.hasNext()) {
                return;
            }
            decisions = decisions.next();
        }
        throw new ScreenException(
                1,
                "more conditions that only the compiler can decide than can be tried both ways in a source of %d tokens"
                        .formatted(tokens.size()));
    }
}
