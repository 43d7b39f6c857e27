/**
 * A client of the Docker Engine API, which Docker's and Podman's services speak.
 *
 * <p>{@link EngineSearch} finds the engine of this machine; {@link ContainerEngine} is a connection
 * to it, with {@link Images}, {@link Containers}, {@link Execs}, {@link Networks} and {@link
 * Volumes}. What a container is to be is written with {@link ContainerSpec}; what it is comes back
 * as {@link ContainerState}. Output arrives in {@link Output} as bytes of one of two streams.
 * {@link BuildContext} packs a folder as the engine wants it, {@link IgnoreFile} says which files
 * stay out.
 *
 * <p>Source: Docker Engine API 1.35 to 1.43. Where Podman differs, the difference is handled here
 * and named in a comment.
 *
 * <p>Rules: knows nothing of Duru. All calls block, and may be interrupted. Fails with {@link
 * EngineException}: {@link EngineUnavailableException} when there is no engine or it went away,
 * {@link EngineRefusalException} with the engine's own words when it said no.
 */
@NullMarked
package dev.duru.containers;

import org.jspecify.annotations.NullMarked;
