package dev.duru.dialects.plan;

import dev.duru.yaml.Position;

/**
 * A container that runs beside a job and is reachable under its name.
 *
 * @param name empty for services that are only known later: then the image's reference gives an
 *     object of all of them by name. {@code expressions.Containers} resolves both
 */
public record Service(String name, Executor.Image image, Position src) {}
