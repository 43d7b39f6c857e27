package dev.duru.delivery;

import dev.duru.manifest.Gate;

/** A gate with what it says now. */
public record Judged(Gate gate, Verdict verdict) {}
