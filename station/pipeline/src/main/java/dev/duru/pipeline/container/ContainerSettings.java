package dev.duru.pipeline.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

    /**
     * As variables of the environment say it, for people who run workflows by themselves.
     *
     * @throws IllegalArgumentException with a message for people
     */
    public static ContainerSettings of(Map<String, String> environment) {
        return new ContainerSettings(
                environment.getOrDefault("DURU_CONTAINERS_SOCKET", ""),
                environment.getOrDefault("DURU_CONTAINERS_PRIVILEGED", "").equals("true"),
                paths(environment.getOrDefault("DURU_CONTAINERS_MOUNTS", "")),
                always(environment.getOrDefault("DURU_CONTAINERS_PULL", "missing")));
    }

    /**
     * Reads paths with commas between.
     *
     * @throws IllegalArgumentException with a message for people
     */
    public static List<Path> paths(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(part -> {
                    if (!part.startsWith("/")) {
                        throw new IllegalArgumentException(
                                "'" + part + "' must be a whole path, such as /srv/data");
                    }
                    return Path.of(part);
                })
                .toList();
    }

    /**
     * Reads when images are fetched.
     *
     * @throws IllegalArgumentException with a message for people
     */
    public static boolean always(String text) {
        return switch (text) {
            case "always" -> true;
            case "missing" -> false;
            default ->
                    throw new IllegalArgumentException("'" + text + "' must be missing or always");
        };
    }
}
