/**
 * The artifact station: from a finished run to an image by digest, and the registry that serves it.
 *
 * <p>Facts in: {@code RunFinished}. Facts out: {@code ImagePublished}, once for each commit and
 * branch or merge request that an environment takes, or {@code PackagingFailed} with the reason;
 * {@code ImageDropped} when one is kept no longer. Ports: {@link dev.duru.artifact.SourceFile}
 * (duru.yml of a commit) and {@link dev.duru.artifact.BuildOutput} (what the commit's jobs left
 * behind), {@link dev.duru.artifact.WantedImages} (what may have to run again).
 *
 * <p>{@link dev.duru.artifact.Artifact} is the entrance; {@link dev.duru.artifact.PackageCommit} is
 * what happens by itself, with {@link dev.duru.artifact.DropImages}; the registry is a package of
 * its own. What goes into an image: {@link dev.duru.artifact.ImageRecipe}.
 *
 * <p>Rules: an image is built once for a commit, and every environment gets that digest. The same
 * commit with the same output has the same digest. A failure that the user can mend becomes a fact;
 * one that only an operator can mend (a full disk) is tried again and parked.
 */
@NullMarked
package dev.duru.artifact;

import org.jspecify.annotations.NullMarked;
