package dev.tilewright.kernels.screen;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at what a source declares, keeps and calls. */
final class TreeScreen {

    private static final Set<String> AT_FILE_SCOPE = Set.of(
            "function_definition",
            "declaration",
            "type_definition",
            "struct_specifier",
            "union_specifier",
            "enum_specifier",
            "class_specifier",
            "linkage_specification",
            "namespace_definition",
            "template_declaration",
            "using_declaration",
            "alias_declaration",
            "namespace_alias_definition",
            "static_assert_declaration",
            ";");

    private static final Set<String> SCOPES = Set.of("translation_unit", "declaration_list", "linkage_specification");

    /** Namespaces of the headers that CUDA C may include. */
    private static final Set<String> LIBRARIES = Set.of("wmma", "nvcuda");

    private final Syntax root;
    private final CVocabulary vocabulary;
    private final Declarations declared;
    private final PointerScreen pointers;
    private final ConstnessScreen constness;

    TreeScreen(Syntax root, CVocabulary vocabulary) {
        this.root = root;
        this.vocabulary = vocabulary;
        declared = Declarations.of(root);
        pointers = new PointerScreen(declared);
        constness = new ConstnessScreen(declared, root);
    }

    void check() throws ScreenException {
        List<Syntax> nodes = root.all();
        for (Syntax node : nodes) {
            if (node.isError()) {
                throw new ScreenException(
                        node.line(), "around \"%s\" something that is not understood".formatted(node.text()));
            }
        }
        for (Set<String> names : List.of(declared.functions(), declared.types())) {
            Optional<String> forbidden =
                    names.stream().filter(vocabulary::isForbidden).sorted().findFirst();
            if (forbidden.isPresent()) {
                throw new ScreenException(
                        1, "%s is a name of the run time's own, and is declared anew".formatted(forbidden.get()));
            }
        }
        for (Syntax node : nodes) {
            check(node);
        }
    }

    private void check(Syntax node) throws ScreenException {
        if (node.is("translation_unit", "declaration_list")) {
            for (Syntax child : node.children()) {
                if (!AT_FILE_SCOPE.contains(child.type()) && !child.is("{", "}")) {
                    throw new ScreenException(child.line(), "\"%s\" is no declaration".formatted(child.text()));
                }
            }
        }
        switch (node.type()) {
            case "function_declarator" -> function(node);
            case "abstract_function_declarator" -> throw new ScreenException(node.line(), "a pointer to a function");
            case "lambda_expression" -> throw new ScreenException(node.line(), "a lambda; write a function");
            case "call_expression" -> call(node);
            case "declaration" -> declaration(node);
            case "field_declaration" -> {
                if (isStatic(node)) {
                    constant(node, "a static member");
                }
                pointers.checkMember(node);
            }
            case "static" -> {
                boolean known = node.parent()
                        .filter(up -> up.is("storage_class_specifier"))
                        .flatMap(Syntax::parent)
                        .filter(up -> up.is("declaration", "field_declaration", "function_definition"))
                        .isPresent();
                if (!known) {
                    throw new ScreenException(node.line(), "static in an unusual place");
                }
            }
            case "union_specifier" -> {
                if (node.all().stream()
                        .anyMatch(each -> each.is("pointer_declarator", "abstract_pointer_declarator")
                                || declared.pointers().contains(each.text()))) {
                    throw new ScreenException(node.line(), "a union with a pointer, which makes pointers of numbers");
                }
            }
            case "cast_expression" -> {
                pointers.checkCast(node);
                checkConstness(node.child("type"), node.child("value"));
            }
            case "pointer_expression" -> pointers.checkAddress(node);
            case "pointer_declarator", "array_declarator" -> pointers.checkDepth(node);
            default -> {
                // Of no account.
            }
        }
    }

    private void function(Syntax declarator) throws ScreenException {
        Syntax inner = declarator.child("declarator").orElse(declarator);
        if (inner.type().endsWith("_declarator")) {
            throw new ScreenException(declarator.line(), "a pointer to a function");
        }
        Optional<Syntax> owner = declarator.parent();
        while (owner.filter(up -> up.is("pointer_declarator", "reference_declarator"))
                .isPresent()) {
            owner = owner.get().parent();
        }
        String name = Declarations.name(declarator).orElse("");
        switch (owner.map(Syntax::type).orElse("")) {
            case "function_definition" -> {
                // Its body is looked at by itself.
            }
            case "declaration", "field_declaration", "friend_declaration" -> {
                if (!declared.functions().contains(name)) {
                    throw new ScreenException(
                            declarator.line(), "%s is declared, and nowhere in the kernel defined".formatted(name));
                }
            }
            default -> throw new ScreenException(declarator.line(), "the type of a function");
        }
    }

