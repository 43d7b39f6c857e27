package dev.duru.app.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON on one line, and what people read in it. */
final class Json {
    private Json() {}

    static String write(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }

    static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    /** The first eight digits of a commit, as on the pages. */
    static String commit(JsonNode node) {
        String commit = text(node, "commit");
        return commit.substring(0, Math.min(8, commit.length()));
    }

    /** Whether people call a job of a run this: its name, its key or its id. */
    static boolean isJob(JsonNode job, String wanted) {
        return text(job, "name").equals(wanted)
                || text(job, "key").equals(wanted)
                || job.path("id").asString("").equals(wanted);
    }

    /** How long ago a time was, such as {@code 5 min}. */
    static String age(JsonNode node, String field) {
        try {
            long seconds =
                    Duration.between(Instant.parse(text(node, field)), Instant.now()).toSeconds();
            if (seconds < 90) {
                return Math.max(0, seconds) + " s";
            }
            if (seconds < 90 * 60) {
                return seconds / 60 + " min";
            }
            return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
        } catch (DateTimeException e) {
            return "";
        }
    }
}
