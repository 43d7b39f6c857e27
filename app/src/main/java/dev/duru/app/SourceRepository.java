package dev.duru.app;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.pipeline.Repository;
import dev.duru.source.Source;
import dev.duru.source.git.Branch;
import dev.duru.source.git.Commit;
import dev.duru.source.git.WorkTree;
import dev.duru.web.Authority;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The code of projects, as the pipeline asks for it. */
final class SourceRepository implements Repository {
    private final Source source;
    private final Authority authority;
    private final Supplier<String> url;

    SourceRepository(Source source, Authority authority, Supplier<String> url) {
        this.source = source;
        this.authority = authority;
        this.url = url;
    }

    @Override
    public List<String> files(ProjectName project, String commit, String prefix) {
        return source.files(project, commit, prefix);
    }

    @Override
    public Optional<String> file(ProjectName project, String commit, String path) {
        return source.file(project, commit, path)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public Collection<String> changedPaths(ProjectName project, String before, String after) {
        return source.changedPaths(project, before, after);
    }

    @Override
    public Optional<Head> resolve(ProjectName project, String name) {
        Optional<Commit> commit = source.resolve(project, name);
        return commit.map(found ->
                new Head(
                        found.id(),
                        ref(project, name),
                        found.message(),
                        found.author(),
                        found.committedAt()));
    }

    @Override
    public List<String> tags(ProjectName project) {
        return source.tags(project).stream().map(Branch::name).toList();
    }

    /** The full ref that a short name stands for: branches come before tags. */
    private String ref(ProjectName project, String name) {
        if (name.startsWith("refs/")) {
            return name;
        }
        for (String prefix : List.of("refs/heads/", "refs/tags/")) {
            if (source.resolve(project, prefix + name).isPresent()) {
                return prefix + name;
            }
        }
        return "";
    }

    @Override
    public boolean mayRead(String user, ProjectName project) {
        return authority.role(new Identity(user, false), project).isPresent();
    }

    @Override
    public boolean mayRun(String user, ProjectName project) {
        return authority
                .role(new Identity(user, false), project)
                .filter(role -> role.includes(Role.DEVELOPER))
                .isPresent();
    }

    @Override
    public boolean isProtected(ProjectName project, String ref, String commit) {
        String main = "refs/heads/" + source.defaultBranch(project);
        return ref.equals(main)
                || ref.startsWith("refs/tags/")
                        && source.resolve(project, main).isPresent()
                        && source.between(project, main, commit).isEmpty();
    }

    @Override
    public String defaultBranch(ProjectName project) {
        return source.defaultBranch(project);
    }

    @Override
    public void checkout(ProjectName project, Checkout checkout, Path folder) {
        source.checkout(
                project,
                new WorkTree.Request(
                        checkout.commit(),
                        checkout.ref(),
                        checkout.depth(),
                        checkout.tags(),
                        url.get() + "/" + project + ".git",
                        checkout.config()),
                folder);
    }

    @Override
    public Map<String, String> submodules(ProjectName project, String commit) {
        return source.submodules(project, commit);
    }
}
