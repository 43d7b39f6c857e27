/**
 * Jobs in containers, the services beside them, and actions that are images.
 *
 * <p>{@link ContainerRoom} opens what a job asks for on the engine of this machine: {@link
 * JobContainers} is a network of the job's own, its services, and the container in which its steps
 * run, which is a {@link ContainerHost}. {@link ActionContainer} runs one action. {@link
 * CreateOptions} reads what {@code options:} may say, {@link Ports} and {@link Volumes} the texts
 * of those keys, {@link Health} waits until a service is well, {@link PathTable} knows how folders
 * are called inside, {@link Leftovers} removes what a Duru that was killed left behind. Folders are
 * named inside as the open runner of GitHub names them ({@code /__w}, {@code /github/home} and so
 * on), because actions rely on it.
 *
 * <p>Facts in and out: none. Ports: {@link Notes}, the job's log.
 *
 * <p>Rules: whatever is made carries labels that say whose it is; nothing of a job is there after
 * {@code close}; a container sees of this machine only the job's folders and what a setting allows.
 */
@NullMarked
package dev.duru.pipeline.container;

import org.jspecify.annotations.NullMarked;
