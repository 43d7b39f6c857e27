package dev.duru.oci;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How an image is started: the {@code config} object of an image configuration.
 *
 * @param user name or number, or null for root
 * @param exposedPorts as {@code 8080/tcp}
 * @param env as {@code NAME=value}, in order
 * @param entrypoint arguments in exec form, put before {@code cmd}
 * @param cmd arguments in exec form
 * @param workingDir absolute path inside the image, or null for {@code /}
 * @param labels sorted by key
 * @param stopSignal for example {@code SIGTERM}
 */
public record RunConfig(
        @Nullable String user,
        SortedSet<String> exposedPorts,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        @Nullable String workingDir,
        SortedMap<String, String> labels,
        @Nullable String stopSignal) {
    public RunConfig {
        exposedPorts = Collections.unmodifiableSortedSet(new TreeSet<>(exposedPorts));
        env = List.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Nothing said. */
    public static RunConfig empty() {
        return new RunConfig(
                null,
                new TreeSet<>(),
                List.of(),
                List.of(),
                List.of(),
                null,
                new TreeMap<>(),
                null);
    }

    public RunConfig withCmd(List<String> value) {
        return new RunConfig(
                user, exposedPorts, env, entrypoint, value, workingDir, labels, stopSignal);
    }

    public RunConfig withEntrypoint(List<String> value) {
        return new RunConfig(user, exposedPorts, env, value, cmd, workingDir, labels, stopSignal);
    }

    /** Environment from a map, sorted by name so that the order of the map does not matter. */
    public RunConfig withEnv(Map<String, String> values) {
        List<String> lines =
                new TreeMap<>(values)
                        .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
        return new RunConfig(
                user, exposedPorts, lines, entrypoint, cmd, workingDir, labels, stopSignal);
    }

    public RunConfig withWorkingDir(String value) {
        return new RunConfig(user, exposedPorts, env, entrypoint, cmd, value, labels, stopSignal);
    }

    public RunConfig withLabels(Map<String, String> values) {
        return new RunConfig(
                user,
                exposedPorts,
                env,
                entrypoint,
                cmd,
                workingDir,
                new TreeMap<>(values),
                stopSignal);
    }

    public RunConfig withExposedPorts(List<String> values) {
        return new RunConfig(
                user, new TreeSet<>(values), env, entrypoint, cmd, workingDir, labels, stopSignal);
    }

    public RunConfig withUser(String value) {
        return new RunConfig(
                value, exposedPorts, env, entrypoint, cmd, workingDir, labels, stopSignal);
    }

    public RunConfig withStopSignal(String value) {
        return new RunConfig(user, exposedPorts, env, entrypoint, cmd, workingDir, labels, value);
    }
}
