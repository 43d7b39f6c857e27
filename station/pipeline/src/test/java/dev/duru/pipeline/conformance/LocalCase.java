package dev.duru.pipeline.conformance;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.LocalRun;
import dev.duru.pipeline.RunView;
import dev.duru.pipeline.log.LogLine;
import dev.duru.yaml.Yaml;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlOptions;
import dev.duru.yaml.YamlScalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * One pipeline of gitlab-ci-local's tests, as the engine runs it.
 *
 * @param file of the pipeline in the folder
 * @param jobs to run; empty for all
 * @param alone whether without what these jobs need
 * @param manual the manual jobs to run
 * @param variables of the pipeline
 * @param authorities certificates that its jobs trust
 */
record LocalCase(
        Path folder,
        String file,
        List<String> jobs,
        boolean alone,
        List<String> manual,
        Map<String, String> variables,
        Optional<Path> authorities) {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

    /**
     * What came of it.
     *
     * @param run absent when the pipeline was refused
     * @param refusal why it was, or {@code ""}
     */
    record Outcome(Optional<RunView> run, String refusal, Map<String, Set<String>> lines) {
        boolean has(String job, String line) {
            return lines.getOrDefault(Lines.name(job), Set.of()).contains(line.strip());
        }

        boolean hasPart(Pattern part) {
            return lines.values().stream()
                    .flatMap(Set::stream)
                    .anyMatch(line -> part.matcher(line).find());
        }

        /** How the run went, for people. */
        String reasons() {
            StringBuilder reasons = new StringBuilder(refusal);
            run.ifPresent(view -> {
                reasons.append("; ").append(view.run().state().word());
                view.jobs().stream()
                        .filter(job -> !job.row().message().isEmpty())
                        .forEach(job ->
                                reasons.append("; ")
                                        .append(job.row().name())
                                        .append(": ")
                                        .append(job.row().message()));
                reasons.append("; ").append(view.run().message());
            });
            return reasons.toString();
        }
    }

    /** Keeps the lines of every job. */
    static final class Lines implements LocalRun.Listener {
        private final Map<String, Set<String>> byJob = new ConcurrentHashMap<>();

        @Override
        public void changed(List<RunView> runs) {}

        @Override
        public void line(String job, LogLine line) {
            byJob.computeIfAbsent(name(job), unused -> ConcurrentHashMap.newKeySet())
                    .add(COLOUR.matcher(line.text()).replaceAll("").strip());
        }

        /** A job's name as both programs can be made to write it. */
        static String name(String job) {
            return job.replace(", ", ",").replaceFirst(": \\[([0-9]+/[0-9]+)]$", " $1");
        }
    }

    Outcome run() throws IOException {
        Map<String, String> all = new HashMap<>(ofFolder(folder));
        all.putAll(variables);
        LocalRun.Options options =
                LocalRun.Options.of(folder)
                        .withWorkflow(file)
                        .withJobs(jobs)
                        .withProject(new ProjectName("gcl", "test-project"))
                        .with(new LocalRun.Gitlab(manual, alone, all))
                        .with(
                                new LocalRun.Details(
                                        Optional.empty(), Map.of(), Map.of(), authorities));
        Lines lines = new Lines();
        try {
            RunView run = new LocalRun(options).run(lines).getFirst();
            return new Outcome(Optional.of(run), "", lines.byJob);
        } catch (ProblemException e) {
            return new Outcome(Optional.empty(), e.detail(), lines.byJob);
        }
    }

    /**
     * The variables that gitlab-ci-local takes from a file beside the configuration, without those
     * for an environment.
     */
    private static Map<String, String> ofFolder(Path folder) throws IOException {
        Path file = folder.resolve(".gitlab-ci-local-variables.yml");
        Map<String, String> variables = new HashMap<>();
        if (Files.exists(file)) {
            var document =
                    Yaml.read(
                            String.valueOf(file.getFileName()),
                            Files.readString(file),
                            YamlOptions.defaults());
            if (document.root().orElse(null) instanceof YamlMap map) {
                map.entries().forEach(one -> put(one.name(), one.value(), variables));
            }
        }
        return variables;
    }

    private static void put(String name, YamlNode value, Map<String, String> variables) {
        YamlNode everywhere =
                value instanceof YamlMap map
                        ? map.find("values")
                                .filter(values -> values instanceof YamlMap)
                                .flatMap(values -> ((YamlMap) values).find("*"))
                                .orElse(null)
                        : value;
        if (everywhere instanceof YamlScalar text && !text.isNull()) {
            variables.put(name, text.text());
        }
    }
}
