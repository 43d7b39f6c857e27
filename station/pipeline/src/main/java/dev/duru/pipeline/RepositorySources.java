package dev.duru.pipeline;

import dev.duru.dialects.gitlab.include.Location;
import dev.duru.dialects.gitlab.include.Sources;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.gitlab.FolderSources;
import dev.duru.pipeline.state.RunRow;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a run's GitLab configuration includes: files at the run's commit, and of other
 * projects of this Duru those that whoever started the run may read.
 */
record RepositorySources(Repository repository, RunRow run) implements Sources {
    @Override
    public Answer read(Location location) {
        return switch (location) {
            case Location.File(String project, _, String path) when project.isEmpty() ->
                    answer(repository.file(run.project(), run.commit(), path));
            case Location.File(String project, String ref, String path) ->
                    other(project, ref)
                            .map(at -> answer(repository.file(at.project(), at.commit(), path)))
                            .orElseGet(RepositorySources::unknown);
            case Location.Component(String address) -> component(address);
            case Location.Remote _, Location.Template _ -> FolderSources.elsewhere(location);
        };
    }

    private static Answer answer(Optional<String> text) {
        return text.<Answer>map(Found::new)
                .orElseGet(
                        () -> new Missing("there is no such file", "write its path from the root"));
    }

    private static Answer unknown() {
        return new Missing(
                "there is no such project or ref in this Duru, or you may not read it",
                "write `project: owner/name`, and a branch, tag or commit as `ref`");
    }

    private record At(ProjectName project, String commit) {}

    private Optional<At> other(String path, String ref) {
        String[] parts = path.split("/");
        if (parts.length != 2) {
            return Optional.empty();
        }
        ProjectName project = new ProjectName(parts[0], parts[1]);
        if (!project.equals(run.project()) && !repository.mayRead(run.by(), project)) {
            return Optional.empty();
        }
        String name = ref.isEmpty() ? repository.defaultBranch(project) : ref;
        return repository.resolve(project, name).map(head -> new At(project, head.id()));
    }

    /** {@code host/owner/name/component@version}: a file below {@code templates/}. */
    private Answer component(String address) {
        int at = address.lastIndexOf('@');
        String[] parts = (at < 0 ? address : address.substring(0, at)).split("/");
        if (parts.length != 4) {
            return unknown();
        }
        String ref = at < 0 || address.endsWith("@~latest") ? "" : address.substring(at + 1);
        Optional<At> project = other(parts[1] + "/" + parts[2], ref);
        if (project.isEmpty()) {
            return unknown();
        }
        At where = project.get();
        return answer(
                repository
                        .file(where.project(), where.commit(), "templates/" + parts[3] + ".yml")
                        .or(() ->
                                repository.file(
                                        where.project(),
                                        where.commit(),
                                        "templates/" + parts[3] + "/template.yml")));
    }

    @Override
    public List<String> paths(String project, String ref) {
        if (project.isEmpty()) {
            return repository.files(run.project(), run.commit(), "");
        }
        return other(project, ref)
                .map(at -> repository.files(at.project(), at.commit(), ""))
                .orElse(List.of());
    }
}
