package dev.duru.source.git;

import dev.duru.kernel.ProblemException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Writes a commit out as a real Git work tree that stands by itself: with its own objects, so that
 * a job sees nothing of the server's repository, and with {@code origin} set to the project's URL.
 *
 * <p>Written in one go and not by a clone: nothing here must survive a power cut, and a job waits.
 */
public final class WorkTree {
    private final Repository source;
    private final Request request;
    private final Path git;

    private WorkTree(Repository source, Request request, Path folder) {
        this.source = source;
        this.request = request;
        this.git = folder.resolve(Constants.DOT_GIT);
    }

    /**
     * What to write.
     *
     * @param commit the commit to check out, 40 hexadecimal digits
     * @param ref the full ref that it belongs to: a branch is checked out as a local branch of its
     *     name, anything else (and {@code ""}) detached
     * @param depth how many commits of history; 0 for all of it, with all branches and tags
     * @param tags whether to bring all tags though {@code depth} is not 0
     * @param origin the URL for {@code remote.origin}, without credentials
     * @param config more values of the new repository's configuration, by full name such as {@code
     *     http.https://example.org/.extraheader}
     */
    public record Request(
            String commit,
            String ref,
            int depth,
            boolean tags,
            String origin,
            Map<String, String> config) {
        public Request {
            config = Map.copyOf(config);
        }

        public Request(String commit, String ref, int depth, boolean tags, String origin) {
            this(commit, ref, depth, tags, origin, Map.of());
        }

        /** The branch to check out, without {@code refs/heads/}. */
        Optional<String> branch() {
            return ref.startsWith(Constants.R_HEADS)
                    ? Optional.of(ref.substring(Constants.R_HEADS.length()))
                    : Optional.empty();
        }
    }

    /**
     * Checks a commit out into a folder, which is made when missing. Files that lie there already
     * are overwritten where the commit has others, and left alone where it has none; links that lie
     * there are not followed.
     *
     * @throws ProblemException NOT_FOUND when there is no such commit; CONFLICT when the folder
     *     holds a Git repository already
     */
    public static void write(Repository source, Request request, Path folder) {
        if (Files.exists(folder.resolve(Constants.DOT_GIT), LinkOption.NOFOLLOW_LINKS)) {
            throw ProblemException.conflict(
                    folder.getFileName()
                            + " holds a Git repository already; remove it or choose another path");
        }
        try (RevWalk walk = new RevWalk(source)) {
            RevCommit commit = History.parse(walk, request.commit());
            WorkTree tree = new WorkTree(source, request, folder);
            Map<String, ObjectId> refs = tree.refs(commit);
            tree.writeRepository(commit, refs);
            try (WorkFiles files = WorkFiles.open(source, folder)) {
                files.write(commit.getTree());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "commit " + request.commit() + " could not be checked out: " + e.getMessage(),
                    e);
        }
    }

    /** The refs of the new repository, by full name in order. */
    private Map<String, ObjectId> refs(RevCommit commit) throws IOException {
        Map<String, ObjectId> refs = new TreeMap<>();
        if (request.depth() == 0) {
            for (Ref ref : source.getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
                put(refs, tracking(ref.getName().substring(Constants.R_HEADS.length())), ref);
            }
        }
        if (request.depth() == 0 || request.tags()) {
            for (Ref ref : source.getRefDatabase().getRefsByPrefix(Constants.R_TAGS)) {
                put(refs, ref.getName(), ref);
            }
        }
        if (request.branch().isPresent()) {
            refs.put(request.ref(), commit);
            refs.put(tracking(request.branch().get()), commit);
        } else if (request.ref().startsWith(Constants.R_TAGS)) {
            Ref tag = source.exactRef(request.ref());
            if (tag != null && tag.getObjectId() != null) {
                // An annotated tag comes as such, so that git describe knows it.
                refs.putIfAbsent(request.ref(), tag.getObjectId());
            }
        } else if (request.ref().startsWith("refs/pull/")) {
            refs.put(request.ref().replaceFirst("^refs/", Constants.R_REMOTES), commit);
        }
        return refs;
    }

    private static void put(Map<String, ObjectId> refs, String name, Ref ref) {
        if (ref.getObjectId() != null) {
            refs.put(name, ref.getObjectId());
        }
    }

