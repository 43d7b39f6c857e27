package dev.duru.pipeline.actions;

import dev.duru.dialects.plan.ActionRef;
import dev.duru.git.GitException;
import dev.duru.git.Remote;
import dev.duru.kernel.Folders;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.HostilePathException;
import dev.duru.pipeline.files.Inside;
import dev.duru.pipeline.files.Shelf;
import dev.duru.pipeline.state.RunRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Finds actions of other repositories and gives out their files. */
public final class ActionLibrary {
    /** After a server did not answer, it is not asked again for so long when that can be spared. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final long LARGEST_FILE = 1 << 20;

    private final ActionSettings settings;
    private final OwnActions own;
    private final ActionStore store;
    private final Map<String, Instant> silent = new ConcurrentHashMap<>();

    /**
     * Opens it.
     *
     * @param folder where fetched actions are kept
     */
    public ActionLibrary(Path folder, ActionSettings settings, OwnActions own) {
        this.settings = settings;
        this.own = own;
        this.store = new ActionStore(folder, settings.limits());
    }

    /** What is kept in a library's folder; it goes when it takes too much. */
    public static Shelf shelf(Path folder) {
        return ActionStore.shelf(folder);
    }

    public ActionSettings settings() {
        return settings;
    }

    /**
     * Which commit a reference is, and brings it here if it is not yet.
     *
     * @param stop asked now and then
     * @throws ProblemException USER when there is no such action or the settings forbid it;
     *     RESOURCE when it cannot be reached and was never here
     */
    public Resolution resolve(RunRow run, ActionRef.Repository action, BooleanSupplier stop) {
        boolean ofThisProject =
                run.project().toString().equalsIgnoreCase(action.owner() + "/" + action.name());
        String refusal = ofThisProject ? "" : settings.refusal(action);
        if (!refusal.isEmpty()) {
            throw ProblemException.user(refusal);
        }
        Optional<String> here = own.commit(run, action);
        if (here.isPresent()) {
            return new Resolution(action, here.get(), "", true, "");
        }
        if (settings.mirror().isEmpty()) {
            throw ProblemException.user(
                    "the action "
                            + action
                            + " is of no project of this Duru, and the setting actions.mirror"
                            + " names no other place");
        }
        try {
            return fetched(action, stop);
        } catch (GitException e) {
            throw ActionStore.problem(action, e);
        }
    }

    private Resolution fetched(ActionRef.Repository action, BooleanSupplier stop) {
        Remote remote = new Remote(settings.url(action), settings.limits());
        if (ActionSettings.isSha(action.ref())) {
            String commit = action.ref().toLowerCase(Locale.ROOT);
            store.keep(action, commit, "", remote, stop);
            return new Resolution(action, commit, "", false, "");
        }
        Optional<ActionStore.Remembered> before = store.remembered(action);
        try {
            before.ifPresent(unused -> refuseSilent());
            Remote.Found found = remote.find(action.ref()).orElseThrow(() -> unknown(action));
            store.keep(action, found.commit(), found.ref(), remote, stop);
            store.remember(action, found.commit());
            return new Resolution(action, found.commit(), found.ref(), false, "");
        } catch (GitException e) {
            if (e.kind() != GitException.Kind.UNREACHABLE || before.isEmpty()) {
                throw e;
            }
            silent.put(settings.mirror(), Instant.now());
            return new Resolution(
                    action,
                    before.get().commit(),
                    "",
                    false,
                    "what "
                            + action
                            + " is now cannot be asked ("
                            + e.getMessage()
                            + "); used as it was at "
                            + before.get().at());
        }
    }

    private void refuseSilent() {
        Instant last = silent.get(settings.mirror());
        if (last != null && last.plus(PAUSE).isAfter(Instant.now())) {
            throw new GitException(
                    GitException.Kind.UNREACHABLE, "the server did not answer a moment ago");
        }
    }

    private static GitException unknown(ActionRef.Repository action) {
        return new GitException(
                GitException.Kind.MISSING,
                action.ref().matches("[0-9a-fA-F]{7,39}")
                        ? "'"
                                + action.ref()
                                + "' is a shortened commit id, which could come to mean another"
                                + " commit; write all 40 digits"
                        : "it has no tag or branch '" + action.ref() + "'");
    }

    /**
     * Writes the files of an action into an empty folder; a kept one that was damaged is fetched
     * once more.
     *
     * @return what the reader of the log should know
     */
    public List<String> write(Resolution resolution, Path folder, BooleanSupplier stop) {
        ActionRef.Repository action = resolution.action();
        if (resolution.own()) {
            own.write(action, resolution.commit(), folder);
            return List.of();
        }
        try {
            return store.write(action, resolution.commit(), folder);
        } catch (GitException e) {
            if (e.kind() != GitException.Kind.CORRUPT) {
                throw ActionStore.problem(action, e);
            }
            return again(resolution, folder, e, stop);
        }
    }

    /**
     * One file of another repository, such as a workflow that a job calls: found, allowed and kept
     * as actions are.
     *
     * @param file its place is the path of the reference
     * @throws ProblemException NOT_FOUND when the commit has no such file; else as {@link #resolve}
     */
    public OneFile file(RunRow run, ActionRef.Repository file, BooleanSupplier stop) {
        Resolution resolution = resolve(run, file, stop);
        Path scratch = null;
        try {
            scratch = Files.createTempDirectory("duru-file").toRealPath();
            Path folder = scratch.resolve("files");
            write(resolution, folder, stop);
            Path place = Inside.resolve(folder, file.path());
            if (!Files.isRegularFile(place)) {
                throw ProblemException.notFound(
                        "there is no file " + file.path() + " in " + resolution.commit());
            }
            if (Files.size(place) > LARGEST_FILE) {
                throw ProblemException.user(file + " is larger than 1 MiB");
            }
            return new OneFile(resolution, Files.readString(place));
        } catch (HostilePathException e) {
            throw ProblemException.user(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(scratch);
        }
    }

    /** A file of another repository. */
    public record OneFile(Resolution resolution, String text) {}

    private static void delete(@Nullable Path scratch) {
        try {
            if (scratch != null) {
                Folders.delete(scratch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> again(
            Resolution resolution, Path folder, GitException damage, BooleanSupplier stop) {
        ActionRef.Repository action = resolution.action();
        try {
            Folders.delete(folder);
            Remote remote = new Remote(settings.url(action), settings.limits());
            store.keep(action, resolution.commit(), "", remote, stop);
            store.write(action, resolution.commit(), folder);
            return List.of(
                    "the kept copy of "
                            + action
                            + " was damaged ("
                            + damage.getMessage()
                            + ") and was fetched again");
        } catch (GitException e) {
            throw ActionStore.problem(action, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
