package dev.duru.app.cli;

import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.LocalRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code duru run} is told about the event and the jobs. */
final class RunOptions {
    @Option(
            names = "--event",
            paramLabel = "EVENT",
            description =
                    "The event that starts it (default: push; for a file that is named and does not"
                            + " take it, one that it takes).")
    private String event = "";

    @Option(
            names = "--payload",
            paramLabel = "FILE",
            description = "JSON of the event, as in GitHub's webhooks, over what is known of it.")
    private @Nullable Path payload;

    @Option(
            names = {"-j", "--job"},
            paramLabel = "JOB",
            description = "Only this job and what it needs; may be given again.")
    private List<String> jobs = new ArrayList<>();

    @Option(
            names = "--matrix",
            paramLabel = "KEY:VALUE",
            description = "Only cells of matrices with this value; again for another value or key.")
    private List<String> matrix = new ArrayList<>();

    @Option(
            names = "--input",
            paramLabel = "NAME=VALUE",
            description = "An input of a workflow_dispatch.")
    private Map<String, String> inputs = new LinkedHashMap<>();

    @Option(
            names = "--secret",
            paramLabel = "NAME[=VALUE]",
            description = "A secret; without a value it comes from the environment.")
    private List<String> secrets = new ArrayList<>();

    @Option(
            names = "--secrets-file",
            paramLabel = "FILE",
            description = "Secrets as NAME=VALUE lines; --secret goes before it.")
    private @Nullable Path secretsFile;

    @Option(names = "--var", paramLabel = "NAME=VALUE", description = "A value of vars.")
    private Map<String, String> vars = new LinkedHashMap<>();

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable for all steps.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = "--variable",
            paramLabel = "NAME=VALUE",
            description = "GitLab: a variable of the pipeline, which wins over those of the file.")
    private Map<String, String> variables = new LinkedHashMap<>();

    @Option(
            names = "--manual",
            paramLabel = "JOB",
            description = "GitLab: run this manual job too; may be given again.")
    private List<String> manual = new ArrayList<>();

    @Option(
            names = "--alone",
            description = "GitLab: run the jobs of --job without what they need.")
    private boolean alone;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description =
                    "Certificates of authorities, in PEM, that jobs trust besides the machine's.")
    private @Nullable Path authorities;

    @Option(
            names = "--in-place",
            description = "Run in the folder itself instead of in a copy of it.")
    private boolean inPlace;

    boolean inPlace() {
        return inPlace;
    }

    /**
     * The options of a run.
     *
     * @param here what relative names of files mean
     * @throws WrongUsage if one of them is malformed
     */
    LocalRun.Options of(
            Path folder, Path here, @Nullable String workflow, Map<String, String> surroundings) {
        LocalRun.Options options =
                LocalRun.Options.of(folder)
                        .withEvent(event)
                        .withJobs(jobs)
                        .withInputs(inputs)
                        .withSecrets(secrets(here, surroundings))
                        .withEnvironment(environment)
                        .withInPlace(inPlace)
                        .withProject(new ProjectName("local", name(folder)))
                        .with(new LocalRun.Gitlab(manual, alone, variables))
                        .with(
                                new LocalRun.Details(
                                        payload(here),
                                        vars,
                                        cells(),
                                        Optional.ofNullable(authorities).map(here::resolve)));
        return workflow == null ? options : options.withWorkflow(workflow);
    }

    private Map<String, String> secrets(Path here, Map<String, String> surroundings) {
        Map<String, String> values = new LinkedHashMap<>();
        if (secretsFile != null) {
            values.putAll(Dotenv.read(here.resolve(secretsFile)));
        }
        for (String secret : secrets) {
            int equals = secret.indexOf('=');
            String name = equals < 0 ? secret : secret.substring(0, equals);
            String value = equals < 0 ? surroundings.get(secret) : secret.substring(equals + 1);
            if (value == null) {
                throw new WrongUsage("the secret " + name + " is not in the environment");
            }
            values.put(name, value);
        }
        return values;
    }

    private Map<String, List<String>> cells() {
        Map<String, List<String>> cells = new LinkedHashMap<>();
        for (String cell : matrix) {
            int colon = cell.indexOf(':');
            if (colon <= 0) {
                throw new WrongUsage("--matrix " + cell + ": write KEY:VALUE, such as os:linux");
            }
            cells.computeIfAbsent(cell.substring(0, colon), key -> new ArrayList<>())
                    .add(cell.substring(colon + 1).strip());
        }
        return cells;
    }

    private Optional<Obj> payload(Path here) {
        if (payload == null) {
            return Optional.empty();
        }
        Path file = here.resolve(payload);
        try {
            if (Json.parse(Files.readString(file)) instanceof Obj object) {
                return Optional.of(object);
            }
            throw new WrongUsage(file + " is no JSON object");
        } catch (IOException e) {
            throw new WrongUsage(file + " cannot be read: " + e.getMessage());
        } catch (ExpressionException e) {
            throw new WrongUsage(file + " is no JSON: " + e.detail());
        }
    }

    private static String name(Path folder) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String name =
                String.valueOf(last)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        return name.isEmpty() || name.length() > 60 ? "project" : name;
    }
}
