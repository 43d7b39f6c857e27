package dev.duru.observe.logs;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How lines are kept.
 *
 * @param folder of all stores
 * @param mostBytes of each project's lines; the oldest make room
 * @param longest how long they are kept
 * @param followEvery the pause between two looks at the output of applications
 */
public record LogSettings(Path folder, long mostBytes, Duration longest, Duration followEvery) {}
