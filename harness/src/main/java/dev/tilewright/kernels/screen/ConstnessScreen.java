package dev.tilewright.kernels.screen;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses casts that would let a kernel write to constants, which last from one run to the next. Where a source has constants with an address,
 * only what is certainly no constant may be cast to a pointer through which is written.
 */
final class ConstnessScreen {

    private static final Set<String> BUILT_IN = Set.of("threadIdx", "blockIdx", "blockDim", "gridDim");

    private final Declarations declared;
    private final boolean concerned;

    ConstnessScreen(Declarations declared, Syntax root) {
        this.declared = declared;
        concerned = root.all().stream().anyMatch(this::showsAddress);
    }

    /** Tells whether something has the address of a constant: a row is one, a number gives it by {@code &} or a reference. */
    private boolean showsAddress(Syntax node) {
        return switch (node.type()) {
            case "declaration", "field_declaration" ->
                node.children("declarator")
                        .anyMatch(each -> Declarations.name(each)
                                        .filter(declared.lasting()::contains)
                                        .isPresent()
                                && !declared.numbers()
                                        .contains(Declarations.name(each).orElse("")));
            case "pointer_expression" ->
                node.text().equals("&")
                        && node.all().stream()
                                .anyMatch(each -> each.is("identifier")
                                        && declared.lasting().contains(each.text()));
            case "reference_declarator" -> !declared.lasting().isEmpty();
            default -> false;
        };
    }

    /**
     * Looks at a cast.
     *
     * @param type what to
     * @param value what of
     */
    void check(Syntax type, Syntax value) throws ScreenException {
        boolean pointer = type.all().stream().anyMatch(each -> each.is("abstract_pointer_declarator"))
                || type.child("type")
                        .filter(name -> declared.pointers().contains(name.text()))
                        .isPresent();
        boolean constant = type.children().stream()
                .anyMatch(child -> child.is("type_qualifier") && child.text().equals("const"));
        if (concerned && pointer && !constant && !isWritable(value)) {
            throw new ScreenException(
                    value.line(),
                    "a cast that may make something to write to of a constant, which keeps what one run leaves for the next; write const in its type");
        }
    }

    /** Tells whether an address is certainly none of a constant's. */
    private boolean isWritable(Syntax value) {
        List<Syntax> children = value.children();
        return switch (value.type()) {
            case "identifier" -> declared.writable().contains(value.text());
            case "number_literal" -> true;
            case "parenthesized_expression", "argument_list" -> children.size() == 3 && isWritable(children.get(1));
            case "pointer_expression", "subscript_expression" -> isWritable(value.child("argument"));
            case "cast_expression" -> isWritable(value.child("value"));
            case "binary_expression" ->
                isWritable(children.getFirst()) && isIndex(children.getLast())
                        || isIndex(children.getFirst()) && isWritable(children.getLast());
            case "conditional_expression" ->
                isWritable(value.child("consequence")) && isWritable(value.child("alternative"));
            default -> false;
        };
    }

    private boolean isWritable(Optional<Syntax> value) {
        return value.filter(this::isWritable).isPresent();
    }

    /** Tells whether an expression is made of numbers alone. */
    private boolean isIndex(Syntax value) {
        return value.all().stream()
                .filter(each -> each.is("identifier"))
                .allMatch(each -> declared.numbers().contains(each.text()) || BUILT_IN.contains(each.text()));
    }
}
