package dev.duru.logs.store;

import dev.duru.logs.LogEntry;
import java.util.List;

/**
 * Lines that were found, in the order of the search.
 *
 * @param whole false when the time was up before everything was looked at
 */
public record Found(List<LogEntry> entries, boolean whole) {}
