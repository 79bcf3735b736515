package dev.tilewright.kernels.screen;

import java.util.List;
import java.util.Optional;

/**
 * Refuses pointers that are made of numbers. A kernel can still go wrong by its indices, which no look at its source finds; guard zones
 * and isolation are for that.
 */
final class PointerScreen {

    private final Declarations declared;

    PointerScreen(Declarations declared) {
        this.declared = declared;
    }

    void checkCast(Syntax cast) throws ScreenException {
        Optional<Syntax> type = cast.child("type");
        Optional<Syntax> value = cast.child("value");
        if (type.isPresent() && value.isPresent() && !isHint(cast)) {
            check(type.get(), value.get(), cast.line());
        }
    }

    /** Whoever takes a number for a structure has a pointer where the structure has one. */
    void checkMember(Syntax member) throws ScreenException {
        boolean named = member.child("type")
                .filter(type -> declared.pointers().contains(type.text()))
                .isPresent();
        boolean made = member.children("declarator")
                .filter(each -> !TreeScreen.isPrototype(each))
                .anyMatch(each ->
                        each.all().stream().anyMatch(inner -> inner.is("pointer_declarator", "reference_declarator")));
        if (named || made) {
            throw new ScreenException(
                    member.line(),
                    "a member that is a pointer, which makes pointers of numbers; pass pointers as arguments");
        }
    }

    /** Whoever has the address of a pointer can write a number there. */
    void checkAddress(Syntax expression) throws ScreenException {
        boolean address = expression.children().getFirst().is("&");
        if (address
                && expression
                        .child("argument")
                        .map(PointerScreen::bare)
                        .filter(of -> of.is("identifier") && declared.isPointer(of))
                        .isPresent()) {
            throw new ScreenException(expression.line(), "the address of a pointer, where numbers become pointers");
        }
    }

    /** Nothing may point at pointers, and no array consist of them. */
    void checkDepth(Syntax declarator) throws ScreenException {
        boolean outermost = declarator
                .parent()
                .filter(up -> up.is("pointer_declarator", "array_declarator", "parenthesized_declarator"))
                .isEmpty();
        if (!outermost) {
            return;
        }
        long stars = declarator.all().stream()
                .filter(each -> each.is("pointer_declarator"))
                .count();
        boolean array = declarator.all().stream().anyMatch(each -> each.is("array_declarator"));
        boolean row = declarator.all().stream().anyMatch(each -> each.is("parenthesized_declarator"));
        if (stars > 1 || stars == 1 && array && !row) {
            throw new ScreenException(declarator.line(), "a pointer to pointers, or an array of them");
        }
    }

    private static Syntax bare(Syntax expression) {
        Syntax at = expression;
        while (at.is("parenthesized_expression") && at.children().size() == 3) {
            at = at.children().get(1);
        }
        return at;
    }

    void checkReinterpretation(Syntax call, Syntax callee) throws ScreenException {
        Optional<Syntax> type =
                callee.all().stream().filter(each -> each.is("type_descriptor")).findFirst();
        Optional<Syntax> value = call.child("arguments")
                .flatMap(list -> list.children().stream()
                        .filter(child -> !child.is("(", ")", ","))
                        .findFirst());
        if (type.isPresent() && value.isPresent()) {
            check(type.get(), value.get(), call.line());
        }
    }

    /** A hint may be given any address: it changes nothing. */
    private static boolean isHint(Syntax cast) {
        return cast.parent()
                .flatMap(Syntax::parent)
                .filter(call -> call.is("call_expression"))
                .flatMap(call -> call.child("function"))
                .filter(callee -> callee.text().equals("__builtin_prefetch"))
                .isPresent();
    }

    private void check(Syntax type, Syntax value, int line) throws ScreenException {
        long stars = stars(type);
        if (type.all().stream().anyMatch(each -> each.is("abstract_reference_declarator"))) {
            throw new ScreenException(line, "a cast to a reference, which makes pointers of numbers");
        }
        if (stars > 1) {
            throw new ScreenException(line, "a cast to a pointer to pointers, which makes pointers of numbers");
        }
        if (stars == 1 && isNumber(value)) {
            throw new ScreenException(line, "a pointer that is made of a number");
        }
    }

    private long stars(Syntax type) {
        boolean named = type.child("type")
                .filter(name -> declared.pointers().contains(name.text()))
                .isPresent();
        return (named ? 1 : 0)
                + type.all().stream()
                        .filter(each -> each.is("abstract_pointer_declarator"))
                        .count();
    }

    private boolean isNumber(Syntax value) {
        List<Syntax> children = value.children();
        return switch (value.type()) {
            case "number_literal", "char_literal" -> !value.text().equals("0");
            case "identifier" -> declared.numbers().contains(value.text());
            case "field_expression" ->
                value.child("field")
                        .filter(field -> declared.numbers().contains(field.text()))
                        .isPresent();
            case "subscript_expression" ->
                value.child("argument")
                        .filter(row -> row.is("identifier") && declared.rows().contains(row.text()))
                        .isPresent();
            case "cast_expression" ->
                value.child("type").filter(inner -> stars(inner) == 0).isPresent();
            case "unary_expression" -> true;
            case "pointer_expression" ->
                value.text().equals("*")
                        && value.child("argument")
                                .filter(row ->
                                        row.is("identifier") && declared.rows().contains(row.text()))
                                .isPresent();
            case "parenthesized_expression" -> children.size() == 3 && isNumber(children.get(1));
            case "comma_expression" -> isNumber(children.getLast());
            case "binary_expression" -> isNumber(children.getFirst()) && isNumber(children.getLast());
            case "conditional_expression" ->
                value.child("consequence").filter(this::isNumber).isPresent()
                        || value.child("alternative").filter(this::isNumber).isPresent();
            case "call_expression" ->
                value.child("function")
                        .filter(callee -> callee.is("primitive_type"))
                        .isPresent();
            default -> false;
        };
    }
}
