/**
 * Secrets that lie in a HashiCorp Vault. {@link dev.duru.pipeline.vault.HashicorpVault} is the
 * adapter of the port {@link dev.duru.pipeline.engine.Vault}: it signs in by the job's identity
 * token and reads one field of a secret of a key-value engine.
 *
 * <p>Source: Vault's HTTP API, "JWT/OIDC auth method" and "KV secrets engine"; GitLab's
 * documentation of {@code secrets:vault}.
 *
 * <p>Rules: nothing is kept; no redirect is followed; what the vault says goes into the message, a
 * token or a value never does.
 */
@NullMarked
package dev.duru.pipeline.vault;

import org.jspecify.annotations.NullMarked;