    private void call(Syntax call) throws ScreenException {
        Syntax callee = call.child("function").orElse(call);
        if (callee.is("field_expression", "qualified_identifier", "template_function", "template_method")) {
            if (callee.is("template_function") && callee.text().equals("reinterpret_cast")) {
                pointers.checkReinterpretation(call, callee);
                checkConstness(
                        callee.all().stream()
                                .filter(each -> each.is("type_descriptor"))
                                .findFirst(),
                        call.child("arguments"));
            }
            callee = last(callee);
        }
        boolean known = switch (callee.type()) {
            case "identifier", "field_identifier", "type_identifier" -> isKnown(callee.text()) || isOfALibrary(call);
            case "primitive_type", "sized_type_specifier", "dependent_type" -> true;
            case "parenthesized_expression" ->
                callee.children().size() == 3
                        && declared.types().contains(callee.children().get(1).text())
                        && callee.children().get(1).is("identifier");
            default -> false;
        };
        if (!known) {
            throw new ScreenException(
                    call.line(),
                    callee.children().isEmpty()
                            ? "%s is called, which is neither defined in the kernel nor a function of %s that a kernel may call"
                                    .formatted(callee.text(), vocabulary.title())
                            : "something is called that is no function's name");
        }
    }

    private boolean isKnown(String name) {
        return declared.functions().contains(name) || declared.types().contains(name) || vocabulary.hasFunction(name);
    }

    private boolean isOfALibrary(Syntax call) {
        return vocabulary == CudaVocabulary.INSTANCE
                && call.child("function")
                        .filter(callee -> callee.is("qualified_identifier") && LIBRARIES.contains(callee.text()))
                        .isPresent();
    }

    /** Returns the last part of a name: of {@code wmma::fill_fragment}, of {@code v.length}, of {@code sum<4>}. */
    private static Syntax last(Syntax name) {
        Syntax at = name;
        while (true) {
            Optional<Syntax> inner = at.child(at.is("field_expression") ? "field" : "name");
            if (inner.isEmpty()) {
                return at;
            }
            at = inner.get();
        }
    }

    /** In CUDA C a cast may make of the address of a constant one to write to; OpenCL C has an address space for them. */
    private void checkConstness(Optional<Syntax> type, Optional<Syntax> value) throws ScreenException {
        if (vocabulary == CudaVocabulary.INSTANCE && type.isPresent() && value.isPresent()) {
            constness.check(type.get(), value.get());
        }
    }

    private void declaration(Syntax declaration) throws ScreenException {
        boolean variable = declaration.children("declarator").anyMatch(each -> !isPrototype(each));
        if (!variable) {
            return;
        }
        if (isGlobal(declaration)) {
            constant(declaration, "a variable of the whole program");
            boolean initialised = declaration.children("declarator").allMatch(each -> each.is("init_declarator"));
            if (!initialised) {
                throw new ScreenException(declaration.line(), "a constant of the whole program without its value");
            }
        } else if (isStatic(declaration)) {
            constant(declaration, "a static variable");
        }
    }

    static boolean isPrototype(Syntax declarator) {
        Syntax at = declarator;
        while (at.is("pointer_declarator", "reference_declarator")) {
            Optional<Syntax> inner = at.children().stream()
                    .filter(child -> child.type().endsWith("_declarator"))
                    .findFirst();
            if (inner.isEmpty()) {
                return false;
            }
            at = inner.get();
        }
        return at.is("function_declarator");
    }

    static boolean isGlobal(Syntax declaration) {
        return declaration
                .parent()
                .filter(up -> SCOPES.contains(up.type()) || up.is("template_declaration"))
                .isPresent();
    }

    static boolean isStatic(Syntax declaration) {
        return declaration.children().stream()
                .anyMatch(child ->
                        child.is("storage_class_specifier") && child.text().equals("static"));
    }

    private static void constant(Syntax declaration, String what) throws ScreenException {
        boolean constant = declaration.children().stream()
                .anyMatch(child -> child.is("type_qualifier")
                        && Set.of("const", "constexpr").contains(child.text()));
        boolean pointer = declaration
                .children("declarator")
                .anyMatch(each -> each.all().stream().anyMatch(inner -> inner.is("pointer_declarator")));
        if (!constant || pointer) {
            throw new ScreenException(
                    declaration.line(), what + " that can be written keeps what one run leaves for the next");
        }
    }
}
