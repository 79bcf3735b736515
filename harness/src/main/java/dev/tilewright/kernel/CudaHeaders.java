package dev.tilewright.kernel;

import java.util.Set;

/** Headers that belong to CUDA C as much as its built-in types: half precision and matrix units have no other way in. */
public final class CudaHeaders {

    private static final Set<String> ALL = Set.of(
            "<cuda_fp16.h>",
            "<cuda_bf16.h>",
            "<cuda_fp8.h>",
            "<mma.h>",
            "<math_constants.h>",
            "<cuda_pipeline_primitives.h>");

    private CudaHeaders() {}

    /**
     * Tells whether a kernel may include a header as the compiler's own.
     *
     * @param header as it stands in the directive, {@code <mma.h>}
     */
    public static boolean include(String header) {
        return ALL.contains(header);
    }
}
