package dev.duru.pipeline.container;

import dev.duru.containers.ContainerSpec;
import dev.duru.yaml.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code volumes:} and their like, and lets containers see only what they may. */
final class Volumes {
    private final List<Path> allowed;
    private final String prefix;
    private final Set<String> named = new LinkedHashSet<>();

    /**
     * Volumes of a job.
     *
     * @param allowed folders and files of the machine that may be seen, with what is below them
     * @param prefix before the names of volumes, so that jobs do not share them
     */
    Volumes(List<Path> allowed, String prefix) {
        this.allowed = allowed.stream().map(Volumes::real).toList();
        this.prefix = prefix;
    }

    /** Names of the volumes that were asked for. */
    Set<String> named() {
        return named;
    }

    /** Adds {@code source:target}, {@code source:target:ro} or just {@code target}. */
    void add(String text, ContainerSpec spec, Position place) {
        String[] parts = text.strip().split(":", -1);
        boolean readOnly = false;
        int length = parts.length;
        if (length > 1 && !parts[length - 1].startsWith("/")) {
            for (String mode : parts[length - 1].split(",")) {
                switch (mode) {
                    case "ro" -> readOnly = true;
                    case "rw", "z", "Z", "cached", "delegated", "consistent" -> {}
                    default -> throw malformed(text, place);
                }
            }
            length--;
        }
        if (length == 1) {
            mount("volume", "", parts[0], readOnly, spec, place);
        } else if (length == 2) {
            String type = parts[0].startsWith("/") ? "bind" : "volume";
            if (parts[0].isEmpty()) {
                throw malformed(text, place);
            }
            mount(type, parts[0], parts[1], readOnly, spec, place);
        } else {
            throw malformed(text, place);
        }
    }

    private static RuntimeException malformed(String text, Position place) {
        return Refusal.of(
                place,
                "the volume '"
                        + text
                        + "' is malformed; write name:/path/inside, /path/outside:/path/inside or"
                        + " /path/inside, and :ro after it for read-only");
    }

    /** Adds what {@code --mount} says. */
    void mount(
            String type,
            String source,
            String target,
            boolean readOnly,
            ContainerSpec spec,
            Position place) {
        if (!target.startsWith("/")) {
            throw Refusal.of(place, "the volume's place '" + target + "' must begin with a slash");
        }
        switch (type) {
            case "bind" -> spec.bind(checked(source, place), target, readOnly);
            case "volume" ->
                    spec.volume(source.isEmpty() ? "" : name(source, place), target, readOnly);
            case "tmpfs" -> spec.tmpfs(target, "");
            default -> throw Refusal.of(place, "the mount type '" + type + "' is not known");
        }
    }

    private String name(String source, Position place) {
        if (!source.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            throw Refusal.of(
                    place,
                    "'"
                            + source
                            + "' is no name of a volume; a folder is written with its whole path,"
                            + " such as ${{ github.workspace }}/data");
        }
        String name = prefix + source;
        named.add(name);
        return name;
    }

    private String checked(String source, Position place) {
        try {
            Path real = real(Path.of(source));
            if (allowed.stream().anyMatch(real::startsWith)) {
                return real.toString();
            }
        } catch (InvalidPathException e) {
            throw Refusal.of(place, "'" + source + "' is no path");
        }
        throw Refusal.of(
                place,
                "'"
                        + source
                        + "' of the machine is not shown to containers; take a folder of the"
                        + " workspace, or let the administrator add it to the setting"
                        + " containers.mounts");
    }

    /** Where a path leads, as far as it is there. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path there = absolute; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                try {
                    return there.toRealPath().resolve(there.relativize(absolute)).normalize();
                } catch (IOException e) {
                    return absolute;
                }
            }
        }
        return absolute;
    }
}
