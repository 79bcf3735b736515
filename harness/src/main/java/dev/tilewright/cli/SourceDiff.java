package dev.tilewright.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;

/** The difference of two sources, in the unified format. */
final class SourceDiff {

    private static final int CONTEXT_LINES = 3;

    private SourceDiff() {}

    static List<String> of(String parentName, String parent, String childName, String child) {
        List<String> before = parent.lines().toList();
        return UnifiedDiffUtils.generateUnifiedDiff(
                parentName,
                childName,
                before,
                DiffUtils.diff(before, child.lines().toList()),
                CONTEXT_LINES);
    }
}
