/**
 * Tools such as Node.js, JDKs, Python and Go: which versions there are, and which one a wish such
 * as {@code ^20.1} or {@code lts/*} means.
 *
 * <p>{@link dev.duru.pipeline.toolchain.Toolchains} finds what is installed on the machine.
 *
 * <p>Rules: a tool is asked for its version once and never again; nothing here changes the machine.
 */
@NullMarked
package dev.duru.pipeline.toolchain;

import org.jspecify.annotations.NullMarked;
