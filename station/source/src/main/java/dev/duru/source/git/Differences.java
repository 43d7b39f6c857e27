package dev.duru.source.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.util.io.NullOutputStream;

/** How commits differ: paths, and lines with renames found; bounded, whatever the commits hold. */
public final class Differences {
    /** More files than this are only counted. */
    private static final int FILES = 300;

    /** A file above this many bytes shows no lines. */
    private static final int BYTES = 1 << 20;

    /** Once this many lines are shown, the remaining files show none. */
    private static final int LINES = 20_000;

    private static final int CONTEXT = 3;

    private final Repository repository;

    public Differences(Repository repository) {
        this.repository = repository;
    }

    /**
     * The paths that a push changed, before and after for renames.
     *
     * @param before the ref's commit before; when it is {@code ""} or gone, the place where {@code
     *     after} left the default branch counts, or else its first parent, or else nothing
     */
    public Set<String> changedPaths(String before, String after) {
        try (RevWalk walk = new RevWalk(repository);
                DiffFormatter formatter = formatter()) {
            formatter.setDetectRenames(false);
            Set<String> paths = new LinkedHashSet<>();
            for (DiffEntry entry : entries(walk, formatter, start(walk, before, after), after)) {
                if (entry.getChangeType() != DiffEntry.ChangeType.ADD) {
                    paths.add(entry.getOldPath());
                }
                if (entry.getChangeType() != DiffEntry.ChangeType.DELETE) {
                    paths.add(entry.getNewPath());
                }
            }
            return paths;
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    /** What a commit changed against its first parent. */
    public CommitDiff of(String commit) {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit parsed = History.parse(walk, commit);
            return between(parsed.getParentCount() == 0 ? "" : parsed.getParent(0).name(), commit);
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    /** How {@code after} differs from {@code before}; {@code ""} stands for no files at all. */
    public CommitDiff between(String before, String after) {
        try (RevWalk walk = new RevWalk(repository);
                DiffFormatter formatter = formatter()) {
            formatter.setDetectRenames(true);
            formatter.getRenameDetector().setRenameLimit(400);
            List<DiffEntry> entries = entries(walk, formatter, before, after);
            List<FileDiff> files = new ArrayList<>();
            int budget = LINES;
            for (DiffEntry entry : entries.subList(0, Math.min(FILES, entries.size()))) {
                FileDiff file = file(walk.getObjectReader(), entry, budget);
                if (file.content() instanceof FileDiff.Lines lines) {
                    budget -= lines.hunks().stream().mapToInt(h -> h.lines().size()).sum();
                }
                files.add(file);
            }
            return new CommitDiff(files, entries.size() - files.size());
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    /** A commit's difference to its first parent in the format of {@code git diff}. */
    public byte[] patch(String commit, int limit) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RevWalk walk = new RevWalk(repository);
                DiffFormatter formatter = new DiffFormatter(out)) {
            formatter.setRepository(repository);
            formatter.setDetectRenames(true);
            formatter.setBinaryFileThreshold(BYTES);
            RevCommit parsed = History.parse(walk, commit);
            String parent = parsed.getParentCount() == 0 ? "" : parsed.getParent(0).name();
            for (DiffEntry entry : entries(walk, formatter, parent, commit)) {
                if (out.size() > limit) {
                    break;
                }
                formatter.format(entry);
            }
            formatter.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw History.unreadable(e);
        }
    }

    private String start(RevWalk walk, String before, String after) throws IOException {
        if (ObjectId.isId(before)
                && History.commit(walk, ObjectId.fromString(before)).isPresent()) {
            return before;
        }
        History history = new History(repository);
        String base =
                history.resolve(Constants.R_HEADS + history.defaultBranch())
                        .flatMap(main -> history.mergeBase(main.id(), after))
                        .orElse(after);
        if (!base.equals(after)) {
            return base;
        }
        RevCommit commit = History.parse(walk, after);
        return commit.getParentCount() == 0 ? "" : commit.getParent(0).name();
    }

    private DiffFormatter formatter() {
        DiffFormatter formatter = new DiffFormatter(NullOutputStream.INSTANCE);
        formatter.setRepository(repository);
        return formatter;
    }

    private static List<DiffEntry> entries(
            RevWalk walk, DiffFormatter formatter, String before, String after) throws IOException {
        return formatter.scan(tree(walk, before), tree(walk, after));
    }

    private static AbstractTreeIterator tree(RevWalk walk, String commit) throws IOException {
        return commit.isEmpty()
                ? new EmptyTreeIterator()
                : new CanonicalTreeParser(
                        null, walk.getObjectReader(), History.parse(walk, commit).getTree());
    }

    private static FileDiff file(ObjectReader reader, DiffEntry entry, int budget)
            throws IOException {
        boolean added = entry.getChangeType() == DiffEntry.ChangeType.ADD;
        boolean deleted = entry.getChangeType() == DiffEntry.ChangeType.DELETE;
        return new FileDiff(
                added ? "" : entry.getOldPath(),
                deleted ? "" : entry.getNewPath(),
                switch (entry.getChangeType()) {
                    case ADD -> FileDiff.Change.ADDED;
                    case MODIFY -> FileDiff.Change.MODIFIED;
                    case DELETE -> FileDiff.Change.DELETED;
                    case RENAME -> FileDiff.Change.RENAMED;
                    case COPY -> FileDiff.Change.COPIED;
                },
                content(reader, entry, budget));
    }

    private static FileDiff.Content content(ObjectReader reader, DiffEntry entry, int budget)
            throws IOException {
        long sizeBefore = size(reader, entry.getOldMode(), entry.getOldId());
        long sizeAfter = size(reader, entry.getNewMode(), entry.getNewId());
        if (sizeBefore > BYTES || sizeAfter > BYTES) {
            return new FileDiff.TooLarge(sizeBefore, sizeAfter);
        }
        byte[] before = bytes(reader, entry.getOldMode(), entry.getOldId());
        byte[] after = bytes(reader, entry.getNewMode(), entry.getNewId());
        if (RawText.isBinary(before) || RawText.isBinary(after)) {
            return new FileDiff.Binary(sizeBefore, sizeAfter);
        }
        RawText old = new RawText(before);
        RawText now = new RawText(after);
        EditList edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, old, now);
        int changed = edits.stream().mapToInt(edit -> edit.getLengthA() + edit.getLengthB()).sum();
        return changed > budget
                ? new FileDiff.TooLarge(sizeBefore, sizeAfter)
                : hunks(old, now, edits);
    }

    private static FileDiff.Lines hunks(RawText old, RawText now, EditList edits) {
        List<FileDiff.Hunk> hunks = new ArrayList<>();
        int added = 0;
        int removed = 0;
        for (int first = 0; first < edits.size(); ) {
            int last = first;
            while (last + 1 < edits.size()
                    && edits.get(last + 1).getBeginA() - edits.get(last).getEndA() <= 2 * CONTEXT) {
                last++;
            }
            hunks.add(hunk(old, now, edits.subList(first, last + 1)));
            first = last + 1;
        }
        for (Edit edit : edits) {
            added += edit.getLengthB();
            removed += edit.getLengthA();
        }
        return new FileDiff.Lines(hunks, added, removed);
    }

    private static FileDiff.Hunk hunk(RawText old, RawText now, List<Edit> edits) {
        Edit head = edits.getFirst();
        int a = Math.max(0, head.getBeginA() - CONTEXT);
        int b = Math.max(0, head.getBeginB() - CONTEXT);
        int startA = a;
        int startB = b;
        List<FileDiff.Line> lines = new ArrayList<>();
        for (Edit edit : edits) {
            while (a < edit.getBeginA() && b < edit.getBeginB()) {
                lines.add(new FileDiff.Line(' ', a + 1, b + 1, old.getString(a++)));
                b++;
            }
            while (a < edit.getEndA()) {
                lines.add(new FileDiff.Line('-', a + 1, 0, old.getString(a++)));
            }
            while (b < edit.getEndB()) {
                lines.add(new FileDiff.Line('+', 0, b + 1, now.getString(b++)));
            }
        }
        int end = Math.min(old.size(), a + CONTEXT);
        while (a < end && b < now.size()) {
            lines.add(new FileDiff.Line(' ', a + 1, b + 1, old.getString(a++)));
            b++;
        }
        String header =
                "@@ -" + range(startA, a - startA) + " +" + range(startB, b - startB) + " @@";
        return new FileDiff.Hunk(header, lines);
    }

    private static String range(int start, int length) {
        return (length == 0 ? start : start + 1) + "," + length;
    }

    private static long size(ObjectReader reader, FileMode mode, AbbreviatedObjectId id)
            throws IOException {
        return isFile(mode) ? reader.getObjectSize(id.toObjectId(), Constants.OBJ_BLOB) : 0;
    }

    private static byte[] bytes(ObjectReader reader, FileMode mode, AbbreviatedObjectId id)
            throws IOException {
        if (FileMode.GITLINK.equals(mode)) {
            return ("Subproject commit " + id.name() + "\n").getBytes(StandardCharsets.UTF_8);
        }
        return isFile(mode)
                ? reader.open(id.toObjectId(), Constants.OBJ_BLOB).getBytes()
                : new byte[0];
    }

    private static boolean isFile(FileMode mode) {
        return !FileMode.MISSING.equals(mode) && !FileMode.GITLINK.equals(mode);
    }
}
