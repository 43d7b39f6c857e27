/**
 * One commit of a Git repository that lies elsewhere.
 *
 * <p>{@link dev.duru.git.Remote} asks a server which commit a branch or tag names, and fetches a
 * commit without its history into a bare repository of its own; {@link dev.duru.git.CommitFiles}
 * writes such a commit out as plain files. {@link dev.duru.git.IsolatedSystemReader} keeps JGit
 * from the machine's own Git configuration.
 *
 * <p>Rules: what another server sends is hostile until proved otherwise. A fetch is bounded in
 * bytes and time and can be stopped; every object that is written out is hashed again, so that a
 * folder which somebody changed is noticed; paths such as {@code .git/config} or {@code ../x} are
 * refused, and links that lead out are left out. Errors are {@link dev.duru.git.GitException}.
 */
@NullMarked
package dev.duru.git;

import org.jspecify.annotations.NullMarked;
