/**
 * The registry: the OCI distribution API (distribution-spec 1.1) at {@code /v2/}, as real clients
 * speak it.
 *
 * <p>{@link dev.duru.artifact.registry.Registry} is the state: blobs in files, manifests, tags and
 * links in SQL; {@link dev.duru.artifact.registry.Uploads} takes blobs in, piece by piece, straight
 * to disk; {@link dev.duru.artifact.registry.RegistryRoutes} is HTTP and nothing else. {@link
 * dev.duru.artifact.registry.Refusal} is how each of them says no, in the specification's codes.
 *
 * <p>Rules: a repository is {@code owner/project} or below it, and whoever may read the project may
 * pull, whoever may develop it may push. A blob is served only by a repository that it was pushed
 * or mounted to. A manifest is taken only when all it refers to is there. Blobs that nothing refers
 * to are collected once they are old, never while they are young: an upload precedes its manifest.
 */
@NullMarked
package dev.duru.artifact.registry;

import org.jspecify.annotations.NullMarked;
