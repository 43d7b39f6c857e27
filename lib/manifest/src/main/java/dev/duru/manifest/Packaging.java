package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the image is made: from files of the workspace, or by a Dockerfile.
 *
 * @param files what goes into the image; empty with a Dockerfile, or when Duru is to find out
 * @param dockerfile a path in the repository
 * @param run the command line of the application, for a shell; told its port by {@code $PORT}
 * @param env variables of the image, in the order of the file
 */
public record Packaging(
        Position position,
        List<FileMapping> files,
        @Nullable String dockerfile,
        @Nullable String run,
        @Nullable HealthCheck health,
        Map<String, String> env) {
    public Packaging {
        files = List.copyOf(files);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    }

    /**
     * One line of {@code files}.
     *
     * @param imagePath where it goes, relative to the root of the image; ends in {@code /} for a
     *     folder
     * @param source a file or folder, relative to the root of the workspace
     */
    public record FileMapping(Position position, String imagePath, String source) {}
}
