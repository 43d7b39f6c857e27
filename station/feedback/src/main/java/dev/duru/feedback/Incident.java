package dev.duru.feedback;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an issue that was opened by rule knows of its cause.
 *
 * @param commit the commit that was taken back, or whose release keeps dying
 * @param gate the gate that failed, {@code crash-loop} or {@code manual}
 * @param reading the gate's value and threshold in words; may be empty
 * @param goodCommit the last good commit; {@code ""} when there was none
 * @param restoredAt when the good release took all traffic again; null when nothing was taken back
 * @param suspects the commits between the good one and this one, newest first
 */
public record Incident(
        String commit,
        String environment,
        long release,
        String digest,
        String gate,
        String reading,
        String reason,
        String goodCommit,
        Instant exposedAt,
        Instant detectedAt,
        @Nullable Instant restoredAt,
        List<CommitInfo> suspects,
        GraphExtract.@Nullable Graph graph,
        List<String> log) {

    private static final Pattern ERROR =
            Pattern.compile(
                    "\\b(ERROR|FATAL|SEVERE|CRITICAL|panic|Traceback)\\b|^\\S*Exception\\b");

    /** The command that undoes the suspects. */
    public String revert() {
        return suspects.size() < 2 || goodCommit.isEmpty()
                ? "git revert --no-edit " + brief(commit)
                : "git revert --no-edit " + brief(goodCommit) + ".." + brief(commit);
    }

    /** The class of a line of output: errors stand out, stack traces stand back. */
    public static String tone(String line) {
        if (ERROR.matcher(line).find()) {
            return "log-error";
        }
        return line.startsWith("\tat ") || line.startsWith("    at ") ? "log-debug" : "";
    }

    private static String brief(String sha) {
        return sha.length() > 12 ? sha.substring(0, 12) : sha;
    }
}
