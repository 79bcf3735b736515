package dev.tilewright.kernels;

import dev.tilewright.cost.LaunchCost;
import dev.tilewright.cost.RegisterUse;
import dev.tilewright.kernel.Buffer;
import dev.tilewright.kernel.KernelProgram;
import dev.tilewright.kernels.genome.KernelGenome;
import java.util.List;

/** What a kernel takes beside time: what another program has to have for it, and what leaves a device less room. */
final class KernelCosts {

    private KernelCosts() {}

    /**
     * Returns the registers of a work-item in bytes, as much as the launch that needs most; scratch buffers in bytes; and launches. Where
     * the registers are unknown, as of text, they count as infinitely many: what is not known is no advantage.
     */
    static List<Double> of(KernelGenome genome) {
        double registers = genome.cost().stream()
                .flatMap(cost -> cost.launches().stream())
                .map(LaunchCost::registers)
                .mapToDouble(KernelCosts::bytes)
                .max()
                .orElse(Double.POSITIVE_INFINITY);
        KernelProgram program = genome.program();
        double scratch = program.buffers().stream()
                .filter(buffer -> buffer.role() == Buffer.Role.SCRATCH)
                .mapToDouble(Buffer::bytes)
                .sum();
        return List.of(registers, scratch, (double) program.launches().size());
    }

    private static double bytes(RegisterUse registers) {
        return registers.pressure() * registers.fileBytes();
    }
}
