package dev.duru.pipeline;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.engine.PlanSource.Called;
import dev.duru.pipeline.engine.PlanSource.Home;
import dev.duru.pipeline.github.WorkflowPlans;
import dev.duru.pipeline.state.RunRow;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the workflows that jobs call: of the same commit, or of a project of this Duru that whoever
 * started the run may read.
 */
final class CalledWorkflows implements WorkflowPlans.Workflows {
    private static final Pattern REMOTE = Pattern.compile("([^/@]+)/([^/@]+)/([^@]+)@(.+)");

    private final Repository repository;

    CalledWorkflows(Repository repository) {
        this.repository = repository;
    }

    @Override
    public Called find(RunRow run, Home home, String ref) {
        if (ref.startsWith("./")) {
            return read(home, ProjectName.parse(home.repository()), ref.substring(2), "");
        }
        Matcher remote = REMOTE.matcher(ref);
        if (!remote.matches()) {
            throw ProblemException.user("write ./path or owner/project/path@ref");
        }
        ProjectName project =
                ProjectName.parse(
                        (remote.group(1) + "/" + remote.group(2)).toLowerCase(Locale.ROOT));
        // One message for what is not there and what may not be seen.
        if (!project.equals(run.project()) && !repository.mayRead(run.by(), project)) {
            throw ProblemException.notFound(
                    "there is no project " + project + " that " + run.by() + " may read");
        }
        String commit =
                repository
                        .resolve(project, remote.group(4))
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        project
                                                + " has no branch, tag or commit '"
                                                + remote.group(4)
                                                + "'"))
                        .id();
        return read(new Home(project.toString(), commit), project, remote.group(3), project + "/");
    }

    private Called read(Home home, ProjectName project, String path, String shown) {
        String text =
                repository
                        .file(project, home.commit(), path)
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        "there is no file " + path + " in " + project));
        return new Called(home, shown + path, text);
    }
}
