package dev.duru.pipeline.state;

/**
 * A test case of a run.
 *
 * @param flaky whether it failed and succeeded for the same commit
 */
public record TestCaseRow(
        long jobId,
        String suite,
        String name,
        Result result,
        long millis,
        String message,
        String trace,
        boolean flaky) {
    /** How a test case ended. */
    public enum Result {
        PASSED,
        FAILED,
        SKIPPED
    }
}
