package dev.duru.source.git;

import dev.duru.git.IsolatedSystemReader;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The bare repositories, at {@code ROOT/owner/project.git}, in the format of Git itself. Names of
 * owners start with a letter or digit, so folders with a dot are ours: {@code .partial} for
 * repositories in the making, {@code .incoming} for pushes on their way in.
 */
public final class Repositories implements AutoCloseable {
    private static final int KEPT_OPEN = 64;

    private final Path root;
    private final OpenRepositories open = new OpenRepositories(KEPT_OPEN);

    private Repositories(Path root) {
        this.root = root;
    }

    /**
     * Opens, or makes, the folder, and removes what pushes left there that never came to their end.
     */
    public static Repositories open(Path root) {
        IsolatedSystemReader.install();
        Repositories repositories = new Repositories(root.toAbsolutePath());
        try {
            for (String own : List.of(".partial", ".incoming")) {
                delete(root.resolve(own));
                Files.createDirectories(root.resolve(own));
            }
            if (!Files.exists(root.resolve(".empty").resolve(Constants.HEAD))) {
                delete(root.resolve(".empty"));
                make(root.resolve(".empty"), "main");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return repositories;
    }

    /** A repository without commits, which stands for one that is not made yet; close it. */
    public Repository empty() {
        try {
            return new FileRepositoryBuilder()
                    .setGitDir(root.resolve(".empty").toFile())
                    .setBare()
                    .setMustExist(true)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is a repository on disk. */
    public boolean exists(ProjectName project) {
        return Files.exists(folder(project).resolve(Constants.HEAD));
    }

    /**
     * Opens a repository; close it.
     *
     * @throws ProblemException NOT_FOUND when there is none on disk
     */
    public Repository repository(ProjectName project) {
        if (!exists(project)) {
            open.forget(project);
            throw ProblemException.notFound("there is no repository of " + project);
        }
        return open.use(
                project,
                () ->
                        build(
                                project,
                                new FileRepositoryBuilder()
                                        .setGitDir(folder(project).toFile())
                                        .setBare()
                                        .setMustExist(true)));
    }

    /**
     * Makes an empty repository, durably and at once.
     *
     * @param defaultBranch what HEAD names, such as {@code main}
     * @throws ProblemException CONFLICT when there is one already that holds refs
     */
    public void create(ProjectName project, String defaultBranch) {
        Path folder = folder(project);
        Path partial = root.resolve(".partial").resolve(UUID.randomUUID().toString());
        try {
            removeLeftover(project);
            make(partial, defaultBranch);
            Path owner = root.resolve(project.owner());
            Files.createDirectories(owner);
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            sync(owner);
            sync(root);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the repository of " + project + " could not be made: " + e.getMessage(), e);
        }
    }

    /** Makes the files of refs durable, after they were written or removed. */
    public void syncRefs(ProjectName project, Collection<String> refs) {
        Path folder = folder(project);
        try {
            Set<Path> folders = new LinkedHashSet<>();
            folders.add(folder);
            for (String ref : refs) {
                Path at = folder.resolve(ref).getParent();
                while (at != null && !at.equals(folder)) {
                    folders.add(at);
                    at = at.getParent();
                }
            }
            for (Path each : folders) {
                if (Files.isDirectory(each)) {
                    sync(each);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the refs of " + project + " could not be made durable: " + e.getMessage(), e);
        }
    }

    /**
     * Removes the locks that a process left when it died; for the start, before anything else uses
     * the repositories, which one process at a time does.
     */
    public void unlock(ProjectName project) {
        Path folder = folder(project);
        try (Stream<Path> beside = Files.list(folder);
                Stream<Path> refs = Files.walk(folder.resolve("refs"))) {
            for (Path file : Stream.concat(beside, refs).toList()) {
                if (file.toString().endsWith(".lock")
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the locks of " + project + " could not be removed: " + e.getMessage(), e);
        }
    }

    /** Removes a repository. */
    public void delete(ProjectName project) {
        open.forget(project);
        try {
            delete(folder(project));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the repository of " + project + " could not be removed: " + e.getMessage(), e);
        }
    }

    /** How many packs a repository's objects lie in. */
    public int packs(ProjectName project) {
        try (Stream<Path> files = Files.list(folder(project).resolve("objects").resolve("pack"))) {
            return (int) files.filter(file -> file.toString().endsWith(".pack")).count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** A place beside a repository where a push can arrive; close it. */
    public Quarantine quarantine(ProjectName project) {
        Path incoming = root.resolve(".incoming").resolve(UUID.randomUUID().toString());
        Path objects = folder(project).resolve("objects");
        try {
            Files.createDirectories(incoming.resolve("objects").resolve("pack"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Repository repository =
                build(
                        project,
                        new FileRepositoryBuilder()
                                .setGitDir(folder(project).toFile())
                                .setObjectDirectory(incoming.resolve("objects").toFile())
                                .addAlternateObjectDirectory(objects.toFile())
                                .setBare()
                                .setMustExist(true));
        return new Quarantine(repository, incoming, objects);
    }

    /** The folder of a project's repository, whether or not it is there. */
    public Path folder(ProjectName project) {
        return root.resolve(project.owner()).resolve(project.name() + ".git");
    }

    /** Makes the names of a folder's files durable. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void make(Path folder, String defaultBranch) throws IOException {
        try (Repository made =
                new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build()) {
            made.create(true);
            configure(made.getConfig());
            made.updateRef(Constants.HEAD).link(Constants.R_HEADS + defaultBranch);
        }
        sync(folder.resolve("config"));
        sync(folder.resolve(Constants.HEAD));
        sync(folder);
    }

    private void removeLeftover(ProjectName project) throws IOException {
        if (!exists(project)) {
            delete(folder(project));
            return;
        }
        try (Repository leftover = repository(project)) {
            if (!leftover.getRefDatabase().getRefsByPrefix(Constants.R_REFS).isEmpty()) {
                throw ProblemException.conflict(
                        "a repository with commits already lies at "
                                + folder(project)
                                + " though Duru has no project "
                                + project
                                + "; move it away, then create the project again");
            }
        }
        delete(project);
    }

    private static void configure(StoredConfig config) throws IOException {
        // Objects arrive as packs, which are always synced; this is for the refs.
        config.setBoolean("core", null, "fsyncRefFiles", true);
        config.setBoolean("core", null, "logAllRefUpdates", false);
        config.setBoolean("uploadpack", null, "allowFilter", true);
        config.setBoolean("uploadpack", null, "allowAnySHA1InWant", true);
        config.setBoolean("http", null, "receivepack", true);
        config.setBoolean("receive", null, "fsckObjects", true);
        config.setBoolean("receive", null, "autogc", false);
        config.setString("gc", null, "prunePackExpire", "now");
        config.save();
    }

    @Override
    public void close() {
        open.close();
    }

    private static Repository build(ProjectName project, FileRepositoryBuilder builder) {
        try {
            return builder.build();
        } catch (RepositoryNotFoundException e) {
            throw ProblemException.notFound("there is no repository of " + project);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the repository of " + project + " could not be opened: " + e.getMessage(), e);
        }
    }
}
