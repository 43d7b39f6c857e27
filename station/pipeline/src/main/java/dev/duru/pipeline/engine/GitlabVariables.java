package dev.duru.pipeline.engine;

import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.log.Masker;
import dev.duru.pipeline.sandbox.PathView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables of a GitLab job that runs: those of the plan, under them what only a running job
 * has, on top the dotenv reports of earlier jobs; then names in values are filled in, and values of
 * the type file are written to files.
 */
final class GitlabVariables {
    /** Outputs with this in front hold dotenv reports; the rest is the node that wrote it. */
    static final String DOTENV = "dotenv ";

    private final JobRequest request;
    private final JobFolders folders;
    private final JobGrants.Grant grant;
    private final Map<String, String> identities = new LinkedHashMap<>();

    GitlabVariables(JobRequest request, JobFolders folders, JobGrants.Grant grant) {
        this.request = request;
        this.folders = folders;
        this.grant = grant;
    }

    /** All of them. */
    Map<String, String> all(Map<String, String> base, PathView paths, Masker masker) {
        List<Variable> variables = new ArrayList<>();
        base.forEach((name, value) -> variables.add(Variable.raw(name, value)));
        variables.addAll(running(paths));
        for (EnvLayers.Layer layer : request.job().env().layers()) {
            if (layer.variables() instanceof Expr.GlVariables own) {
                variables.addAll(own.variables());
                own.dotenv().forEach(job -> variables.addAll(dotenv(job)));
                own.identities()
                        .forEach((name, audiences) -> variables.add(token(name, audiences)));
            }
        }
        variables.stream()
                .filter(variable -> variable.masked() && !variable.value().isEmpty())
                .forEach(variable -> masker.add(variable.value()));
        Map<String, Variable> files = new LinkedHashMap<>();
        List<Variable> withPaths = new ArrayList<>();
        for (Variable variable : variables) {
            if (variable.file()) {
                files.put(variable.name(), variable);
                String path = paths.inside(file(variable.name()).toString());
                withPaths.add(Variable.raw(variable.name(), path));
            } else {
                withPaths.add(variable);
            }
        }
        files.values().forEach(this::write);
        return Expansion.resolve(withPaths, Map.of());
    }

    private Variable token(String name, List<String> audiences) {
        String token = identities.computeIfAbsent(name, key -> grant.identities().token(audiences));
        return new Variable(name, token, false, false, true);
    }

    private List<Variable> running(PathView paths) {
        Map<String, String> all = new LinkedHashMap<>();
        String workspace = paths.inside(folders.workspace().toString());
        Path parent = Path.of(workspace).getParent();
        all.put("CI_PROJECT_DIR", workspace);
        all.put("CI_BUILDS_DIR", parent == null ? "/" : parent.toString());
        all.put("CI_JOB_ID", Long.toString(request.jobId()));
        all.put("CI_JOB_TOKEN", grant.token());
        all.put("CI_JOB_STARTED_AT", java.time.Instant.now().toString());
        all.put("CI_CONCURRENT_ID", "0");
        all.put("CI_CONCURRENT_PROJECT_ID", "0");
        all.put("CI_RUNNER_ID", "1");
        all.put("CI_RUNNER_SHORT_TOKEN", "duru");
        all.put("CI_RUNNER_DESCRIPTION", "duru");
        all.put("CI_RUNNER_TAGS", "[]");
        all.put("CI_RUNNER_VERSION", "18.0.0");
        all.put("CI_RUNNER_REVISION", "");
        all.put("CI_RUNNER_EXECUTABLE_ARCH", "linux/" + System.getProperty("os.arch", "amd64"));
        all.put("CI_DISPOSABLE_ENVIRONMENT", "true");
        all.put("CI_REGISTRY_USER", "gitlab-ci-token");
        all.put("CI_REGISTRY_PASSWORD", grant.token());
        all.put("CI_JOB_STATUS", "running");
        List<Variable> variables = new ArrayList<>();
        all.forEach((name, value) -> variables.add(Variable.raw(name, value)));
        variables.add(
                Variable.of(
                        "CI_REPOSITORY_URL",
                        "$CI_SERVER_PROTOCOL://gitlab-ci-token:$CI_JOB_TOKEN@$CI_SERVER_HOST:$CI_SERVER_PORT/$CI_PROJECT_PATH.git"));
        variables.add(Variable.of("CI_JOB_URL", "$CI_PROJECT_URL/-/jobs/$CI_JOB_ID"));
        return variables;
    }

    /** What the cells of an earlier job wrote, in their order. */
    private List<Variable> dotenv(String job) {
        List<Variable> variables = new ArrayList<>();
        if (request.needs().at(job) instanceof Obj result
                && result.at("outputs") instanceof Obj outputs) {
            for (Obj.Member member : outputs.members()) {
                if (member.key().startsWith(DOTENV)
                        && member.value() instanceof Value.Str(String text)) {
                    text.lines()
                            .filter(line -> line.indexOf('=') > 0)
                            .forEach(line -> {
                                int end = line.indexOf('=');
                                variables.add(
                                        Variable.raw(
                                                line.substring(0, end), line.substring(end + 1)));
                            });
                }
            }
        }
        return variables;
    }

    private Path file(String name) {
        return folders.temp().resolve("_variables").resolve(name);
    }

    private void write(Variable variable) {
        try {
            Path file = file(variable.name());
            Files.createDirectories(folders.temp().resolve("_variables"));
            Files.writeString(file, variable.value(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the variable's file cannot be written", e);
        }
    }
}
