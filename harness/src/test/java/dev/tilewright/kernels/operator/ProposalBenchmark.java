package dev.tilewright.kernels.operator;

import dev.tilewright.device.DeviceFacts;
import dev.tilewright.evolve.candidate.Arm;
import dev.tilewright.evolve.candidate.Candidate;
import dev.tilewright.evolve.candidate.Decision;
import dev.tilewright.evolve.candidate.Lineage;
import dev.tilewright.evolve.loop.Operator;
import dev.tilewright.kernel.Language;
import dev.tilewright.kernels.evaluate.measure.MedianInterval;
import dev.tilewright.kernels.genome.GenomeFactory;
import dev.tilewright.kernels.genome.KernelGenome;
import dev.tilewright.kernels.genome.KernelTarget;
import dev.tilewright.kernels.sketch.Sketches;
import dev.tilewright.task.Task;
import dev.tilewright.task.TaskReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Measures what a child costs that is only ranked (made by an operator, with its features and its cost by the static model), and what one
 * costs that is proposed (made into the program that is timed, and hashed, too). Run as {@code docs/measuring.md} says.
 */
final class ProposalBenchmark {

    /** An AMD EPYC of two threads, as PoCL sees it. */
    private static final DeviceFacts CPU = new DeviceFacts(2, 16, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);

    private static final int PARENTS = 40;
    private static final int WARM_UP = 4000;
    private static final int CHILDREN = 4000;

    private final List<Operator> operators;
    private final KernelTarget target;
    private final List<Candidate> parents = new ArrayList<>();
    private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1);
    private final List<Double> ranked = new ArrayList<>();
    private final List<Double> proposed = new ArrayList<>();

    private ProposalBenchmark(Task task) {
        target = new KernelTarget(task, task.problems().getFirst(), Language.OPENCL, CPU);
        GenomeFactory factory = new GenomeFactory(target, List.of());
        operators = Operators.names().stream()
                .map(name -> Operators.of(name, factory))
                .toList();
        while (parents.size() < PARENTS) {
            parents.add(new Candidate(Sketches.draw(factory, random).orElseThrow(), Lineage.seed("a sketch")));
        }
    }

    public static void main(String[] arguments) {
        for (String name : List.of("matmul", "softmax", "jacobi2d")) {
            ProposalBenchmark benchmark = new ProposalBenchmark(TaskReader.read(Path.of("tasks", name + ".yaml")));
            benchmark.draw(WARM_UP);
            benchmark.ranked.clear();
            benchmark.proposed.clear();
            benchmark.draw(CHILDREN);
            print(name + ", only ranked", benchmark.ranked);
            print(name + ", with its program and hash", benchmark.proposed);
        }
    }

    private void draw(int children) {
        while (ranked.size() < children) {
            Candidate parent = parents.get(random.nextInt(parents.size()));
            Candidate other = parents.get(random.nextInt(parents.size()));
            Operator operator = operators.get(random.nextInt(operators.size()));
            List<Arm> moves = operator.moves(parent);
            Decision decision = new Decision(1, 0, moves.get(random.nextInt(moves.size())));
            long start = System.nanoTime();
            Optional<Candidate> child = operator.make(List.of(parent, other), decision, random);
            if (child.isEmpty()) {
                continue;
            }
            KernelGenome genome = KernelGenome.of(child.get());
            double features =
                    genome.features().size() + genome.cost().orElseThrow().hashCode();
            double ranking = (System.nanoTime() - start) / 1e6;
            if (genome.obstacle().isPresent() || child.get().hash().isEmpty() || Double.isNaN(features)) {
                continue;
            }
            ranked.add(ranking);
            proposed.add((System.nanoTime() - start) / 1e6);
        }
    }

    private static void print(String which, List<Double> milliseconds) {
        var median = MedianInterval.of(
                milliseconds.stream().mapToDouble(Double::doubleValue).toArray());
        double mean =
                milliseconds.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double high = milliseconds.stream()
                .sorted()
                .skip(milliseconds.size() * 95L / 100)
                .findFirst()
                .orElseThrow();
        System.out.printf(
                "%s: median %.3f ms, 95 %% interval %.3f to %.3f, mean %.3f, 95th percentile %.3f, %d children%n",
                which, median.medianNanos(), median.lowNanos(), median.highNanos(), mean, high, median.samples());
    }
}
