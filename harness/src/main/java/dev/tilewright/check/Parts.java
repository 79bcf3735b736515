package dev.tilewright.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a check does: its parts, the most telling first.
 *
 * @param device the device that is checked, {@code cuda:0}
 * @param scale how much is done
 * @param workspace where it is done
 */
record Parts(String device, Scale scale, Workspace workspace) {

    /** Draws the random schedules: another for each build would make failures hard to compare. */
    private static final long SEED = 20_261_127;

    /**
     * Returns the parts of a check.
     *
     * @param beside the device through OpenCL, where a GPU is checked that OpenCL reaches too
     */
    List<Part> of(Optional<String> beside) {
        List<Part> parts = new ArrayList<>();
        parts.add(contract("contract", device));
        parts.add(peaks());
        parts.add(tune(scale.product()));
        parts.add(peers(
                "peers-matmul", List.of(scale.product()), List.of("tilewright", "cublas", "cublas-tf32", "torch")));
        parts.add(kernels("kernels", device));
        scale.others().forEach(tuned -> parts.add(tune(tuned)));
        parts.add(peers("peers", scale.others(), List.of("tilewright", "torch", "torch-tf32", "cupy")));
        beside.ifPresent(openCl -> {
            parts.add(contract("contract-opencl", openCl));
            parts.add(kernels("kernels-opencl", openCl));
        });
        return parts;
    }

    private Part contract(String name, String id) {
        Path lines = workspace.lines(name);
        List<String> command = contractProgram("ContractRun");
        command.addAll(List.of(id, lines.toString()));
        return new Part(name, scale.contract(), command, tests(), Optional.of(lines), false, Readings.contract(lines));
    }

    private Part kernels(String name, String id) {
        Path lines = workspace.lines(name);
        List<String> command = contractProgram("EmittedKernelsRun");
        command.addAll(List.of(
                id,
                Long.toString(SEED),
                Integer.toString(scale.schedules()),
                lines.toString(),
                workspace.failed().resolve(name).toString()));
        return new Part(
                name,
                scale.kernels(),
                command,
                tests(),
                Optional.of(lines),
                true,
                Readings.kernels(lines, scale.schedules()));
    }

    /** The contract is the backends' own tests, which look for the tasks one folder up. */
    private Path tests() {
        return workspace.home().resolve("lib");
    }

    private List<String> contractProgram(String name) {
        Path home = workspace.home();
        return new ArrayList<>(List.of(
                home.resolve("runtime/bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                "%s/lib/*:%s/contract/*".formatted(home, home),
                "dev.tilewright.device." + name));
    }

    private Part peaks() {
        return new Part(
                "peaks",
                scale.peaks(),
                tilewright(List.of("peaks", "--device", device)),
                workspace.work(),
                Optional.empty(),
                false,
                Readings.peaks());
    }

    private Part tune(Scale.Tuned tuned) {
        Path folder = workspace.runs().resolve(tuned.task());
        List<String> arguments = new ArrayList<>(List.of(
                "tune",
                tuned.task(),
                "--device",
                device,
                "--seed",
                "1",
                "--memory",
                workspace.memory().toString(),
                "--output",
                folder.toString(),
                "--problem",
                tuned.problem()));
        arguments.addAll(tuned.budget());
        return new Part(
                "tune-" + tuned.task(),
                tuned.limit(),
                tilewright(arguments),
                workspace.work(),
                Optional.of(folder.resolve("result.json")),
                false,
                Readings.tune(folder));
    }

    private List<String> tilewright(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(workspace.home().resolve("bin/tilewright").toString());
        command.addAll(arguments);
        return command;
    }

    private Part peers(String name, List<Scale.Tuned> tuned, List<String> contestants) {
        Path output = workspace.comparison(name);
        List<String> command = new ArrayList<>(List.of(
                "python3",
                "-B",
                workspace.home().resolve("scripts/compare-peers").toString()));
        tuned.forEach(each -> command.add(each.task()));
        // A problem is for every task that has its sizes, so each is given once.
        tuned.stream().map(Scale.Tuned::problem).distinct().forEach(each -> command.addAll(List.of("--problem", each)));
        command.addAll(List.of(
                "--device",
                device,
                "--memory",
                workspace.memory().toString(),
                "--contestants",
                String.join(",", contestants),
                "--rounds",
                Integer.toString(scale.rounds()),
                "--limits",
                "once",
                "--tuning",
                "0",
                "--limit",
                "45",
                "--output",
                output.toString()));
        return new Part(
                name,
                name.equals("peers") ? scale.peers() : scale.productPeers(),
                command,
                workspace.work(),
                Optional.of(output),
                false,
                Readings.peers(output, scale.peersMayBeAbsent()));
    }
}
