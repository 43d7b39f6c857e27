/**
 * {@code duru.yml}: where a repository says how it is packaged and where it goes. CI stays in the
 * CI file; this one holds only what no CI file says.
 *
 * <p>{@link dev.duru.manifest.Manifest#parse} turns text into records, or into every problem that
 * is in it, each with its place and its mend. Nothing is ignored: a key that is not known is an
 * error with the nearest known one. Durations, shares and latencies carry their unit in the text
 * and are converted once, here, to {@link java.time.Duration} and base units.
 *
 * <p>{@link dev.duru.manifest.Keys} is the one list of keys; the reader, the JSON schema that is
 * shipped beside these classes and docs/duru-yml.md are kept in step with it by a test.
 *
 * <p>Knows nothing of Duru's stations.
 */
@NullMarked
package dev.duru.manifest;

import org.jspecify.annotations.NullMarked;
