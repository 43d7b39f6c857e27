package dev.duru.pipeline.reports;

import dev.duru.pipeline.state.TestCaseRow;
import dev.duru.pipeline.state.TestCaseRow.Result;
import java.util.Comparator;
import java.util.List;

/**
 * A run's tests, counted.
 *
 * @param failures failed cases
 * @param slowest the ten slowest cases, slowest first
 * @param flakyCases cases that failed and passed for the same commit
 */
public record TestSummary(
        int total,
        int passed,
        int failed,
        int skipped,
        int flaky,
        long millis,
        List<TestCaseRow> failures,
        List<TestCaseRow> slowest,
        List<TestCaseRow> flakyCases) {

    /** Counts. */
    public static TestSummary of(List<TestCaseRow> tests) {
        List<TestCaseRow> failures = with(tests, Result.FAILED);
        List<TestCaseRow> flaky = tests.stream().filter(TestCaseRow::flaky).toList();
        return new TestSummary(
                tests.size(),
                with(tests, Result.PASSED).size(),
                failures.size(),
                with(tests, Result.SKIPPED).size(),
                flaky.size(),
                tests.stream().mapToLong(TestCaseRow::millis).sum(),
                failures,
                tests.stream()
                        .sorted(Comparator.comparingLong(TestCaseRow::millis).reversed())
                        .limit(10)
                        .toList(),
                flaky);
    }

    private static List<TestCaseRow> with(List<TestCaseRow> tests, Result result) {
        return tests.stream().filter(test -> test.result() == result).toList();
    }
}
