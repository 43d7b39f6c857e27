package dev.duru.dialects.gitlab.config;

import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A configuration that has been read.
 *
 * @param root everything, merged and resolved
 * @param stages in order, {@code .pre} first and {@code .post} last
 * @param jobs in the order of the files, hidden ones left out
 */
public record Configuration(YamlMap root, List<String> stages, List<JobEntry> jobs) {
    /**
     * A job.
     *
     * @param keys its own and those that it takes over from {@code default}
     * @param ownVariables whether the variables of the whole file hold for it, and which; absent
     *     for all
     */
    public record JobEntry(
            String name, YamlMap keys, Optional<List<String>> ownVariables, Position src) {
        /** The stage, {@code test} where nothing is said. */
        public String stage() {
            return Trees.textAt(keys, "stage", Trees.textAt(keys, "type", "test"));
        }

        /** The project whose newest pipeline the job shows, having nothing else to do. */
        public Optional<String> watched() {
            boolean works =
                    Stream.of("script", "run", "trigger", "release")
                            .anyMatch(key -> Trees.at(keys, key) != null);
            return works
                    ? Optional.empty()
                    : Trees.items(Trees.at(keys, "needs")).stream()
                            .filter(need ->
                                    need instanceof YamlMap map
                                            && Trees.at(map, "pipeline") != null
                                            && Trees.at(map, "job") == null)
                            .map(need -> Trees.textAt((YamlMap) need, "pipeline", ""))
                            .findFirst();
        }
    }

    public Configuration {
        stages = List.copyOf(stages);
        jobs = List.copyOf(jobs);
    }

    /** A job by its name. */
    public Optional<JobEntry> job(String name) {
        return jobs.stream().filter(job -> job.name().equals(name)).findFirst();
    }
}
