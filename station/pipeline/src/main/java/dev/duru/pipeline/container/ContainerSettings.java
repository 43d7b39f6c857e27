package dev.duru.pipeline.container;

import java.nio.file.Path;
import java.util.List;

/**
 * What jobs may do with containers here.
 *
 * @param socket where the engine is, as in {@code DOCKER_HOST}; empty to look for it
 * @param privileged whether jobs may ask for rights over the machine: privileged containers,
 *     devices, capabilities such as SYS_ADMIN
 * @param mounts folders and files of the machine that jobs may see inside
 * @param alwaysPull whether images are fetched again that are there already
 */
public record ContainerSettings(
        String socket, boolean privileged, List<Path> mounts, boolean alwaysPull) {
    /** The engine of this machine, and nothing dangerous. */
    public static final ContainerSettings DEFAULT =
            new ContainerSettings("", false, List.of(), false);

    public ContainerSettings {
        mounts = List.copyOf(mounts);
    }
}
