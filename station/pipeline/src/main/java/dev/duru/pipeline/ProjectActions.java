package dev.duru.pipeline;

import dev.duru.dialects.plan.ActionRef;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.OwnActions;
import dev.duru.pipeline.engine.ActionKit;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.toolchain.NodePrograms;
import dev.duru.pipeline.toolchain.Toolchains;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Actions in the projects of this Duru, for runs of users who may read them. */
final class ProjectActions implements OwnActions {
    private final Repository repository;

    ProjectActions(Repository repository) {
        this.repository = repository;
    }

    /** What actions need to run, those of projects among them. */
    static ActionKit kit(Pipeline.Config config, Repository repository) {
        return new ActionKit(
                new ActionLibrary(
                        config.data().resolve("actions"),
                        config.actions(),
                        new ProjectActions(repository)),
                new NodePrograms(new Toolchains()));
    }

    @Override
    public Optional<String> commit(RunRow run, ActionRef.Repository action) {
        Optional<ProjectName> project = project(action);
        if (project.isEmpty()
                || !(project.get().equals(run.project())
                        || repository.mayRead(run.by(), project.get()))) {
            return Optional.empty();
        }
        Repository.Head head =
                repository
                        .resolve(project.get(), action.ref())
                        .filter(found -> isWhole(found, action.ref()))
                        .orElseThrow(() ->
                                ProblemException.user(
                                        "the action "
                                                + action
                                                + " was not found: the project "
                                                + project.get()
                                                + " of this Duru has no branch, tag or full commit"
                                                + " id '"
                                                + action.ref()
                                                + "'"));
        return Optional.of(head.id());
    }

    /** A shortened id could come to mean another commit. */
    private static boolean isWhole(Repository.Head head, String ref) {
        return !head.ref().isEmpty() || head.id().equalsIgnoreCase(ref);
    }

    @Override
    public void write(ActionRef.Repository action, String commit, Path folder) {
        repository.checkout(project(action).orElseThrow(), Repository.Checkout.of(commit), folder);
        try {
            Folders.delete(folder.resolve(".git"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ProjectName> project(ActionRef.Repository action) {
        try {
            return Optional.of(
                    new ProjectName(
                            action.owner().toLowerCase(Locale.ROOT),
                            action.name().toLowerCase(Locale.ROOT)));
        } catch (ProblemException | IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }
}
