package dev.duru.pipeline;

import dev.duru.dialects.plan.ActionRef;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.engine.PlanSource.Called;
import dev.duru.pipeline.engine.PlanSource.Home;
import dev.duru.pipeline.github.WorkflowPlans;
import dev.duru.pipeline.state.RunRow;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the workflows that jobs call: of the same commit, of a project of this Duru that whoever
 * started the run may read, or from where actions come from.
 */
final class CalledWorkflows implements WorkflowPlans.Workflows {
    private final Repository repository;
    private final RemoteWorkflows remote;

    CalledWorkflows(Repository repository, RemoteWorkflows remote) {
        this.repository = repository;
        this.remote = remote;
    }

    @Override
    public Called find(RunRow run, Home home, String ref) {
        if (ref.startsWith("./")) {
            String path = ref.substring(2);
            return ofThisDuru(run, home.repository())
                    .map(project -> read(new Called(home, path, ""), project, path))
                    .orElseGet(() -> remote.beside(run, home, path));
        }
        ActionRef.Repository wanted = RemoteWorkflows.parse(ref);
        String name = wanted.owner() + "/" + wanted.name();
        Optional<ProjectName> own = ofThisDuru(run, name);
        if (own.isPresent()) {
            return own(own.get(), wanted);
        }
        if (!remote.isConfigured()) {
            // One message for what is not there and what may not be seen.
            throw ProblemException.notFound(
                    "there is no project " + name + " that " + run.by() + " may read");
        }
        return remote.find(run, wanted);
    }

    private Optional<ProjectName> ofThisDuru(RunRow run, String name) {
        ProjectName project;
        try {
            project = ProjectName.parse(name.toLowerCase(Locale.ROOT));
        } catch (ProblemException | IllegalArgumentException e) {
            // Other places allow names that this one does not.
            return Optional.empty();
        }
        boolean readable = project.equals(run.project()) || repository.mayRead(run.by(), project);
        return readable ? Optional.of(project) : Optional.empty();
    }

    private Called own(ProjectName project, ActionRef.Repository wanted) {
        Repository.Head head =
                repository
                        .resolve(project, wanted.ref())
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        project
                                                + " has no branch, tag or commit '"
                                                + wanted.ref()
                                                + "'"));
        return read(
                new Called(
                        new Home(project.toString(), head.id()),
                        head.ref().isEmpty() ? head.id() : head.ref(),
                        project + "/" + wanted.path(),
                        ""),
                project,
                wanted.path());
    }

    private Called read(Called place, ProjectName project, String path) {
        String text =
                repository
                        .file(project, place.home().commit(), path)
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "there is no file " + path + " in " + project));
        return new Called(place.home(), place.ref(), place.file(), text);
    }
}
