package dev.duru.source.git;

/**
 * A branch or a tag.
 *
 * @param name without {@code refs/heads/} or {@code refs/tags/}
 * @param ref the full name
 * @param commit what it points at (tags peeled)
 */
public record Branch(String name, String ref, Commit commit) {}
