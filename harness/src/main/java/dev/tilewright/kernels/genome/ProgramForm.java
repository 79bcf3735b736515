package dev.tilewright.kernels.genome;

import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.Kernel;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import java.util.List;
import tools.jackson.databind.util.StdConverter;

/** A program in JSON: buffers and launches as in {@code launch.json}, with the source in it, word for word. */
record ProgramForm(
        Language language,
        String source,
        List<String> entries,
        List<String> buildOptions,
        List<Buffer> buffers,
        List<Launch> launches) {

    /** To JSON. */
    static final class Writer extends StdConverter<KernelProgram, ProgramForm> {
        @Override
        public ProgramForm convert(KernelProgram program) {
            Kernel kernel = program.kernel();
            return new ProgramForm(
                    kernel.language(),
                    kernel.source(),
                    kernel.entries(),
                    kernel.buildOptions(),
                    program.buffers(),
                    program.launches());
        }
    }

    /** From JSON. */
    static final class Reader extends StdConverter<ProgramForm, KernelProgram> {
        @Override
        public KernelProgram convert(ProgramForm form) {
            return new KernelProgram(
                    new Kernel(form.language(), form.source(), form.entries(), form.buildOptions()),
                    form.buffers(),
                    form.launches());
        }
    }
}
