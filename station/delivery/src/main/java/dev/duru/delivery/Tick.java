package dev.duru.delivery;

import java.time.Instant;

/**
 * What somebody found out about an item of a checklist, for one digest.
 *
 * @param link shows it; {@code ""} without one
 * @param fileName of an attached file that shows it; {@code ""} without one
 * @param fileDigest of its bytes; {@code ""} without one
 */
public record Tick(
        String item,
        boolean passed,
        String comment,
        String link,
        String fileName,
        String fileDigest,
        String by,
        Instant at) {

    /** Whether more than somebody's word is there. */
    boolean shown() {
        return !comment.isBlank() || !link.isEmpty() || !fileDigest.isEmpty();
    }
}
