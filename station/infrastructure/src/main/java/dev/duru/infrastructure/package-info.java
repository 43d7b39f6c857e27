/**
 * Environments as code: {@code duru.yml} and {@code environments/*.yml} are the desired state, and
 * a plan says how to come there.
 *
 * <p>Facts in: {@code CommitPushed} computes a plan, {@code ReleaseDeployed} and its failures
 * settle the steps that releases carry, {@code SecretChanged} and {@code RolledBack} show drift.
 * Facts out: {@code PlanComputed}, {@code PlanApproved}, {@code PlanApplied}, {@code PlanFailed},
 * {@code DriftFound}, {@code DriftSettled}.
 *
 * <p>What is in force is a row for each environment ({@link dev.duru.infrastructure.Standing});
 * {@link dev.duru.infrastructure.Planner}, which is pure, compares it with what a commit declares.
 * A step that restarts nothing is applied at once, unless the environment asks for approval; one
 * that restarts comes with the release of its commit, or by hand; a destruction needs its name said
 * a second time. Each step is one transaction of this station's row, of what delivery does about
 * it, and of the fact, so that a Duru that was killed finds each step either not begun or begun.
 *
 * <p>Ports: {@link dev.duru.infrastructure.Declared}, {@link
 * dev.duru.infrastructure.DefaultBranch}, {@link dev.duru.infrastructure.Running}, {@link
 * dev.duru.infrastructure.Enact}, {@link dev.duru.infrastructure.Changes}.
 *
 * <p>Rules: secrets are names here, and never values; nothing is destroyed by a push alone.
 */
@NullMarked
package dev.duru.infrastructure;

import org.jspecify.annotations.NullMarked;
