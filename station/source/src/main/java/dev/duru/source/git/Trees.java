package dev.duru.source.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The files of commits. Paths have no {@code /} at either end; {@code ""} is the root. */
public final class Trees {
    private final Repository repository;

    public Trees(Repository repository) {
        this.repository = repository;
    }

    /** What lies at a path of a commit; the root is a folder named {@code ""}. */
    public Optional<TreeEntry> entry(String commit, String path) {
        if (path.isEmpty()) {
            return Optional.of(new TreeEntry("", "", TreeEntry.Kind.FOLDER, 0));
        }
        try (RevWalk walk = new RevWalk(repository);
                TreeWalk at = at(walk, commit, path)) {
            return at == null ? Optional.empty() : Optional.of(entry(at));
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    /** The commits of submodules by their paths. */
    public Map<String, String> submodules(String commit) {
        Map<String, String> found = new TreeMap<>();
        try (RevWalk walk = new RevWalk(repository);
                TreeWalk tree = new TreeWalk(walk.getObjectReader())) {
            tree.addTree(History.parse(walk, commit).getTree());
            tree.setRecursive(true);
            while (tree.next()) {
                if (FileMode.GITLINK.equals(tree.getRawMode(0))) {
                    found.put(tree.getPathString(), tree.getObjectId(0).name());
                }
            }
            return found;
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    /** A folder's listing, folders first, then by name; empty when there is no such folder. */
    public List<TreeEntry> list(String commit, String path) {
        try (RevWalk walk = new RevWalk(repository);
                TreeWalk in = new TreeWalk(walk.getObjectReader())) {
            ObjectId folder = History.parse(walk, commit).getTree();
            if (!path.isEmpty()) {
                try (TreeWalk at = at(walk, commit, path)) {
                    if (at == null || !FileMode.TREE.equals(at.getRawMode(0))) {
                        return List.of();
                    }
                    folder = at.getObjectId(0);
                }
            }
            in.addTree(folder);
            List<TreeEntry> entries = new ArrayList<>();
            while (in.next()) {
                TreeEntry entry = entry(in);
                String full = path.isEmpty() ? entry.name() : path + "/" + entry.name();
                entries.add(new TreeEntry(entry.name(), full, entry.kind(), entry.size()));
            }
            entries.sort(
                    Comparator.comparing((TreeEntry entry) -> entry.kind() != TreeEntry.Kind.FOLDER)
                            .thenComparing(TreeEntry::name));
            return entries;
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    /**
     * The paths of all files below a prefix ({@code ""} for all), in Git's order, at most so many.
     */
    public List<String> files(String commit, String prefix, int limit) {
        try (RevWalk walk = new RevWalk(repository);
                TreeWalk in = new TreeWalk(walk.getObjectReader())) {
            in.addTree(History.parse(walk, commit).getTree());
            in.setRecursive(true);
            if (!prefix.isEmpty()) {
                in.setFilter(org.eclipse.jgit.treewalk.filter.PathFilter.create(trim(prefix)));
            }
            List<String> paths = new ArrayList<>();
            while (paths.size() < limit && in.next()) {
                if (!FileMode.GITLINK.equals(in.getRawMode(0))) {
                    paths.add(in.getPathString());
                }
            }
            return paths;
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    /** A file's bytes (of a link, its target); empty when no file lies there. */
    public Optional<byte[]> bytes(String commit, String path) {
        Optional<ObjectLoader> loader = loader(commit, path);
        try {
            return loader.isEmpty()
                    ? Optional.empty()
                    : Optional.of(loader.get().getBytes(Integer.MAX_VALUE - 8));
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    /** A file to be read or streamed while the repository is open. */
    public Optional<ObjectLoader> loader(String commit, String path) {
        try (RevWalk walk = new RevWalk(repository);
                TreeWalk at = at(walk, commit, path)) {
            if (at == null
                    || FileMode.TREE.equals(at.getRawMode(0))
                    || FileMode.GITLINK.equals(at.getRawMode(0))) {
                return Optional.empty();
            }
            return Optional.of(repository.open(at.getObjectId(0), Constants.OBJ_BLOB));
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    private static @org.jspecify.annotations.Nullable TreeWalk at(
            RevWalk walk, String commit, String path) throws IOException {
        RevTree tree = History.parse(walk, commit).getTree();
        String clean = trim(path);
        return clean.isEmpty() || clean.contains("//")
                ? null
                : TreeWalk.forPath(walk.getObjectReader(), clean, tree);
    }

    private static TreeEntry entry(TreeWalk at) throws IOException {
        int mode = at.getRawMode(0);
        TreeEntry.Kind kind;
        if (FileMode.TREE.equals(mode)) {
            kind = TreeEntry.Kind.FOLDER;
        } else if (FileMode.SYMLINK.equals(mode)) {
            kind = TreeEntry.Kind.LINK;
        } else if (FileMode.GITLINK.equals(mode)) {
            kind = TreeEntry.Kind.SUBMODULE;
        } else if (FileMode.EXECUTABLE_FILE.equals(mode)) {
            kind = TreeEntry.Kind.EXECUTABLE;
        } else {
            kind = TreeEntry.Kind.FILE;
        }
        ObjectReader reader = at.getObjectReader();
        boolean file = kind != TreeEntry.Kind.FOLDER && kind != TreeEntry.Kind.SUBMODULE;
        long size = file ? reader.getObjectSize(at.getObjectId(0), Constants.OBJ_BLOB) : 0;
        return new TreeEntry(at.getNameString(), at.getPathString(), kind, size);
    }

    private static String trim(String path) {
        int start = path.startsWith("/") ? 1 : 0;
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        return start >= end ? "" : path.substring(start, end);
    }
}
