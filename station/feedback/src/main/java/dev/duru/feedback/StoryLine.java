package dev.duru.feedback;

import java.time.Instant;

/**
 * A line of a change's story.
 *
 * @param tone good, bad, warn, busy, wait or off
 * @param icon of {@code Ui.icon}
 * @param path below the project, for more
 */
public record StoryLine(
        long sequence,
        Instant at,
        String tone,
        String icon,
        String title,
        String note,
        String path) {}