    private static String tracking(String branch) {
        return Constants.R_REMOTES + "origin/" + branch;
    }

    private void writeRepository(RevCommit commit, Map<String, ObjectId> refs) throws IOException {
        for (String folder : new String[] {"objects/info", "objects/pack", "refs/heads"}) {
            Files.createDirectories(git.resolve(folder));
        }
        Files.createDirectories(git.resolve("refs/tags"));
        Files.writeString(git.resolve("config"), config().toText());
        writePack(commit, refs);
        Files.writeString(
                git.resolve("packed-refs"),
                refs.entrySet().stream()
                        .map(ref -> ref.getValue().name() + " " + ref.getKey() + "\n")
                        .collect(Collectors.joining()));
        Files.writeString(
                git.resolve(Constants.HEAD),
                request.branch().isPresent()
                        ? "ref: " + request.ref() + "\n"
                        : request.commit() + "\n");
    }

    private Config config() {
        Config config = new Config();
        config.setInt("core", null, "repositoryformatversion", 0);
        config.setBoolean("core", null, "filemode", true);
        config.setBoolean("core", null, "bare", false);
        config.setBoolean("core", null, "logallrefupdates", true);
        config.setInt("gc", null, "auto", 0);
        config.setString("remote", "origin", "url", request.origin());
        config.setString("remote", "origin", "fetch", "+refs/heads/*:refs/remotes/origin/*");
        if (request.branch().isPresent()) {
            config.setString("branch", request.branch().get(), "remote", "origin");
            config.setString("branch", request.branch().get(), "merge", request.ref());
        }
        request.config().forEach((name, value) -> set(config, name, value));
        return config;
    }

    private static void set(Config config, String name, String value) {
        int first = name.indexOf('.');
        int last = name.lastIndexOf('.');
        config.setString(
                name.substring(0, first),
                first == last ? null : name.substring(first + 1, last),
                name.substring(last + 1),
                value);
    }

    private void writePack(RevCommit commit, Map<String, ObjectId> refs) throws IOException {
        Set<ObjectId> wanted = refs.values().stream().collect(Collectors.toSet());
        wanted.add(commit);
        try (PackWriter writer = new PackWriter(source)) {
            writer.setDeltaBaseAsOffset(true);
            writer.setReuseDeltaCommits(true);
            if (request.depth() > 0) {
                writer.setShallowPack(request.depth(), Set.of());
                Files.writeString(git.resolve("shallow"), shallow(wanted));
            }
            writer.preparePack(NullProgressMonitor.INSTANCE, wanted, PackWriter.NONE);
            Path packs = git.resolve("objects").resolve("pack");
            String name = "pack-" + writer.computeName().name();
            try (OutputStream out = stream(packs.resolve(name + ".pack"))) {
                writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
            }
            try (OutputStream out = stream(packs.resolve(name + ".idx"))) {
                writer.writeIndex(out);
            }
        }
    }

    private static OutputStream stream(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), 64 * 1024);
    }

    /** The commits whose parents are left out: those at the depth, counted from what is wanted. */
    private String shallow(Set<ObjectId> wanted) throws IOException {
        Map<ObjectId, RevCommit> seen = new HashMap<>();
        Map<ObjectId, RevCommit> level = new LinkedHashMap<>();
        try (RevWalk walk = new RevWalk(source)) {
            for (ObjectId id : wanted) {
                if (walk.peel(walk.parseAny(id)) instanceof RevCommit commit) {
                    level.put(commit, commit);
                }
            }
            for (int depth = 1; depth < request.depth() && !level.isEmpty(); depth++) {
                seen.putAll(level);
                Map<ObjectId, RevCommit> next = new LinkedHashMap<>();
                for (RevCommit commit : level.values()) {
                    for (RevCommit parent : commit.getParents()) {
                        if (!seen.containsKey(parent)) {
                            next.put(parent.copy(), walk.parseCommit(parent));
                        }
                    }
                }
                level = next;
            }
            return level.values().stream()
                    .filter(commit -> commit.getParentCount() > 0)
                    .map(commit -> commit.name() + "\n")
                    .collect(Collectors.joining());
        }
    }
}
