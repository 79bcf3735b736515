package dev.tilewright.kernels.screen;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a source declares.
 *
 * @param functions the functions that have a body in it
 * @param types the types that it gives a name
 * @param pointers those of the types that are pointers
 * @param numbers the variables, parameters and members that are numbers wherever they are declared
 * @param rows the names that are declared as a pointer to numbers or an array of them, and never as a pointer to pointers
 * @param pointerVariables the variables and parameters that are pointers
 * @param writable the variables and parameters that are pointers or arrays of a plain type without {@code const} wherever they are declared
 * @param lasting the constants that are there from one run to the next
 */
record Declarations(
        Set<String> functions,
        Set<String> types,
        Set<String> pointers,
        Set<String> numbers,
        Set<String> rows,
        Set<String> pointerVariables,
        Set<String> writable,
        Set<String> lasting) {

    private static final Set<String> NAMES = Set.of(
            "identifier",
            "field_identifier",
            "type_identifier",
            "operator_name",
            "destructor_name",
            "template_function",
            "template_method",
            "operator_cast",
            "primitive_type");

    static Declarations of(Syntax root) {
        Set<String> functions = new HashSet<>();
        Set<String> types = new HashSet<>();
        Set<String> pointers = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        Set<String> rows = new HashSet<>();
        Set<String> others = new HashSet<>();
        Set<String> pointerVariables = new HashSet<>();
        Set<String> writable = new HashSet<>();
        Set<String> otherwise = new HashSet<>();
        Set<String> lasting = new HashSet<>();
        for (Syntax node : root.all()) {
            switch (node.type()) {
                case "function_definition" ->
                    node.child("declarator").flatMap(Declarations::name).ifPresent(functions::add);
                case "type_definition" ->
                    node.children("declarator")
                            .forEach(each -> name(each).ifPresent(name -> {
                                types.add(name);
                                boolean made = node.child("type")
                                        .filter(type -> pointers.contains(type.text()))
                                        .isPresent();
                                if (made || pointers(each) > 0 && !each.is("array_declarator")) {
                                    pointers.add(name);
                                }
                            }));
                case "struct_specifier",
                        "union_specifier",
                        "enum_specifier",
                        "class_specifier",
                        "alias_declaration",
                        "concept_definition" ->
                    node.child("name").map(Syntax::text).ifPresent(types::add);
                case "type_parameter_declaration", "optional_type_parameter_declaration" ->
                    node.all().stream()
                            .filter(each -> each.is("type_identifier"))
                            .map(Syntax::text)
                            .forEach(types::add);
                default -> {
                    // Declares none of these.
                }
            }
            if (node.is(
                    "declaration", "parameter_declaration", "field_declaration", "optional_parameter_declaration")) {
                boolean builtIn = node.child("type")
                        .filter(type -> type.is("primitive_type", "sized_type_specifier"))
                        .isPresent();
                boolean constant = node.children().stream()
                        .anyMatch(child -> child.is("type_qualifier")
                                && Set.of("const", "constexpr").contains(child.text()));
                boolean lasts = constant && (TreeScreen.isGlobal(node) || TreeScreen.isStatic(node));
                node.children("declarator").forEach(declarator -> {
                    boolean plain = !constant
                            && !node.is("field_declaration")
                            && pointers(declarator) > 0
                            && node.child("type")
                                    .filter(type ->
                                            builtIn || type.is("type_identifier") && !types.contains(type.text()))
                                    .isPresent();
                    name(declarator).ifPresent((plain ? writable : otherwise)::add);
                    if (lasts) {
                        name(declarator).ifPresent(lasting::add);
                    }
                    if (isPointer(node, declarator, pointers)) {
                        name(declarator).ifPresent(pointerVariables::add);
                    }
                    int depth = builtIn ? pointers(declarator) : 2;
                    name(declarator).ifPresent((depth == 0 ? numbers : depth == 1 ? rows : others)::add);
                });
            }
        }
        numbers.removeAll(rows);
        numbers.removeAll(others);
        rows.removeAll(others);
        writable.removeAll(otherwise);
        return new Declarations(functions, types, pointers, numbers, rows, pointerVariables, writable, lasting);
    }

    /**
     * Tells whether a variable is a pointer where it is used: the nearest declaration before that counts, and where none is found, any of
     * that name.
     */
    boolean isPointer(Syntax use) {
        Syntax below = use;
        for (Optional<Syntax> up = use.parent(); up.isPresent(); up = up.get().parent()) {
            Syntax scope = up.get();
            List<Syntax> before = scope.is("function_definition")
                    ? scope.child("declarator").map(Syntax::all).orElse(List.of())
                    : scope.children()
                            .subList(0, scope.children().indexOf(below))
                            .reversed();
            for (Syntax declaration : before) {
                if (declaration.is("declaration", "parameter_declaration", "optional_parameter_declaration")) {
                    for (Syntax declarator : declaration.children("declarator").toList()) {
                        if (name(declarator).filter(use.text()::equals).isPresent()) {
                            return isPointer(declaration, declarator, pointers);
                        }
                    }
                }
            }
            below = scope;
        }
        return pointerVariables.contains(use.text());
    }

    private static boolean isPointer(Syntax declaration, Syntax declarator, Set<String> pointers) {
        boolean named = declaration
                .child("type")
                .filter(type -> pointers.contains(type.text()))
                .isPresent();
        return named || !TreeScreen.isPrototype(declarator) && pointsItself(declarator);
    }

    /** Tells whether a declarator is a pointer itself, and not a row that one may point to. */
    private static boolean pointsItself(Syntax declarator) {
        Syntax at = declarator;
        while (at.is("init_declarator")) {
            Optional<Syntax> inner = at.child("declarator");
            if (inner.isEmpty()) {
                return false;
            }
            at = inner.get();
        }
        return at.is("pointer_declarator");
    }

    /** Returns the name that a declarator declares, for one with a scope the last part. */
    static Optional<String> name(Syntax declarator) {
        Syntax at = declarator;
        while (!NAMES.contains(at.type())) {
            Optional<Syntax> inner = at.child(at.is("qualified_identifier") ? "name" : "declarator");
            if (inner.isEmpty()) {
                inner = at.children().stream()
                        .filter(child -> child.type().endsWith("_declarator") || NAMES.contains(child.type()))
                        .findFirst();
            }
            if (inner.isEmpty()) {
                return Optional.empty();
            }
            at = inner.get();
        }
        return Optional.of(at.is("operator_name") ? "operator" : at.text());
    }

    /** Counts the pointers and dimensions around a name. */
    private static int pointers(Syntax declarator) {
        int count = 0;
        Syntax at = declarator;
        while (true) {
            count += at.is("pointer_declarator", "array_declarator", "reference_declarator", "function_declarator")
                    ? 1
                    : 0;
            Optional<Syntax> inner = at.children().stream()
                    .filter(child -> child.type().endsWith("_declarator"))
                    .findFirst();
            if (inner.isEmpty()) {
                return count;
            }
            at = inner.get();
        }
    }
}
