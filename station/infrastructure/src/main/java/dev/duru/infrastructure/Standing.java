package dev.duru.infrastructure;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in force for an environment.
 *
 * @param commit that declared it
 * @param text all that this commit declares
 * @param by who applied it
 */
record Standing(
        String environment,
        String commit,
        String text,
        SortedMap<String, String> attributes,
        String by,
        Instant at) {
    Standing {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }
}
