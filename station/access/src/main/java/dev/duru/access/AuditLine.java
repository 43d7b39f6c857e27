package dev.duru.access;

import java.time.Instant;

/**
 * A fact as the audit log shows it.
 *
 * @param project {@code ""} when it belongs to none
 * @param by who did it; {@code ""} when the fact names nobody
 * @param detail the other components, as {@code name=value}
 */
public record AuditLine(
        long sequence, Instant at, String kind, String project, String by, String detail) {}
