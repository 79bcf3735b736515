package dev.tilewright.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.evolve.memory.Run;
import org.junit.jupiter.api.Test;

class ReportPageTest {

    private final String page = ReportPage.write(
            Findings.of(RecordedRun.run(), RecordedRun.steps(), RecordedRun.demand()),
            "C = A·B, single precision, row-major");

    @Test
    void thePageLoadsNothing() {
        assertThat(page).doesNotContain("http://", "https://", "src=", "<link", "@import", "url(", "<script");
    }

    @Test
    void sourceAndNamesAreEscaped() {
        assertThat(page)
                .contains("&lt;script&gt;alert(&quot;no&quot;)&lt;/script&gt;")
                .contains("Example 9000 &lt;16 cores&gt;")
                .contains("undeclared identifier &#39;acc_&lt;4&gt;&#39;");
    }

    @Test
    void theHeadlineNamesTheBestAndItsBaseline() {
        assertThat(page)
                .contains("27.9 ms for M=1024, N=1024, K=1024")
                .contains("21.9×")
                .contains("as fast as the naive kernel")
                .contains("77.0 GFLOP/s")
                .contains("51 % of the device&#39;s measured roofline");
    }

    @Test
    void theLineageGoesFromTheNaiveKernelToTheBest() {
        assertThat(page)
                .containsSubsequence(
                        "How it came to be",
                        "naive",
                        "add reorder(k, j)",
                        "add vectorize(j, 8)",
                        "add accumulate(i, 4)",
                        "split j: 64 -&gt; 32",
                        "add unroll(k, 4)",
                        "1.20×");
    }

    @Test
    void theCommandRepeatsTheRun() {
        assertThat(page)
                .contains("scripts/tilewright tune matmul --device opencl:0 --problem M=1024,N=1024,K=1024"
                        + " --evaluations 120 --seed 1 --generators transform,tune,cross --controller thompson");
    }

    @Test
    void theCommandNamesATaskFileAndAKernelAsTheRunWasGivenThem() {
        Run run = RecordedRun.run();
        Run own = new Run(run.id(), run.workload(), run.hardware(), run.device(), """
                {"task": "/mine/task.yaml", "seed": 1, "evaluations": 120, "time": "PT10M", "generators": ["tune"],
                 "controller": "uniform", "kernel": "/mine/kernel.cl"}""", run.version(), run.started());

        assertThat(ReportPage.write(Findings.of(own, RecordedRun.steps(), RecordedRun.demand()), ""))
                .contains("scripts/tilewright tune /mine/task.yaml --device opencl:0 --problem M=1024,N=1024,K=1024"
                        + " --evaluations 120 --time 600s --seed 1 --generators tune --controller uniform"
                        + " --kernel /mine/kernel.cl");
    }

    @Test
    void theCommandNamesWhatAStrategyStartedFrom() {
        Run run = RecordedRun.run();
        Run warm = new Run(run.id(), run.workload(), run.hardware(), run.device(), """
                {"task": "matmul", "seed": 1, "evaluations": 120, "generators": [], "controller": "", "strategy": "adaptive",
                 "kernel": "/mine/kernel.cl", "recordings": ["/a.json", "/b.json"]}""", run.version(), run.started());

        assertThat(ReportPage.write(Findings.of(warm, RecordedRun.steps(), RecordedRun.demand()), ""))
                .contains(
                        "--evaluations 120 --seed 1 --strategy adaptive --kernel /mine/kernel.cl --known /a.json /b.json");
    }

    @Test
    void bothCurvesAreDrawnWithUnits() {
        assertThat(page)
                .contains("seconds since the start")
                .contains("kernel time, ms, log scale")
                .contains("<circle class=\"ring\"");
    }
}
