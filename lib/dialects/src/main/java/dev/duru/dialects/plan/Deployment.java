package dev.duru.dialects.plan;

import dev.duru.yaml.Position;

/**
 * The environment that a job uses: its approvals, its secrets and variables.
 *
 * @param environment gives the name; empty means none
 * @param url where the result can be seen; evaluated when the job is done
 * @param deploys gives a truth: whether the job counts as a deployment; unset means yes
 */
public record Deployment(Expr environment, Expr url, Expr deploys, Position src) {}
