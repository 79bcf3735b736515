package dev.tilewright.device;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses classes of a kernel that could do anything but compute. It looks at class files, in which nothing of the source is left to hide
 * behind: what they name, call, keep and catch must be in a short list.
 *
 * <p>Nothing may outlive a call: static fields are numbers and vector species that are set once. Nothing is caught, since the failure of a
 * class to initialise, which happens once, would tell a first run from a second.
 */
public final class ClassScreen {

    private static final Set<String> CONSTANTS = Set.of(
            "jdk.incubator.vector.VectorSpecies",
            "jdk.incubator.vector.VectorShuffle",
            "jdk.incubator.vector.VectorMask",
            "jdk.incubator.vector.FloatVector",
            "jdk.incubator.vector.DoubleVector",
            "jdk.incubator.vector.IntVector",
            "jdk.incubator.vector.LongVector",
            "jdk.incubator.vector.ShortVector",
            "jdk.incubator.vector.ByteVector");

    private static final Set<String> SYSTEMS_OWN = Set.of("java", "javax", "jdk", "sun", "com.sun");

    private final Set<String> own;
    private final AllowedClasses allowed;

    /** Where the reason is: a line, or where class files have none a class. */
    private String place = "";

    private ClassScreen(Set<String> own, AllowedClasses allowed) {
        this.own = own;
        this.allowed = allowed;
    }

