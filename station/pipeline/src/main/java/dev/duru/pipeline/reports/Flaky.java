package dev.duru.pipeline.reports;

import dev.duru.pipeline.state.TestCaseRow;
import dev.duru.pipeline.state.TestCaseRow.Result;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which tests are flaky: the same commit made them fail and pass. */
final class Flaky {
    private Flaky() {}

    /**
     * The cases with their mark.
     *
     * @param history the results of each case in other runs of the commit, by suite, line end, name
     */
    static List<TestCaseRow> mark(List<TestCaseRow> cases, Map<String, List<Result>> history) {
        Map<String, Set<Result>> seen = new HashMap<>();
        history.forEach((key, results) -> results(seen, key).addAll(results));
        for (TestCaseRow test : cases) {
            results(seen, key(test)).add(test.result());
        }
        List<TestCaseRow> marked = new ArrayList<>(cases.size());
        for (TestCaseRow test : cases) {
            Set<Result> results = results(seen, key(test));
            boolean both = results.contains(Result.PASSED) && results.contains(Result.FAILED);
            marked.add(
                    new TestCaseRow(
                            test.jobId(),
                            test.suite(),
                            test.name(),
                            test.result(),
                            test.millis(),
                            test.message(),
                            test.trace(),
                            test.flaky() || both));
        }
        return marked;
    }

    private static Set<Result> results(Map<String, Set<Result>> seen, String key) {
        return seen.computeIfAbsent(key, unused -> EnumSet.noneOf(Result.class));
    }

    private static String key(TestCaseRow test) {
        return test.suite() + "\n" + test.name();
    }
}
