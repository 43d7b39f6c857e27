package dev.duru.pipeline.conformance;

import dev.duru.pipeline.files.Archives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    private static String missing(Path suite, JsonNode each) throws IOException {
        Path folder = prepared(suite.resolve(each.get("dir").asString()).normalize());
        String file = each.get("file").isNull() ? ".gitlab-ci.yml" : each.get("file").asString();
        List<String> jobs = new ArrayList<>();
        each.get("jobs").forEach(job -> jobs.add(job.asString()));
        List<String> manual = new ArrayList<>();
        Matcher flags = MANUAL.matcher(each.get("test").asString());
        while (flags.find()) {
            manual.add(flags.group(1));
        }
        Map<String, String> variables =
                new HashMap<>(REMOTE.getOrDefault(String.valueOf(folder.getFileName()), Map.of()));
        each.get("variables")
                .forEach(list -> {
                    for (String one : list.asString().split(";")) {
                        variables.put(one.replaceFirst("=.*", ""), one.replaceFirst("^[^=]*=", ""));
                    }
                });
        boolean alone = !jobs.isEmpty() && !each.get("needs").asBoolean();
        LocalCase.Outcome outcome =
                new LocalCase(
                                folder,
                                file,
                                jobs,
                                alone,
                                manual,
                                variables,
                                // The case's own test names it by that program's --ca-file.
                                Optional.of(folder.resolve("ca-cert.crt")).filter(Files::exists))
                        .run();
        if (outcome.run().isEmpty()) {
            return outcome.refusal();
        }
        for (JsonNode expected : each.get("expect")) {
            String job = expected.get("job").asString();
            String line = expected.get("line").asString();
            if (!outcome.has(job, line)) {
                return job + " did not print '" + line + "'" + outcome.reasons();
            }
        }
        return "";
    }

    /**
     * The folder, or a copy of it: the corpus has lost that a script may be executed, and no
     * stand-in has the digest that a case names.
     */
    private static Path prepared(Path folder) throws IOException {
        Path script = folder.resolve("executable.sh");
        String digest = System.getenv("STAND_IN_DIGEST");
        boolean services = digest != null && folder.endsWith("services");
        if (!services && (!Files.exists(script) || Files.isExecutable(script))) {
            return folder;
        }
        Path copy =
                Files.createTempDirectory("gitlab-case")
                        .resolve(String.valueOf(folder.getFileName()));
        Archives.copyTree(folder, copy, Set.of());
        if (services) {
            Path file = copy.resolve(".gitlab-ci.yml");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replaceAll("nginx@sha256:[0-9a-f]{64}", "nginx@" + digest));
        } else {
            Files.setPosixFilePermissions(
                    copy.resolve("executable.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return copy;
    }
}
