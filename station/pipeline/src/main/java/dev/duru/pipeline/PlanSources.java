package dev.duru.pipeline;

import dev.duru.dialects.gitlab.compile.Request;
import dev.duru.dialects.plan.Variable;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.github.WorkflowPlans;
import dev.duru.pipeline.gitlab.GitlabPlans;
import dev.duru.pipeline.gitlab.RemoteFiles;
import dev.duru.pipeline.state.ReleaseStore;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.VariableStore;
import dev.duru.pipeline.state.VariableStore.Flag;
import dev.duru.pipeline.state.YieldStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the plans of the station's runs take code, variables and secrets from. */
record PlanSources(
        Pipeline.Config config,
        Pipeline.Ports ports,
        Pipeline.Stores stores,
        Variables variables,
        ActionLibrary actions) {

    /** Of every dialect. */
    DialectPlans all() {
        return new DialectPlans(github(), gitlab());
    }

    private WorkflowPlans github() {
        return new WorkflowPlans(
                config.url(),
                new WorkflowPlans.Surroundings(
                        (run, environment) -> ports.secrets().of(run.project(), environment),
                        this::values,
                        new CalledWorkflows(ports.repository(), new RemoteWorkflows(actions)),
                        Optional.empty(),
                        List.of()));
    }

    private List<VariableStore.Variable> seen(RunRow run, String environment) {
        boolean onProtected =
                ports.repository().isProtected(run.project(), run.ref(), run.commit());
        return variables.of(run.project(), environment, onProtected);
    }

    private Map<String, String> values(RunRow run, String environment) {
        Map<String, String> values = new LinkedHashMap<>();
        seen(run, environment).forEach(one -> values.put(one.name(), one.value()));
        return values;
    }

    private List<Variable> variables(RunRow run, String environment) {
        return seen(run, environment).stream()
                .map(one ->
                        new Variable(
                                one.name(),
                                one.value(),
                                true,
                                one.has(Flag.FILE),
                                one.has(Flag.MASKED)))
                .toList();
    }

    /** What the release of a run's tag says of itself. */
    private Optional<String> release(RunRow run) {
        String tags = "refs/tags/";
        return run.ref().startsWith(tags)
                ? new ReleaseStore(stores.database())
                        .list(run.project()).stream()
                                .filter(release ->
                                        release.tag().equals(run.ref().substring(tags.length())))
                                .map(ReleaseStore.Release::body)
                                .findFirst()
                : Optional.empty();
    }

    private GitlabPlans gitlab() {
        Repository repository = ports.repository();
        RemoteFiles remotes = new RemoteFiles(config.data().resolve("includes"), config.includes());
        KeptFiles kept = new KeptFiles(stores.database(), new YieldStore(), stores.blobs());
        return new GitlabPlans(
                config.url(),
                new GitlabPlans.Surroundings(
                        (run, environment) -> ports.secrets().of(run.project(), environment),
                        this::variables,
                        run ->
                                new GitlabPlans.Code(
                                        repository.defaultBranch(run.project()),
                                        () -> Pushes.changed(repository, run),
                                        new RepositorySources(
                                                repository, run, remotes, config.url()),
                                        (node, path) -> kept.text(run.id(), node, path),
                                        repository.mayRead("", run.project()),
                                        release(run)),
                        Optional.empty(),
                        Request.Selection.ALL));
    }
}
