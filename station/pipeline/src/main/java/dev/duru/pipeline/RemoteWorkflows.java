package dev.duru.pipeline;

import dev.duru.dialects.plan.ActionRef;
import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.engine.PlanSource.Called;
import dev.duru.pipeline.engine.PlanSource.Home;
import dev.duru.pipeline.state.RunRow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Workflows of other repositories that jobs call, from where actions come from: the same mirror,
 * the same policy, kept in the same place.
 */
final class RemoteWorkflows {
    private static final Pattern REMOTE = Pattern.compile("([^/@]+)/([^/@]+)/([^@]+)@(.+)");

    private final ActionLibrary library;

    RemoteWorkflows(ActionLibrary library) {
        this.library = library;
    }

    /**
     * Reads {@code owner/name/path@ref}.
     *
     * @throws ProblemException USER when it is something else
     */
    static ActionRef.Repository parse(String ref) {
        Matcher remote = REMOTE.matcher(ref);
        if (!remote.matches()) {
            throw ProblemException.user("write ./path or owner/project/path@ref");
        }
        return new ActionRef.Repository(
                remote.group(1), remote.group(2), remote.group(3), remote.group(4));
    }

    /** A workflow of another repository. */
    Called find(RunRow run, ActionRef.Repository ref) {
        ActionLibrary.OneFile file = library.file(run, ref, () -> false);
        String repository = ref.owner() + "/" + ref.name();
        String commit = file.resolution().commit();
        String full = file.resolution().ref();
        return new Called(
                new Home(repository, commit),
                full.isEmpty() ? ref.ref() : full,
                repository + "/" + ref.path(),
                file.text());
    }

    /** One beside a workflow of another repository. */
    Called beside(RunRow run, Home home, String path) {
        String[] name = home.repository().split("/", 2);
        Called found = find(run, new ActionRef.Repository(name[0], name[1], path, home.commit()));
        return new Called(home, found.file(), found.text());
    }

    /** Whether there is anywhere to look. */
    boolean isConfigured() {
        ActionSettings settings = library.settings();
        return !settings.mirror().isEmpty();
    }
}
