package dev.duru.kernel;

import java.time.Instant;

/**
 * A fact in the ledger.
 *
 * @param sequence its place: strictly increasing, with gaps allowed
 * @param at when it was appended
 */
public record Entry(long sequence, Instant at, Fact fact) {}
