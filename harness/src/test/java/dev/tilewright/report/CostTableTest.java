package dev.tilewright.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tilewright.cost.CostDescription;
import dev.tilewright.device.DeviceFacts;
import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.IllegalTransformationException;
import dev.tilewright.loops.transform.Schedule;
import dev.tilewright.report.CostTable.Row;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class CostTableTest {

    private static final DeviceFacts CPU = new DeviceFacts(2, 16, 4096, 1 << 20, 32 << 20, 1L << 34, 1L << 32, true);

    private static CostDescription tiled() {
        try {
            return CostDescription.of(
                    Schedule.parse(List.of("C: bind(i, group)", "C: vectorize(j, 16)", "C: accumulate(k, i=4, j=2)"))
                            .apply(Computations.matmul(1024, 1024, 1024), Computations.GPU),
                    CPU);
        } catch (IllegalTransformationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void rowsSayWhatTheKernelDoesByCount() {
        assertThat(CostTable.rows(tiled()))
                .contains(
                        new Row("operations", "2.15 G", ""),
                        // 2¹⁸ steps of 32 columns' worth of tiles: 4 + 32 elements each, and the result.
                        new Row("loaded and stored", "1.21 GB", "1.77 operations a byte"),
                        new Row("from beyond last-level", "12.6 MB", "171 operations a byte"),
                        new Row("compulsory", "12.6 MB", "every input read once, every output written once"),
                        new Row("lanes", "16", "100 % of the operations in them"),
                        new Row("accumulators", "8", "with 6 operands, 44 % of the registers of a work-item"),
                        new Row(
                                "groups",
                                "256",
                                "of 1 work-item; 128 a compute unit, the last wave keeps 100 % of them busy"),
                        new Row("local memory", "0 B", "in each group"),
                        new Row("B[k, j]", "1.07 GB", "strided by 1024 along k, contiguous in lanes"));
    }

    @Test
    void theRunFolderCarriesTheSameNumbers() {
        Findings findings = Findings.of(RecordedRun.run(), RecordedRun.steps(), RecordedRun.demand());

        JsonNode result = new ObjectMapper().readTree(ResultFile.write(findings.describedAs(tiled())));
        assertThat(result.at("/description/operations").asDouble()).isEqualTo(2147483648.0);
        assertThat(result.at("/description/compulsory_bytes").asDouble()).isEqualTo(12582912.0);
        assertThat(result.at("/description/traffic/0/level").asString()).isEqualTo("registers");
        assertThat(result.at("/description/launches/0/accumulators").asInt()).isEqualTo(8);
        assertThat(result.at("/description/launches/0/operands/1/stride_innermost")
                        .asInt())
                .isEqualTo(1024);

        assertThat(ReportPage.write(findings.describedAs(tiled()), ""))
                .contains("What the kernel does, by count", "1.77 operations a byte");
        assertThat(ReportPage.write(findings, "")).doesNotContain("by count");
    }
}
