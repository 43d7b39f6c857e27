package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What else holds for releases into an environment.
 *
 * @param freezes when nothing new goes there
 * @param queue which of several waiting releases go
 * @param task what runs before a release takes traffic; null for nothing
 * @param irreversible whether nothing before this release can serve once it has begun
 * @param drift what is done when what runs is not what is declared; null where nothing is said:
 *     then it is reported, and what others change in a cluster is mended
 */
public record Rules(
        List<Freeze> freezes,
        Queue queue,
        @Nullable ReleaseTask task,
        boolean irreversible,
        @Nullable Drift drift) {
    /** An environment that says nothing of this. */
    public static final Rules NONE = new Rules(List.of(), Queue.NEWEST, null, false, null);

    public Rules {
        freezes = List.copyOf(freezes);
    }

    /** Which releases go when several wait for their turn. */
    public enum Queue {
        /** The newest one; it replaces those before it. */
        NEWEST,
        /** Each, in the order in which they came. */
        ALL
    }

    /** What is done when what runs is not what is declared. */
    public enum Drift {
        /** It is shown. */
        REPORT,
        /** What is declared is brought back. */
        MEND,
        /** What runs is taken as meant. */
        ACCEPT
    }

    /**
     * A command in the release's image, with its configuration, before it takes traffic.
     *
     * @param run for a shell
     * @param timeout how long it may take
     */
    public record ReleaseTask(Position position, String run, Duration timeout) {
        public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
    }

    /**
     * Something that people see to before they approve.
     *
     * @param item what
     * @param evidence whether their word alone is not enough: a text, a link or a file must show it
     */
    public record Check(Position position, String item, boolean evidence) {}
}
