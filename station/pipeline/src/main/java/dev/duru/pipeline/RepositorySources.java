package dev.duru.pipeline;

import dev.duru.dialects.gitlab.include.Location;
import dev.duru.dialects.gitlab.include.Sources;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.gitlab.ComponentAddress;
import dev.duru.pipeline.gitlab.FolderSources;
import dev.duru.pipeline.gitlab.RemoteFiles;
import dev.duru.pipeline.state.RunRow;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads what a run's GitLab configuration includes: files at the run's commit, and of other
 * projects of this Duru those that whoever started the run may read.
 */
record RepositorySources(
        Repository repository, RunRow run, RemoteFiles remotes, Supplier<String> url)
        implements Sources {
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
            case Location.Remote remote -> remotes.read(remote, run.queuedAt());
            case Location.Template _ -> FolderSources.elsewhere(location);
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
        return readable(path)
                .flatMap(project ->
                        at(project, ref.isEmpty() ? repository.defaultBranch(project) : ref));
    }

    private Optional<ProjectName> readable(String path) {
        String[] parts = path.split("/");
        if (parts.length != 2) {
            return Optional.empty();
        }
        ProjectName project = new ProjectName(parts[0], parts[1]);
        return project.equals(run.project()) || repository.mayRead(run.by(), project)
                ? Optional.of(project)
                : Optional.empty();
    }

    private Optional<At> at(ProjectName project, String ref) {
        return repository.resolve(project, ref).map(head -> new At(project, head.id()));
    }

    /** A file below {@code templates/} of a project of this Duru. */
    private Answer component(String text) {
        Optional<ComponentAddress> address = ComponentAddress.parse(text);
        if (address.isEmpty()) {
            return new Missing(
                    "it is no address of a component",
                    "write $CI_SERVER_FQDN/owner/project/name@version");
        }
        ComponentAddress wanted = address.get();
        URI own = URI.create(url.get());
        if (!wanted.host().equals(own.getAuthority()) && !wanted.host().equals(own.getHost())) {
            return new Missing(
                    "it is not in this Duru but on " + wanted.host(),
                    "mirror its project here and write $CI_SERVER_FQDN in place of the host");
        }
        Optional<ProjectName> project = readable(wanted.project());
        Optional<String> ref = project.flatMap(known -> wanted.ref(repository.tags(known)));
        if (project.isPresent() && ref.isEmpty()) {
            return new Missing(
                    "the project has no tag that is a version and fits `" + wanted.version() + "`",
                    "tag it, such as 1.0.0, or name a branch or a commit");
        }
        return project.flatMap(known -> at(known, ref.get()))
                .map(where -> component(wanted, where, ref.get()))
                .orElseGet(RepositorySources::unknown);
    }

    private Answer component(ComponentAddress wanted, At where, String ref) {
        for (String path : wanted.paths()) {
            Optional<String> text = repository.file(where.project(), where.commit(), path);
            if (text.isPresent()) {
                return new Found(
                        text.get(),
                        Optional.of(
                                new Location.File(
                                        where.project().toString(), where.commit(), path)),
                        wanted.context(where.commit(), ref));
            }
        }
        return new Missing(
                "the project has no such component at " + ref,
                "it would be " + String.join(" or ", wanted.paths()));
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
