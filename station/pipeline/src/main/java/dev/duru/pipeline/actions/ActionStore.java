package dev.duru.pipeline.actions;

import dev.duru.dialects.plan.ActionRef;
import dev.duru.git.CommitFiles;
import dev.duru.git.GitException;
import dev.duru.git.Limits;
import dev.duru.git.Remote;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.Shelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The kept actions of a folder: {@code OWNER/NAME/commits/SHA} is a bare repository of one commit,
 * {@code OWNER/NAME/refs/HASH} what a reference was the last time. Many jobs and processes may use
 * a folder at a time.
 */
final class ActionStore {
    private static final Duration OLD = Duration.ofHours(1);

    private final Path folder;
    private final Limits limits;
    private final ConcurrentHashMap<Path, ReentrantLock> fetching = new ConcurrentHashMap<>();

    ActionStore(Path folder, Limits limits) {
        this.folder = folder.toAbsolutePath().normalize();
        this.limits = limits;
    }

    /** Whether a commit is here. */
    boolean has(ActionRef.Repository action, String commit) {
        return Files.isDirectory(kept(action, commit));
    }

    /** Brings a commit here unless it is here already. */
    void keep(
            ActionRef.Repository action,
            String commit,
            String ref,
            Remote remote,
            BooleanSupplier stop) {
        Path place = kept(action, commit);
        ReentrantLock lock = fetching.computeIfAbsent(place, unused -> new ReentrantLock());
        lock.lock();
        try {
            if (Files.isDirectory(place)) {
                return;
            }
            Path scratch = scratch();
            try {
                remote.fetch(commit, ref, scratch, stop);
                sync(scratch);
                Files.createDirectories(place.getParent());
                move(scratch, place);
            } finally {
                Folders.delete(scratch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the action " + action + " could not be kept", e);
        } finally {
            lock.unlock();
        }
    }

    private static void move(Path scratch, Path place) throws IOException {
        try {
            Files.move(scratch, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another process was faster, and has the same content by definition.
            if (!Files.isDirectory(place)) {
                throw e;
            }
        }
    }

    /** So that a name never appears before its content, also when the power fails. */
    private static void sync(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    }

    /**
     * Writes the files of a commit that is here.
     *
     * @return what was left out
     * @throws GitException CORRUPT when the kept bytes have changed; they are gone then
     */
    List<String> write(ActionRef.Repository action, String commit, Path target) {
        try {
            Shelf.used(kept(action, commit));
            return CommitFiles.write(kept(action, commit), commit, target, limits);
        } catch (GitException e) {
            if (e.kind() == GitException.Kind.CORRUPT) {
                forget(kept(action, commit));
            }
            throw e;
        }
    }

    private void forget(Path place) {
        try {
            Path away = scratch();
            Files.move(place, away, StandardCopyOption.ATOMIC_MOVE);
            Folders.delete(away);
        } catch (IOException e) {
            throw new UncheckedIOException("a damaged action could not be removed", e);
        }
    }

    /** Notes what a reference is now. */
    void remember(ActionRef.Repository action, String commit) {
        Path note = note(action);
        Path scratch = scratch();
        try {
            Files.writeString(scratch, commit + " " + action.ref() + "\n");
            Files.createDirectories(note.getParent());
            Files.move(
                    scratch,
                    note,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("what " + action + " is could not be noted", e);
        }
    }

    /** What a reference was the last time, if that is known and here. */
    Optional<Remembered> remembered(ActionRef.Repository action) {
        Path note = note(action);
        try {
            if (!Files.isRegularFile(note)) {
                return Optional.empty();
            }
            String commit = Files.readString(note, StandardCharsets.UTF_8).split(" ", 2)[0];
            return ActionSettings.isSha(commit) && has(action, commit)
                    ? Optional.of(
                            new Remembered(commit, Files.getLastModifiedTime(note).toInstant()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A commit, and when the reference was seen to be it. */
    record Remembered(String commit, Instant at) {}

    private Path of(ActionRef.Repository action) {
        return folder.resolve(action.owner().toLowerCase(Locale.ROOT))
                .resolve(action.name().toLowerCase(Locale.ROOT));
    }

    private Path kept(ActionRef.Repository action, String commit) {
        return of(action).resolve("commits").resolve(commit.toLowerCase(Locale.ROOT));
    }

    private Path note(ActionRef.Repository action) {
        try {
            byte[] ref = action.ref().getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(ref);
            return of(action).resolve("refs").resolve(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Path scratch() {
        Path folderOfScratch = folder.resolve(".new");
        try {
            Files.createDirectories(folderOfScratch);
            tidy(folderOfScratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folderOfScratch.resolve(UUID.randomUUID().toString());
    }

    /** Removes what a process that was killed left behind. */
    private static void tidy(Path folderOfScratch) throws IOException {
        Instant old = Instant.now().minus(OLD);
        try (Stream<Path> entries = Files.list(folderOfScratch)) {
            for (Path entry : entries.toList()) {
                if (Files.getLastModifiedTime(entry).toInstant().isBefore(old)) {
                    Folders.delete(entry);
                }
            }
        }
    }

    /** The kept commits of a folder. */
    static Shelf shelf(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        return new Shelf(root, root.resolve(".new"), 4);
    }

    static ProblemException problem(ActionRef.Repository action, GitException e) {
        String message = "the action " + action;
        return switch (e.kind()) {
            case UNREACHABLE ->
                    ProblemException.resource(
                            message
                                    + " cannot be fetched and was not used here before: "
                                    + e.getMessage());
            case MISSING ->
                    ProblemException.user(
                            message + " was not found: " + e.getMessage() + "; check its name");
            case REFUSED -> ProblemException.user(message + " cannot be used: " + e.getMessage());
            case CORRUPT, STOPPED -> ProblemException.resource(message + ": " + e.getMessage());
        };
    }
}
