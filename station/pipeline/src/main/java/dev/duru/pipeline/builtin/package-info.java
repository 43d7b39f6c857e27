/**
 * What the engine does itself in the place of well-known actions: checkout, setup of tools that are
 * on the machine, caches, artifacts.
 *
 * <p>{@link Builtins} lists them. {@link CheckoutSource} is the port to the files of a commit;
 * {@code toolchain.Toolchains} finds installed tools by version; the rest works on the job's own
 * folders and on blobs. Inputs and outputs have the names of the original actions.
 *
 * <p>Rules: nothing is fetched from elsewhere; what cannot be done is refused with a sentence that
 * says what was found instead; paths never leave the job's folders.
 */
@NullMarked
package dev.duru.pipeline.builtin;

import org.jspecify.annotations.NullMarked;
