/**
 * Identity tokens for jobs (OpenID Connect), with which a job signs in to a cloud that trusts this
 * Duru, without a stored key. {@link dev.duru.pipeline.services.oidc.Issuer} serves discovery, the
 * public keys and the tokens; {@code SigningKeys} keeps the keys.
 *
 * <p>Port: {@link dev.duru.pipeline.services.oidc.Sealer}.
 *
 * <p>Rules: only a job with {@code id-token: write} gets a token, and only while it runs; claims
 * are those of GitHub's documentation; private keys lie sealed in the database; an old public key
 * is published as long as tokens of it can be about.
 */
@NullMarked
package dev.duru.pipeline.services.oidc;

import org.jspecify.annotations.NullMarked;
