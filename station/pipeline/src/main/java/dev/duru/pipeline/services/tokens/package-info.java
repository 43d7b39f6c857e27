/**
 * The tokens of jobs. {@link JobTokens} makes three for a job that begins, all gone when it ends:
 * {@code GITHUB_TOKEN} for Git, the registry and the REST API, the runtime token for artifacts and
 * caches, and, where the job may have identity tokens, one to ask for these. {@link Rights} are
 * what the job's {@code permissions} make of them.
 *
 * <p>Rules: kept as hashes only; in the database, so that they outlive a restart of Duru within the
 * job; a token is good for its own project; events from outside the project get tokens that read.
 */
@NullMarked
package dev.duru.pipeline.services.tokens;

import org.jspecify.annotations.NullMarked;
