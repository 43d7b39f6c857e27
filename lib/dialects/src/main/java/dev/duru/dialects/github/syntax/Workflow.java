package dev.duru.dialects.github.syntax;

import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workflow file.
 *
 * @param root the whole mapping, for checks
 * @param permissions scalar or mapping
 * @param env a mapping, or one expression
 * @param concurrency a group's name, or a mapping
 */
public record Workflow(
        Position at,
        YamlMap root,
        @Nullable YamlScalar name,
        @Nullable YamlScalar runName,
        List<Trigger> triggers,
        @Nullable YamlNode permissions,
        @Nullable YamlNode env,
        RunDefaults defaults,
        @Nullable YamlNode concurrency,
        List<JobSyntax> jobs) {
    public Workflow {
        triggers = List.copyOf(triggers);
        jobs = List.copyOf(jobs);
    }

    /** The name to show: what the file says, or the file's own name. */
    public String title() {
        if (name != null && !name.text().isBlank()) {
            return name.text();
        }
        return at.file();
    }

    public Optional<Trigger> trigger(String event) {
        return triggers.stream().filter(trigger -> trigger.event().equals(event)).findFirst();
    }

    public Optional<JobSyntax> job(String id) {
        return jobs.stream().filter(job -> job.id().text().equalsIgnoreCase(id)).findFirst();
    }
}
