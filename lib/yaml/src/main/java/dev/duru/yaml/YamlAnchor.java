package dev.duru.yaml;

/**
 * An anchor of a document.
 *
 * @param position of the {@code &}
 * @param uses how many aliases point to it
 */
public record YamlAnchor(String name, Position position, int uses) {}
