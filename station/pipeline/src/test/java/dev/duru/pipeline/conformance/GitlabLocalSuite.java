package dev.duru.pipeline.conformance;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.LocalRun;
import dev.duru.pipeline.RunView;
import dev.duru.pipeline.files.Archives;
import dev.duru.pipeline.log.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the pipelines of {@code suites/gitlab-ci-local} by the engine; every line that {@code
 * cases.json} expects must be printed by its job.
 */
public final class GitlabLocalSuite {
    private static final String NAME = "suites/gitlab-ci-local";
    private static final Pattern MANUAL = Pattern.compile("--manual <([^>]+)>");
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

    /** What the suite's own test fetches from another server: a file with one variable. */
    private static final Map<String, Map<String, String>> REMOTE =
            Map.of("remote-variables-file", Map.of("SOMEVARIABLE", "very-special-value"));

    private GitlabLocalSuite() {}

    /**
     * Runs the suite.
     *
     * @param args the corpus folder, the file for the score, and names of cases to run alone
     */
    public static void main(String[] args) throws IOException {
        Path suite = Path.of(args[0]).toAbsolutePath().normalize().resolve(NAME);
        JsonMapper json = JsonMapper.builder().build();
        SuiteScore score = new SuiteScore(NAME);
        for (JsonNode each : json.readTree(Files.readString(suite.resolve("cases.json")))) {
            String test = each.get("test").asString();
            if (args.length > 2 && !test.contains(args[2])) {
                continue;
            }
            String why = missing(suite, each);
            if (why.isEmpty()) {
                score.passed();
            } else {
                score.failed(test, why);
            }
            System.out.println((why.isEmpty() ? "ok   " : "FAIL ") + test + "  " + why);
        }
        score.write(Path.of(args[1]));
    }

    /** Keeps the lines of every job. */
    private static final class Lines implements LocalRun.Listener {
        private final Map<String, Set<String>> byJob = new ConcurrentHashMap<>();

        @Override
        public void changed(List<RunView> runs) {}

        @Override
        public void line(String job, LogLine line) {
            byJob.computeIfAbsent(name(job), unused -> ConcurrentHashMap.newKeySet())
                    .add(COLOUR.matcher(line.text()).replaceAll("").strip());
        }

        private static String name(String job) {
            return job.replace(", ", ",");
        }

        boolean has(String job, String line) {
            return byJob.getOrDefault(name(job), Set.of()).contains(line.strip());
        }
    }

    private static String missing(Path suite, JsonNode each) throws IOException {
        Path folder = modes(suite.resolve(each.get("dir").asString()).normalize());
        String file = each.get("file").isNull() ? ".gitlab-ci.yml" : each.get("file").asString();
        List<String> jobs = new ArrayList<>();
        each.get("jobs").forEach(job -> jobs.add(job.asString()));
        List<String> manual = new ArrayList<>();
        Matcher flags = MANUAL.matcher(each.get("test").asString());
        while (flags.find()) {
            manual.add(flags.group(1));
        }
        Map<String, String> variables = new HashMap<>(ofFolder(folder));
        variables.putAll(REMOTE.getOrDefault(String.valueOf(folder.getFileName()), Map.of()));
        each.get("variables")
                .forEach(list -> {
                    for (String one : list.asString().split(";")) {
                        variables.put(one.replaceFirst("=.*", ""), one.replaceFirst("^[^=]*=", ""));
                    }
                });
        LocalRun.Options options =
                LocalRun.Options.of(folder)
                        .withWorkflow(file)
                        .withJobs(jobs)
                        .withProject(new ProjectName("gcl", "test-project"))
                        .with(
                                new LocalRun.Gitlab(
                                        manual,
                                        !jobs.isEmpty() && !each.get("needs").asBoolean(),
                                        variables));
        Lines lines = new Lines();
        String reasons;
        try {
            reasons = reasons(new LocalRun(options).run(lines).getFirst());
        } catch (ProblemException e) {
            return e.detail();
        }
        List<String> missing = new ArrayList<>();
        for (JsonNode expected : each.get("expect")) {
            String job = expected.get("job").asString();
            String line = expected.get("line").asString();
            if (!lines.has(job, line)) {
                missing.add(job + " did not print '" + line + "'");
            }
        }
        return missing.isEmpty() ? "" : missing.getFirst() + reasons;
    }

    /** The corpus has lost that a script may be executed; then a copy of the folder has it back. */
    private static Path modes(Path folder) throws IOException {
        Path script = folder.resolve("executable.sh");
        if (!Files.exists(script) || Files.isExecutable(script)) {
            return folder;
        }
        Path copy =
                Files.createTempDirectory("gitlab-case")
                        .resolve(String.valueOf(folder.getFileName()));
        Archives.copyTree(folder, copy, Set.of());
        Files.setPosixFilePermissions(
                copy.resolve("executable.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        return copy;
    }

    /** The variables that gitlab-ci-local takes from a file beside the configuration. */
    private static Map<String, String> ofFolder(Path folder) throws IOException {
        Path file = folder.resolve(".gitlab-ci-local-variables.yml");
        Map<String, String> variables = new HashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.matches("[A-Z_]+: .+")) {
                    variables.put(line.replaceFirst(":.*", ""), line.replaceFirst("^[^:]*: ", ""));
                }
            }
        }
        return variables;
    }

    private static String reasons(RunView run) {
        StringBuilder reasons = new StringBuilder("; " + run.run().state().word());
        run.jobs().stream()
                .filter(job -> !job.row().message().isEmpty())
                .forEach(job ->
                        reasons.append("; ")
                                .append(job.row().name())
                                .append(": ")
                                .append(job.row().message()));
        return reasons + "; " + run.run().message();
    }
}
