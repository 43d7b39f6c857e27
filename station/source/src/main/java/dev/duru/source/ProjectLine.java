package dev.duru.source;

import dev.duru.source.git.Commit;
import java.util.Optional;

/**
 * A line of the list of projects.
 *
 * @param newest the default branch's newest commit; empty when nothing was pushed yet
 * @param state as the page kit names states; {@code ""} when nothing has happened yet
 */
public record ProjectLine(Project project, Optional<Commit> newest, String state) {}
