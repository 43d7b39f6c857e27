/**
 * What runtimes share that keep an eye on replicas themselves: folders for what replicas print,
 * when they were started, how they answer, and when the next start is due.
 *
 * <p>Everything that a Duru after this one must know is in {@link
 * dev.duru.delivery.runtime.local.ReplicaFolder}; secrets are never in it.
 */
@NullMarked
package dev.duru.delivery.runtime.local;

import org.jspecify.annotations.NullMarked;
