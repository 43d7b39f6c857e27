package dev.duru.source.merge;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's wish that one branch of a project get what another has.
 *
 * @param number counts within the project
 * @param description Markdown
 * @param source the branch to be merged, without {@code refs/heads/}
 * @param target the branch that gets it
 * @param tip the newest commit of {@code source} that is known
 * @param trial what merging would make
 * @param merging the commit that {@code target} is about to get, or {@code ""}
 * @param merged the commit that {@code target} got, or {@code ""}
 * @param endedBy who merged or closed it, or is about to merge it
 * @param auto to be merged by itself when nothing is in the way any more; null if not
 */
public record MergeRequest(
        ProjectName project,
        long number,
        String title,
        String description,
        String source,
        String target,
        String author,
        boolean draft,
        State state,
        Head tip,
        Trial trial,
        String merging,
        String merged,
        String endedBy,
        @Nullable Auto auto,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt) {

    /** Where it stands. */
    public enum State {
        OPEN,
        MERGED,
        CLOSED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads {@link #word}. */
        public static State parse(String word) {
            return switch (word) {
                case "open" -> OPEN;
                case "merged" -> MERGED;
                case "closed" -> CLOSED;
                default ->
                        throw ProblemException.user(
                                "the state is open, merged or closed, not '" + word + "'");
            };
        }
    }

    /**
     * What is to be merged.
     *
     * @param commit the source's newest
     * @param by who pushed it
     * @param base where it parted from the target when it came
     */
    public record Head(String commit, String by, String base) {}

    /**
     * The merge as it was last tried out.
     *
     * @param of the commits of target and source that it is about
     * @param commit what it made, or {@code ""} when it cannot be merged
     * @param conflicts the files in which both sides changed the same places
     */
    public record Trial(String of, String commit, List<String> conflicts) {
        /** Not tried yet. */
        public static final Trial NONE = new Trial("", "", List.of());

        /** What {@link #of} says for two commits. */
        public static String key(String target, String head) {
            return target + " " + head;
        }
    }

    /** Who wants it merged as soon as it can be, and how. */
    public record Auto(String by, MergeMethod method, boolean deleteSource) {}

    /** The commit to be merged. */
    public String head() {
        return tip.commit();
    }

    /** The state as the page kit names states. */
    public String look() {
        return switch (state) {
            case OPEN -> draft ? "draft" : "in-review";
            case MERGED -> "merged";
            case CLOSED -> "withdrawn";
        };
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** The full name of the source branch. */
    public String sourceRef() {
        return "refs/heads/" + source;
    }

    /** The full name of the target branch. */
    public String targetRef() {
        return "refs/heads/" + target;
    }
}
