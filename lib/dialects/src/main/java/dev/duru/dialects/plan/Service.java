package dev.duru.dialects.plan;

import dev.duru.yaml.Position;

/** A container that runs beside a job and is reachable under its name. */
public record Service(String name, Executor.Image image, Position src) {}
