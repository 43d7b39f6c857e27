/**
 * The data folder as one tar archive, and back.
 *
 * <p>{@link dev.duru.app.backup.Backup} copies the database first, as one consistent snapshot, and
 * then the files that it speaks of: blobs, repositories and logs are only ever added to, so what
 * the snapshot names is there. {@link dev.duru.app.backup.BackupRoutes} gives it to administrators
 * while Duru runs. {@link dev.duru.app.backup.Restore} fills an empty folder.
 *
 * <p>Rules: the archive holds the keys of the secrets, so it is for its owner's eyes only. Nothing
 * of it is written outside the folder that it is restored to.
 */
@NullMarked
package dev.duru.app.backup;

import org.jspecify.annotations.NullMarked;
