package dev.duru.pipeline.engine;

import dev.duru.dialects.gitlab.variables.Expansion;
import dev.duru.dialects.plan.EnvLayers;
import dev.duru.dialects.plan.Expr;
import dev.duru.dialects.plan.Variable;
import dev.duru.dialects.plan.VaultSecret;
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
    private final JobRequest request;
    private final JobFolders folders;
    private final JobGrants.Grant grant;
    private final Map<String, String> identities = new LinkedHashMap<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();

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
                own.dotenv().forEach(job -> variables.addAll(Dotenv.of(request.needs(), job)));
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
        Map<String, String> known = new LinkedHashMap<>(Expansion.resolve(withPaths, Map.of()));
        for (EnvLayers.Layer layer : request.job().env().layers()) {
            if (layer.variables() instanceof Expr.GlVariables own) {
                own.secrets().forEach(secret -> fetch(secret, known, paths, masker));
            }
        }
        return known;
    }

    private void fetch(
            VaultSecret secret, Map<String, String> known, PathView paths, Masker masker) {
        String value =
                secrets.computeIfAbsent(
                        secret.name(), unused -> grant.vault().value(secret, known));
        masker.add(value);
        if (secret.file()) {
            write(new Variable(secret.name(), value, false, true, true));
            known.put(secret.name(), paths.inside(file(secret.name()).toString()));
        } else {
            known.put(secret.name(), value);
        }
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
        variables.add(Variable.of("CI_JOB_URL", "$CI_PIPELINE_URL/jobs/$CI_JOB_ID"));
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
