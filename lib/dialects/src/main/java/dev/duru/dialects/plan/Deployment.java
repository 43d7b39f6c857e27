package dev.duru.dialects.plan;

import dev.duru.yaml.Position;

/** The environment into which a job deploys; the URL is evaluated when the job is done. */
public record Deployment(Expr environment, Expr url, Position src) {}
