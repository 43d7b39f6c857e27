package dev.duru.infrastructure;

/** All that this station asks of others. */
public record Ports(
        Declared declared, DefaultBranch branch, Running running, Enact enact, Changes changes) {}
