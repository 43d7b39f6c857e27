/**
 * Events: deployments, told to the programs in which people look at graphs.
 *
 * <p>{@link dev.duru.observe.events.Happening} is a fact in words, {@link
 * dev.duru.observe.events.EventFile} reads where it goes, {@link
 * dev.duru.observe.events.Destination} makes the request that each program documents, and {@link
 * dev.duru.observe.events.EventOutbox} sends what was written down until it is taken. Facts in:
 * RolloutStarted, ReleaseDeployed, DeploymentFailed, GateFailed, RolledBack. Ports: none.
 *
 * <p>Rules: each happening goes to each destination at least once, also after an outage or a
 * restart; secrets are read from files when they are needed; what is older than a day when it is
 * first read is no news.
 */
@NullMarked
package dev.duru.observe.events;

import org.jspecify.annotations.NullMarked;
