/**
 * Files of a workspace, which a job may have filled with traps.
 *
 * <p>{@link Globs} finds files by patterns; {@link Archives} packs them into a zip or tar and
 * unpacks again; {@link Inside} decides whether a path stays within a folder when every symbolic
 * link on the way is followed. {@link WorkspaceHasher} is {@code hashFiles()}.
 *
 * <p>Rules: nothing outside the given folder is ever read or written, whatever links, {@code ..} or
 * absolute names say; the order of entries does not depend on the file system.
 */
@NullMarked
package dev.duru.pipeline.files;

import org.jspecify.annotations.NullMarked;