    /**
     * Checks the classes of a kernel.
     *
     * @param classes class files by binary name
     * @param allowed what of others they may use
     * @throws RefusedException if one of them could do more than compute, with the line and the reason
     */
    public static void check(Map<String, byte[]> classes, AllowedClasses allowed) throws RefusedException {
        for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
            ClassModel model;
            try {
                model = ClassFile.of().parse(entry.getValue());
                new ClassScreen(classes.keySet(), allowed).check(model);
            } catch (IllegalArgumentException unreadable) {
                throw new RefusedException(
                        "The class %s cannot be read: %s.".formatted(entry.getKey(), unreadable.getMessage()));
            }
        }
    }

    private void check(ClassModel model) throws RefusedException {
        String name = AllowedClasses.name(model.thisClass().asSymbol());
        place = "Class " + name;
        require(
                SYSTEMS_OWN.stream().noneMatch(prefix -> name.startsWith(prefix + ".")),
                "it is in a package of Java's own");
        String above = model.superclass()
                .map(ClassEntry::asSymbol)
                .map(AllowedClasses::name)
                .orElse("");
        require(
                above.equals("java.lang.Object") || own.contains(above),
                "it extends %s; a kernel's classes extend nothing, and are neither records nor enums".formatted(above));
        for (ClassEntry each : model.interfaces()) {
            String implemented = AllowedClasses.name(each.asSymbol());
            require(own.contains(implemented), "it implements %s, which is not the kernel's".formatted(implemented));
        }
        for (FieldModel field : model.fields()) {
            checkField(field);
        }
        for (MethodModel method : model.methods()) {
            checkMethod(method);
        }
        place = "Class " + name;
        for (PoolEntry entry : model.constantPool()) {
            checkConstant(entry);
        }
    }

    private void checkField(FieldModel field) throws RefusedException {
        String name = field.fieldName().stringValue();
        ClassDesc type = field.fieldTypeSymbol();
        if (field.flags().has(AccessFlag.STATIC)) {
            boolean constant = type.isPrimitive() || CONSTANTS.contains(AllowedClasses.name(type));
            require(
                    field.flags().has(AccessFlag.FINAL) && constant,
                    "the static field %s keeps what one run leaves for the next; allowed are static final numbers and vector species"
                            .formatted(name));
        } else {
            require(isKnown(type), "the field %s is a %s".formatted(name, type.displayName()));
        }
    }

    private void checkMethod(MethodModel method) throws RefusedException {
        String name = method.methodName().stringValue();
        Optional<CodeModel> code = method.code();
        code.flatMap(ClassScreen::firstLine).ifPresent(this::at);
        require(!method.flags().has(AccessFlag.NATIVE), "%s is native".formatted(name));
        require(!method.flags().has(AccessFlag.SYNCHRONIZED), "%s is synchronized".formatted(name));
        require(
                !(name.equals("finalize") && method.methodTypeSymbol().parameterCount() == 0),
                "finalize is called behind the kernel's back");
        if (code.isPresent()) {
            for (CodeElement element : code.get()) {
                checkElement(element);
            }
        }
    }

    private void at(int line) {
        place = "Line " + line;
    }

    private static Optional<Integer> firstLine(CodeModel code) {
        for (CodeElement element : code) {
            if (element instanceof LineNumber number) {
                return Optional.of(number.line());
            }
        }
        return Optional.empty();
    }

    private void checkElement(CodeElement element) throws RefusedException {
        switch (element) {
            case LineNumber number -> at(number.line());
            case ExceptionCatch _ -> throw refused("an exception is caught");
            case MonitorInstruction _ -> throw refused("synchronized");
            case ThrowInstruction _ -> throw refused("an exception is thrown");
            case InvokeDynamicInstruction _ ->
                throw refused("a lambda, a method reference, a record, or strings that are joined");
            case InvokeInstruction call -> checkCall(call);
            case FieldInstruction field -> checkAccess(field);
            case NewObjectInstruction made -> requireKnown(made.className().asSymbol(), "makes an object of %s");
            case NewReferenceArrayInstruction made ->
                requireKnown(made.componentType().asSymbol(), "makes an array of %s");
            case NewMultiArrayInstruction made -> requireKnown(made.arrayType().asSymbol(), "makes a %s");
            case TypeCheckInstruction check -> requireKnown(check.type().asSymbol(), "casts to %s");
            case ConstantInstruction.LoadConstantInstruction loaded -> checkLoaded(loaded);
            case Instruction _ -> {
                // Arithmetic, arrays, branches, and local variables.
            }
            default -> {
                // Labels, and what debuggers are told.
            }
        }
    }

    private void checkLoaded(ConstantInstruction.LoadConstantInstruction loaded) throws RefusedException {
        switch (loaded.constantValue()) {
            case Number _ -> {
                // Arithmetic.
            }
            case ClassDesc type -> throw refused("%s.class".formatted(type.displayName()));
            case String text -> throw refused("the string \"%s\"".formatted(text));
            default -> throw refused("a constant that is no number");
        }
    }

    private void checkCall(InvokeInstruction call) throws RefusedException {
        ClassDesc owner = call.owner().asSymbol();
        String method = call.name().stringValue();
        if (owner.isArray()) {
            require(method.equals("clone"), "calls %s of an array".formatted(method));
            return;
        }
        String name = AllowedClasses.name(owner);
        if (own.contains(name)) {
            return;
        }
        boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
        require(
                allowed.mayCall(name, method, call.typeSymbol(), isStatic),
                "%s.%s is not among what a kernel may call: arithmetic, copies of arrays, vectors"
                        .formatted(simple(name), method));
    }

    private void checkAccess(FieldInstruction field) throws RefusedException {
        String owner = AllowedClasses.name(field.owner().asSymbol());
        if (own.contains(owner)) {
            return;
        }
        boolean reads = switch (field.opcode()) {
            case GETSTATIC, GETFIELD -> true;
            default -> false;
        };
        require(
                reads && allowed.mayRead(owner, field.typeSymbol()),
                "the field %s.%s is not the kernel's"
                        .formatted(simple(owner), field.name().stringValue()));
    }

    private void requireKnown(ClassDesc type, String what) throws RefusedException {
        require(isKnown(type), (what + ", which a kernel may not").formatted(type.displayName()));
    }

    /** Tells whether a kernel may hold objects of a type. */
    private boolean isKnown(ClassDesc type) {
        ClassDesc component = type.componentType();
        if (component != null) {
            return isKnown(component);
        }
        String name = AllowedClasses.name(type);
        return type.isPrimitive() || own.contains(name) || allowed.isValue(name);
    }

    /** Looks at the constants too, of which the code need not be the only user. */
    private void checkConstant(PoolEntry entry) throws RefusedException {
        switch (entry) {
            case InvokeDynamicEntry _, ConstantDynamicEntry _, MethodHandleEntry _, MethodTypeEntry _ ->
                throw refused("a lambda, a method reference, a record, or strings that are joined");
            case ClassEntry type -> {
                ClassDesc named = type.asSymbol();
                while (named.componentType() != null) {
                    named = named.componentType();
                }
                String name = AllowedClasses.name(named);
                require(
                        named.isPrimitive() || own.contains(name) || allowed.mayName(name),
                        "%s is not among what a kernel may use".formatted(name));
            }
            default -> {
                // Names, types and numbers.
            }
        }
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private void require(boolean condition, String reason) throws RefusedException {
        if (!condition) {
            throw refused(reason);
        }
    }

    private RefusedException refused(String reason) {
        return new RefusedException("%s: %s.".formatted(place, reason));
    }
}
