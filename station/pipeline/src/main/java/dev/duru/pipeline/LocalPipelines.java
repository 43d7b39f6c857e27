package dev.duru.pipeline;

import dev.duru.dialects.gitlab.compile.Request;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.pipeline.github.WorkflowPlans;
import dev.duru.pipeline.gitlab.FolderSources;
import dev.duru.pipeline.gitlab.GitlabPlans;
import dev.duru.pipeline.gitlab.RemoteFiles;
import dev.duru.pipeline.gitlab.RemotePolicy;
import dev.duru.pipeline.state.NewRun;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** GitLab's pipelines of a folder, for {@link LocalRun}. */
record LocalPipelines(LocalRun.Options options, Path folder) {
    NewRun run(String file, String text, LocalCommit commit, Obj payload) {
        Map<String, String> given = new HashMap<>(options.inputs());
        given.putAll(options.gitlab().variables());
        return new NewRun(
                options.project(),
                commit.id(),
                commit.ref(),
                options.event().isEmpty() ? "push" : options.event(),
                Json.write(payload),
                Json.write(Obj.ofTexts(given)),
                file,
                text,
                file,
                commit.title(),
                System.getProperty("user.name", "local"),
                "local:" + file);
    }

    /** The web's files, kept for this user. */
    static RemoteFiles includes() {
        return new RemoteFiles(
                LocalRun.caches().resolve("includes"),
                RemotePolicy.of(System.getenv().getOrDefault("DURU_INCLUDES_ALLOWED", "*")));
    }

    /** Nobody is there to start manual jobs: those that are not named are skipped. */
    GitlabPlans plans(Supplier<String> url, KeptFiles kept) {
        Request.Selection selection =
                new Request.Selection(
                        options.jobs(),
                        !options.gitlab().alone(),
                        Optional.of(Set.copyOf(options.gitlab().manual())));
        return new GitlabPlans(
                url,
                new GitlabPlans.Surroundings(
                        WorkflowPlans.OfEnvironment.always(options.secrets()),
                        GitlabPlans.ProjectVariables.NONE,
                        run ->
                                new GitlabPlans.Code(
                                        "main",
                                        () -> Optional.<List<String>>empty(),
                                        new FolderSources(
                                                folder, options.project().toString(), includes()),
                                        (node, path) -> kept.text(run.id(), node, path)),
                        options.inPlace() ? Optional.of(folder) : Optional.empty(),
                        selection));
    }
}
