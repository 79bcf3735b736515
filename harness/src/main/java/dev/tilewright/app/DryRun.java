package dev.tilewright.app;

import dev.tilewright.device.BuildException;
import dev.tilewright.device.cuda.Architecture;
import dev.tilewright.device.cuda.Cubin;
import dev.tilewright.device.cuda.CudaCompiler;
import dev.tilewright.device.cuda.CudaCompilers;
import dev.tilewright.device.cuda.KernelResources;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernel.Launch;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.task.Problem;
import dev.tilewright.task.Task;
import dev.tilewright.task.UserKernel;
import dev.tilewright.task.UserKernelReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Compiles candidates for an architecture that need not be there, and tells what they take of it. Nothing is run, so nothing is verified,
 * timed or remembered.
 *
 * @param home where tasks are found
 */
public record DryRun(Home home) {

    private static final int DEFAULT_CANDIDATES = 32;
    private static final int DEFAULT_SEED = 1;

    /**
     * What a caller asks for.
     *
     * @param problem the task and the problem
     * @param device an architecture of NVIDIA's GPUs, {@code cuda:sm_90}
     * @param candidates how many at most; empty for 32
     * @param seed where all randomness comes from; empty for 1
     * @param kernel the file of one kernel whose configurations are compiled; empty to evolve from the naive kernel
     */
    public record Request(
            ProblemChoice problem,
            DeviceChoice device,
            OptionalInt candidates,
            OptionalLong seed,
            Optional<Path> kernel) {}

    /**
     * What came of it.
     *
     * @param task the task
     * @param problem the problem
     * @param architecture as the compiler names it, {@code sm_90}
     * @param compiler the compiler's name and version
     * @param seed where the candidates came from
     * @param candidates in the order in which they were drawn
     */
    public record Report(
            Task task, Problem problem, String architecture, String compiler, long seed, List<Compiled> candidates) {

        public Report {
            candidates = List.copyOf(candidates);
        }

        /** Returns how many candidates were built. */
        public long built() {
            return candidates.stream().filter(Compiled::built).count();
        }

        /** Returns how many candidates were not built. */
        public long failed() {
            return candidates.size() - built();
        }

        /** Returns how many candidates need more registers than they have. */
        public long spilling() {
            return candidates.stream().filter(Compiled::spills).count();
        }

        /** Returns how many candidates were built with warnings. */
        public long warned() {
            return candidates.stream().filter(Compiled::warned).count();
        }
    }

    /**
     * What became of a candidate.
     *
     * @param candidate the candidate
     * @param cubin its machine code; empty where it does not build
     * @param log what the compiler said
     */
    public record Compiled(Candidate candidate, Optional<Cubin> cubin, String log) {

        /** Tells whether it was built. */
        public boolean built() {
            return cubin.isPresent();
        }

        /** Returns what a launch takes of the architecture; empty where the candidate was not built. */
        public Optional<KernelResources> resources(Launch launch) {
            return cubin.flatMap(code -> code.resourcesOf(launch.entry()));
        }

        private boolean spills() {
            return cubin.stream().flatMap(code -> code.resources().stream()).anyMatch(KernelResources::spills);
        }

        private boolean warned() {
            return cubin.filter(code -> !code.warnings().isEmpty()).isPresent();
        }
    }

    /**
     * Compiles candidates.
     *
     * @throws UseCaseException if no architecture is named, or the kernel does not fit it
     */
    public Report compile(Request request) {
        Feasibility.requirePositive(request.candidates(), Optional.empty());
        Task task = request.problem().task(home);
        Problem problem = request.problem().problem(task);
        Architecture architecture = request.device()
                .architecture()
                .orElseThrow(
                        () -> UseCaseException.request(
                                "--dry-run compiles for an architecture of NVIDIA's GPUs; name it, for example --device cuda:sm_90"));
        Optional<UserKernel> own = request.kernel().map(file -> UserKernelReader.read(file, task));
        own.ifPresent(mine -> Feasibility.requireCompiles(mine, problem));
        CudaCompiler compiler = CudaCompilers.findFor(architecture.name());
        GenomeFactory factory = new GenomeFactory(
                new KernelTarget(task, problem, Language.CUDA, architecture.facts()),
                own.map(List::of).orElse(task.kernels()));
        long seed = request.seed().orElse(DEFAULT_SEED);
        List<Compiled> compiled = new ArrayList<>();
        for (Candidate candidate : DryRunCandidates.draw(
                factory, problem, own.isEmpty(), seed, request.candidates().orElse(DEFAULT_CANDIDATES))) {
            compiled.add(compile(candidate, compiler, architecture));
        }
        return new Report(task, problem, architecture.name(), compiler.version(), seed, compiled);
    }

    private static Compiled compile(Candidate candidate, CudaCompiler compiler, Architecture architecture) {
        try {
            Cubin cubin = compiler.compile(KernelGenome.of(candidate).program().kernel(), architecture.name());
            return new Compiled(candidate, Optional.of(cubin), cubin.log());
        } catch (BuildException failed) {
            return new Compiled(candidate, Optional.empty(), String.valueOf(failed.getMessage()));
        }
    }
}
