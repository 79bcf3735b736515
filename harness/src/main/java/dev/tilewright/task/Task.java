package dev.tilewright.task;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.tensor.Computation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A computation to find a fast kernel for.
 *
 * @param name what it is called on the command line
 * @param summary one line on what it computes
 * @param sizes the names of its sizes
 * @param arguments its tensors, in the order in which kernels take them
 * @param compute the tensor expression as it was written; empty if the task has a trusted reference in its place
 * @param computation the same, parsed and resolved
 * @param reference what is trusted in place of {@code compute}
 * @param problems what it is tuned for; the first is the default
 * @param verify smaller problems on which a general candidate must be right too
 * @param heldOut problems that only a new best is verified on
 * @param tolerance how far a result may be from the reference
 * @param kernels kernels of the user
 */
public record Task(
        String name,
        String summary,
        List<String> sizes,
        List<Argument> arguments,
        Optional<String> compute,
        Optional<Computation> computation,
        Optional<Reference> reference,
        List<Problem> problems,
        List<Problem> verify,
        List<Problem> heldOut,
        Tolerance tolerance,
        List<UserKernel> kernels) {

    public Task {
        sizes = List.copyOf(sizes);
        arguments = List.copyOf(arguments);
        problems = List.copyOf(problems);
        verify = List.copyOf(verify);
        heldOut = List.copyOf(heldOut);
        kernels = List.copyOf(kernels);
    }

    /** Returns the same task, whose kernels are trusted, that of its reference among them. */
    public Task trusting() {
        return new Task(
                name,
                summary,
                sizes,
                arguments,
                compute,
                computation,
                reference.map(Reference::asTrusted),
                problems,
                verify,
                heldOut,
                tolerance,
                kernels.stream().map(UserKernel::asTrusted).toList());
    }

    /**
     * Returns a digest of what is computed: of the expression or the reference, the arguments with how they are filled, and the tolerance. A
     * task that was changed is another task, whatever it is called.
     */
    public String content() {
        String expression = compute.map(text -> String.join(" ", text.strip().split("\\s+")))
                .or(() -> reference.map(Reference::content))
                .orElse("");
        String text = String.join("\u0000", sizes.toString(), arguments.toString(), expression, tolerance.toString());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns the buffers of the arguments for {@code problem}, in order. */
    public List<Buffer> buffers(Problem problem) {
        return arguments.stream().map(argument -> argument.buffer(problem)).toList();
    }
}
