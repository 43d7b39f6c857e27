/**
 * Where actions of other repositories come from.
 *
 * <p>{@link dev.duru.pipeline.actions.ActionLibrary} is the entrance: which actions may be used
 * ({@link dev.duru.pipeline.actions.ActionSettings}), which commit a reference such as {@code
 * owner/name@v1} is today, and its files. A reference is, in this order, a project of this Duru
 * ({@link dev.duru.pipeline.actions.OwnActions}, a port), or a repository of the mirror that the
 * settings name, which is github.com unless somebody says otherwise.
 *
 * <p>{@link dev.duru.pipeline.actions.ActionStore} keeps what was fetched by commit for good, each
 * as a bare repository of that one commit, and remembers what each reference was the last time, so
 * that a job runs without the network too. Folders appear by a rename, so a kill leaves nothing
 * half; every object is hashed again whenever it is used, and a folder that was changed is fetched
 * anew.
 */
@NullMarked
package dev.duru.pipeline.actions;

import org.jspecify.annotations.NullMarked;
