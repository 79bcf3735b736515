package dev.tilewright.kernels.screen;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists of words as they are written in this package. */
final class Words {

    private Words() {}

    static Set<String> of(String list) {
        return Set.of(list.strip().split("\\s+", 0));
    }

    static ScreenException include(List<Token> rest, int line) {
        return new ScreenException(
                line,
                "#include %s, which is no file of the kernel's own folder"
                        .formatted(rest.stream().map(Token::text).collect(Collectors.joining())));
    }
}
