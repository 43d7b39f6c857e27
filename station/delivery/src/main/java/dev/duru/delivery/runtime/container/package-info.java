/**
 * Replicas as containers of Docker or Podman on Duru's machine.
 *
 * <p>What is sent is built by pure code ({@link dev.duru.delivery.runtime.container.Plan}). Each
 * container carries labels: whose it is (this Duru, owner, project, environment, release, replica),
 * so that it is found again by the next Duru; when it was started lies in a folder for each
 * replica, as with processes, and what it prints is brought there.
 *
 * <p>Images are pulled by digest from Duru's own registry. Health is asked by Duru, over the port
 * that is published on the loopback address, since not every engine runs checks by itself. Duru
 * also starts again what ended, as the pause between starts is its own matter.
 *
 * <p>A task is a container of its own, with everything that a replica has but the published port;
 * when it has ended, its exit code and output lie in a folder and the container is removed.
 *
 * <p>Rules: containers get no new privileges; secrets are given to the engine as variables and lie
 * in no file of Duru's. While the engine's service is away containers run on and keep their
 * traffic; only what has to be started waits.
 */
@NullMarked
package dev.duru.delivery.runtime.container;

import org.jspecify.annotations.NullMarked;
