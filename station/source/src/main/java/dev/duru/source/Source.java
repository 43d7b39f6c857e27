package dev.duru.source;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.source.git.Branch;
import dev.duru.source.git.Commit;
import dev.duru.source.git.CommitDiff;
import dev.duru.source.git.Differences;
import dev.duru.source.git.FileCommit;
import dev.duru.source.git.History;
import dev.duru.source.git.Merges;
import dev.duru.source.git.Repositories;
import dev.duru.source.git.TreeEntry;
import dev.duru.source.git.Trees;
import dev.duru.source.git.WorkTree;
import dev.duru.source.merge.MergeStore;
import dev.duru.web.Authority;
import dev.duru.web.Routes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The station's entrance: projects, their code, and the Git server's routes. */
public final class Source implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Source.class);

    private final Database database;
    private final ProjectStore projects;
    private final Repositories repositories;
    private final RefLedger ledger;
    private final ProjectLocks locks = new ProjectLocks();
    private final Pushes pushes;
    private final MergeFollower follower;
    private final MergeRequests mergeRequests;
    private final MergeTalk mergeTalk;
    private final Merging merging;
    private final Config config;

    /**
     * Where and how much.
     *
     * @param folder where the repositories lie, such as {@code data/git}
     * @param maxPackBytes the most that one push may bring
     */
    public record Config(Path folder, long maxPackBytes) {
        /** The limit for one push unless somebody sets another: 4 GiB. */
        public static final long MAX_PACK_BYTES = 4L << 30;

        public Config(Path folder) {
            this(folder, MAX_PACK_BYTES);
        }
    }

    private Source(Database database, Config config) {
        this.database = database;
        this.config = config;
        this.projects = new ProjectStore(database);
        this.repositories = Repositories.open(config.folder());
        MergeStore store = new MergeStore();
        this.follower = new MergeFollower(database, store);
        this.ledger = new RefLedger(database, follower);
        this.pushes =
                new Pushes(
                        database,
                        projects,
                        repositories,
                        ledger,
                        locks,
                        new Housekeeping(repositories, 50));
        this.mergeRequests = new MergeRequests(database, store, repositories, locks);
        this.mergeTalk = new MergeTalk(database, store);
        this.merging =
                new Merging(
                        new Merging.Parts(database, store, repositories, pushes, locks),
                        mergeRequests);
    }

    /**
     * Opens the station: brings its tables up to date, and appends the facts about refs that moved
     * without the ledger's knowing, as after a crash.
     */
    public static Source open(Database database, Config config) {
        database.migrate("source", Source.class.getClassLoader());
        Source source = new Source(database, config);
        source.reconcile();
        return source;
    }

    private void reconcile() {
        for (Project project : projects.all()) {
            try (ProjectLocks.Held held = locks.hold(project.name());
                    Repository repository = repositories.repository(project.name())) {
                repositories.unlock(project.name());
                ledger.settle(project.name(), repository)
                        .forEach(fact -> LOG.info("kept back until this start: {}", fact));
                follower.mend(project.name(), repository);
            } catch (RuntimeException e) {
                LOG.error("the repository of {} could not be read", project.name(), e);
            }
        }
    }

    /** What the station asks of others. */
    public record Ports(
            PushEcho echo, Remarks remarks, Statuses statuses, Checks checks, Previews previews) {}

    /** Starts to merge, when their runs have ended, the requests that wait for it. */
    public void start(Ledger facts, Checks checks, Authority authority) {
        facts.consume("source")
                .on(
                        Fact.RunFinished.class,
                        fact -> merging.mergeReady(fact.project(), checks, authority))
                .on(
                        Fact.MergeRequestReviewed.class,
                        fact -> merging.mergeReady(fact.project(), checks, authority))
                .on(
                        Fact.MergeRequestEdited.class,
                        fact -> merging.mergeReady(fact.project(), checks, authority))
                .start();
    }

    /** The merge requests of projects. */
    public MergeRequests mergeRequests() {
        return mergeRequests;
    }

    /** What people say about merge requests. */
    public MergeTalk mergeTalk() {
        return mergeTalk;
    }

    /** The Git server at {@code /{owner}/{project}.git}, the pages and the API. */
    public List<Routes> routes(Ports ports, Ledger facts) {
        Receiver.Limits limits = new Receiver.Limits(config.maxPackBytes(), config.maxPackBytes());
        Sheets sheets = new Sheets();
        return List.of(
                new GitHttp(projects, repositories, pushes, ports.echo(), this, limits),
                new ProjectPages(this, facts, sheets),
                new CodePages(this, ports, sheets),
                new MergePages(this, merging, ports, sheets),
                new MergeForms(this, merging, ports.checks()),
                new MergeApi(this, merging, ports.checks()),
                new SourceApi(this));
    }

    /**
     * Makes an empty project.
     *
     * @throws ProblemException CONFLICT when there is one; FORBIDDEN when {@code by} may not
     */
    public Project createProject(ProjectName project, boolean isPublic, Identity by) {
        if (!GitHttp.mayCreate(by, project)) {
            throw ProblemException.forbidden(
                    by.user()
                            + " may make projects below "
                            + by.user()
                            + "/ only; an administrator may anywhere");
        }
        try (ProjectLocks.Held held = locks.hold(project)) {
            if (exists(project)) {
                throw ProblemException.conflict("project " + project + " exists already");
            }
            repositories.create(project, "main");
            database.update(tx -> ProjectStore.insert(tx, project, isPublic, by));
            return project(project);
        }
    }

    /** All projects by name, whoever may see them. */
    public List<Project> projects() {
        return projects.all();
    }

    /**
     * A project.
     *
     * @throws ProblemException NOT_FOUND
     */
    public Project project(ProjectName name) {
        return projects.find(name)
                .orElseThrow(() -> ProblemException.notFound("there is no project " + name));
    }

    public boolean exists(ProjectName project) {
        return projects.find(project).isPresent();
    }

    /** Whether there is such a project and everybody may read it. */
    public boolean isPublic(ProjectName project) {
        return projects.find(project).filter(Project::isPublic).isPresent();
    }

    /** Lets everybody read a project, or only those with a role in it. */
    public void setPublic(ProjectName project, boolean isPublic) {
        projects.setPublic(project, isPublic);
    }

    /** The branch that HEAD names, such as {@code main}; it need not have commits yet. */
    public String defaultBranch(ProjectName project) {
        return read(project, repository -> new History(repository).defaultBranch());
    }

    /**
     * Makes another branch the default.
     *
     * @throws ProblemException USER when there is no such branch
     */
    public void setDefaultBranch(ProjectName project, String branch) {
        try (ProjectLocks.Held held = locks.hold(project);
                Repository repository = repositories.repository(project)) {
            String ref = "refs/heads/" + branch;
            if (new History(repository).resolve(ref).isEmpty()) {
                throw ProblemException.user(project + " has no branch '" + branch + "'");
            }
            Pushes.link(repository, ref);
        }
    }

    /** A file's bytes at a commit; empty when no file lies there. */
    public Optional<byte[]> file(ProjectName project, String commit, String path) {
        return read(project, repository -> new Trees(repository).bytes(commit, path));
    }

    /** The paths of all files below a prefix ({@code ""} for all) at a commit, in Git's order. */
    public List<String> files(ProjectName project, String commit, String prefix) {
        return read(
                project,
                repository -> new Trees(repository).files(commit, prefix, Integer.MAX_VALUE));
    }

    /** The submodules of a commit: the commit of each by its path. */
    public Map<String, String> submodules(ProjectName project, String commit) {
        return read(project, repository -> new Trees(repository).submodules(commit));
    }

    /** A commit by its id, of at least four digits. */
    public Optional<Commit> commit(ProjectName project, String id) {
        return id.matches("[0-9a-f]{4,40}") ? resolve(project, id) : Optional.empty();
    }

    /** The commit that a branch, a tag, a full ref name, {@code HEAD} or an id names. */
    public Optional<Commit> resolve(ProjectName project, String ref) {
        return read(project, repository -> new History(repository).resolve(ref));
    }

    /** The commits that {@code bad} has and {@code good} has not, newest first, at most 100. */
    public List<Commit> between(ProjectName project, String good, String bad) {
        return read(project, repository -> new History(repository).between(good, bad, 100));
    }

    /**
     * The paths that a push changed; {@code before} may be {@code ""} for a new ref, which then
     * counts from where it left the default branch.
     */
    public Set<String> changedPaths(ProjectName project, String before, String after) {
        return read(project, repository -> new Differences(repository).changedPaths(before, after));
    }

    /** How two commits differ, bounded; {@code ""} for {@code before} stands for no files. */
    public CommitDiff diff(ProjectName project, String before, String after) {
        return read(project, repository -> new Differences(repository).between(before, after));
    }

    /** The commits from one on, newest first; {@code path} limits them to what changed it. */
    public List<Commit> log(ProjectName project, String commit, String path, int skip, int limit) {
        return read(project, repository -> new History(repository).log(commit, path, skip, limit));
    }

    /** The branches, the most recently committed first. */
    public List<Branch> branches(ProjectName project) {
        return read(project, repository -> new History(repository).branches());
    }

    /** The tags that name commits, the most recently committed first. */
    public List<Branch> tags(ProjectName project) {
        return read(project, repository -> new History(repository).tags());
    }

    /** What lies in a folder ({@code ""} for the root) at a commit; empty when it is none. */
    public List<TreeEntry> entries(ProjectName project, String commit, String path) {
        return read(project, repository -> new Trees(repository).list(commit, path));
    }

    /**
     * Makes, moves or deletes a ref, as a push by somebody who may develop would.
     *
     * @param to a commit's id; {@code ""} deletes
     * @param force whether the ref may leave its history
     * @throws ProblemException USER or FORBIDDEN when the rules for pushes refuse it
     */
    public void move(ProjectName project, Identity by, String ref, String to, boolean force) {
        new WriteCode(pushes).move(new WriteCode.By(project, by, Role.DEVELOPER), ref, to, force);
    }

    /** Commits one file onto a branch, as a push by somebody who may develop would. */
    public void commit(ProjectName project, Identity by, String branch, FileCommit.Change change) {
        new WriteCode(pushes).commit(new WriteCode.By(project, by, Role.DEVELOPER), branch, change);
    }

    /**
     * Makes the branch {@code revert-…} on which a change is taken back, as a push by somebody who
     * may develop would; made anew when it is there.
     *
     * @param bad the commit that is taken back
     * @param good the one to come back to; empty for the one before
     * @return the branch's name
     * @throws ProblemException CONFLICT when later changes stand in the way
     */
    public String revert(
            ProjectName project, Identity by, String bad, String good, String message) {
        return new WriteCode(pushes)
                .revert(
                        new WriteCode.By(project, by, Role.DEVELOPER),
                        bad,
                        good,
                        new Merges.Words(
                                by.user(), by.user() + "@localhost", Instant.now(), message));
    }

    /**
     * Writes a commit out into a folder as a Git work tree that stands by itself.
     *
     * @throws ProblemException NOT_FOUND when there is no such commit
     */
    public void checkout(ProjectName project, WorkTree.Request request, Path folder) {
        try (Repository repository = repositories.repository(project)) {
            WorkTree.write(repository, request, folder);
        }
    }

    /** Closes the repositories that are open; pushes in progress end as they would. */
    @Override
    public void close() {
        repositories.close();
    }

    /** Asks an open repository. */
    <T> T read(ProjectName project, Function<Repository, T> question) {
        try (Repository repository = repositories.repository(project)) {
            return question.apply(repository);
        }
    }
}
