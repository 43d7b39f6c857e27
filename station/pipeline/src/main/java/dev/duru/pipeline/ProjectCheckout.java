package dev.duru.pipeline;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.builtin.CheckoutSource;
import dev.duru.pipeline.state.RunRow;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;

/** Checks out projects of this Duru: the run's own, and others that its user may read. */
final class ProjectCheckout implements CheckoutSource {
    private final Repository repository;
    private final Supplier<String> url;

    /**
     * Makes it.
     *
     * @param url of this Duru, without a slash at the end
     */
    ProjectCheckout(Repository repository, Supplier<String> url) {
        this.repository = repository;
        this.url = url;
    }

    @Override
    public String defaultBranch(ProjectName project) {
        return repository.defaultBranch(project);
    }

    @Override
    public Written checkout(RunRow run, Wanted wanted, Path folder) {
        ProjectName project =
                wanted.repository().isEmpty() ? run.project() : project(wanted.repository());
        boolean own = project.equals(run.project());
        if (!own && !repository.mayRead(run.by(), project)) {
            throw ProblemException.user(
                    "checkout: there is no project '"
                            + project
                            + "' on this Duru that "
                            + run.by()
                            + ", who started the run, may read");
        }
        Repository.Head head = head(run, project, own, wanted.ref());
        repository.checkout(
                project,
                new Repository.Checkout(
                        head.id(), head.ref(), wanted.depth(), wanted.tags(), wanted.config()),
                folder);
        return new Written(
                project.toString(),
                head.id(),
                head.ref(),
                repository.submodules(project, head.id()));
    }

    private Repository.Head head(RunRow run, ProjectName project, boolean own, String ref) {
        if (own && (ref.isEmpty() || ref.equals(run.ref()))) {
            return new Repository.Head(run.commit(), run.ref(), "");
        }
        String name = ref.isEmpty() ? repository.defaultBranch(project) : ref;
        return repository
                .resolve(project, name)
                .orElseThrow(() ->
                        ProblemException.user(
                                "checkout: "
                                        + project
                                        + " has no branch, tag or commit '"
                                        + name
                                        + "'"));
    }

    private ProjectName project(String text) {
        String base = url.get() + "/";
        String path =
                text.regionMatches(true, 0, base, 0, base.length())
                        ? text.substring(base.length())
                        : text;
        if (path.matches("[a-z+]+:.*|.*@.*:.*")) {
            throw ProblemException.user(
                    "checkout: '"
                            + text
                            + "' is not on this Duru, which checks out its own projects only;"
                            + " clone it in a run step");
        }
        return ProjectName.parse(path.toLowerCase(Locale.ROOT).replaceFirst("(\\.git)?/?$", ""));
    }
}
