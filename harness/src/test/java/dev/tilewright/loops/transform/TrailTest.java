package dev.tilewright.loops.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tilewright.loops.Computations;
import dev.tilewright.loops.nest.IllegalTransformationException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers of later steps follow those that an earlier one was given. */
class TrailTest {

    private static final List<String> PACKED = List.of(
            "C: bind(i, group)",
            "C: vectorize(j, 8)",
            "C: accumulate(k, i=4, j=2)",
            "C: pack(A, i, 4)",
            "C: pack(B, j, 16)",
            "B_panels: vectorize(j1, 8)");

    private static Trail trail(List<String> steps) throws IllegalTransformationException {
        return Trail.of(Schedule.parse(steps), Computations.matmul(96, 96, 96), Computations.GPU);
    }

    private static List<String> changed(List<String> steps, int place, String step)
            throws IllegalTransformationException {
        ScheduleBuilder child = trail(steps).first(place);
        child.take(ScheduleStep.parse(step));
        child.follow(trail(steps), place + 1);
        return child.schedule().text().subList(place + 1, steps.size());
    }

    @Test
    void panelsAreAsWideAsTheTileIs() throws IllegalTransformationException {
        assertThat(changed(PACKED, 2, "C: accumulate(k, i=6, j=4)"))
                .containsExactly("C: pack(A, i, 6)", "C: pack(B, j, 32)", "B_panels: vectorize(j1, 8)");
    }

    @Test
    void panelsFollowTheLanesToo() throws IllegalTransformationException {
        assertThat(changed(PACKED, 1, "C: vectorize(j, 4)")).contains("C: pack(A, i, 4)", "C: pack(B, j, 8)");
    }

    @Test
    void aNumberThatIsNoLongerLegalGivesWayToTheNearest() throws IllegalTransformationException {
        // A panel of 3·4 elements holds no whole number of eight lanes.
        assertThat(changed(PACKED, 2, "C: accumulate(k, i=4, j=3)")).contains("C: pack(B, j, 24)");
        List<String> narrow = List.of(
                "C: vectorize(j, 4)", "C: accumulate(k, j=2)", "C: pack(B, j, 8)", "B_panels: vectorize(j1, 8)");
        assertThat(changed(narrow, 1, "C: accumulate(k, j=3)"))
                .containsExactly("C: pack(B, j, 12)", "B_panels: vectorize(j1, 4)");
    }

    @Test
    void aLoopThatWasWrittenOutWholeStaysSo() throws IllegalTransformationException {
        List<String> steps = List.of("C: split(k, 4)", "C: unroll(k1, 4)");
        assertThat(changed(steps, 0, "C: split(k, 8)")).containsExactly("C: unroll(k1, 8)");
    }

    @Test
    void aPanelThatFollowedFromNothingStaysAsItIs() throws IllegalTransformationException {
        List<String> steps = List.of("C: vectorize(j, 8)", "C: pack(A, i, 16)");
        assertThat(changed(steps, 0, "C: vectorize(j, 4)")).containsExactly("C: pack(A, i, 16)");
    }

    @Test
    void aStepThatIsLegalWithNoNumberIsRefused() throws IllegalTransformationException {
        Trail trail = trail(List.of("C: split(i, 8)", "C: bind(i1, item)"));
        ScheduleBuilder child = trail.first(0);
        assertThatThrownBy(() -> child.follow(trail, 1)).isInstanceOf(IllegalTransformationException.class);
    }

    @Test
    void whatFollowsNothingOtherIsTheSame() throws IllegalTransformationException {
        for (int place = 0; place <= PACKED.size(); place++) {
            ScheduleBuilder child = trail(PACKED).first(place);
            child.follow(trail(PACKED), place);
            assertThat(child.schedule().text()).isEqualTo(PACKED);
        }
    }
}
