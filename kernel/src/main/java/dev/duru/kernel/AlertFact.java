package dev.duru.kernel;

import java.time.Instant;

/**
 * An alert of a project began or ended, told to those whose route leads to the project's issues.
 */
public sealed interface AlertFact extends Fact.OfChange {
    /** The identity of the alert's labels, 16 hexadecimal digits. */
    String fingerprint();

    /**
     * It fires.
     *
     * @param commit live in the environment when it began, or {@code ""}
     * @param environment that it is about, or {@code ""}
     * @param severity such as {@code critical}, or {@code ""}
     * @param summary what people should read, or {@code ""}
     */
    record AlertFired(
            ProjectName project,
            String commit,
            String environment,
            String alert,
            String severity,
            String summary,
            String fingerprint,
            Instant since)
            implements AlertFact {}

    /** It is over. */
    record AlertResolved(
            ProjectName project,
            String commit,
            String environment,
            String alert,
            String fingerprint,
            Instant since,
            Instant until)
            implements AlertFact {}
}
