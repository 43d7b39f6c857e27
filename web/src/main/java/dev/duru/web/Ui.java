package dev.duru.web;

import dev.duru.kernel.ProjectName;
import gg.jte.Content;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Small pieces of pages that look the same everywhere. */
public final class Ui {
    private static final Texts TEXTS = Texts.of("dev.duru.web", Ui.class.getClassLoader());

    private Ui() {}

    /** A state as a badge: colour, icon and word. Takes enum names and the like, in any case. */
    public static Content status(String state, Language language) {
        String name = state.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
        Tone tone = Tone.of(name);
        String text = TEXTS.textOr(language, "status." + name, name.replace('-', ' '));
        return Html.trusted(
                "<span class=\"badge badge-"
                        + tone.css()
                        + "\">"
                        + Icons.svg(tone.icon())
                        + "<span>"
                        + Html.escape(text)
                        + "</span></span>");
    }

    /** {@link #status(String, Language)} in English. */
    public static Content status(String state) {
        return status(state, Language.EN);
    }

    public static Content status(Enum<?> state, Language language) {
        return status(state.name(), language);
    }

    public static Content status(Enum<?> state) {
        return status(state.name(), Language.EN);
    }

    /** Only the icon of a state; the word is there for screen readers. */
    public static Content statusIcon(String state, Language language) {
        String name = state.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
        Tone tone = Tone.of(name);
        String text = Html.escape(TEXTS.textOr(language, "status." + name, name.replace('-', ' ')));
        return Html.trusted(
                "<span class=\"state state-"
                        + tone.css()
                        + "\" title=\""
                        + text
                        + "\">"
                        + Icons.svg(tone.icon())
                        + "<span class=\"sr-only\">"
                        + text
                        + "</span></span>");
    }

    /** An icon of {@link Icons} by name, without a meaning of its own. */
    public static Content icon(String name) {
        return Html.trusted(Icons.svg(name));
    }

    /** How long ago, with the exact time behind it; the page keeps it up to date. */
    public static Content time(Instant at, Language language) {
        String exact = at.truncatedTo(ChronoUnit.SECONDS).toString();
        return Html.trusted(
                "<time datetime=\""
                        + exact
                        + "\" title=\""
                        + exact.replace('T', ' ').replace("Z", " UTC")
                        + "\" data-relative>"
                        + Html.escape(ago(Duration.between(at, Instant.now()), language))
                        + "</time>");
    }

    private static String ago(Duration age, Language language) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 45) {
            return TEXTS.text(language, "time.now");
        }
        if (seconds < 90 * 60) {
            return TEXTS.text(language, "time.minutes", Math.max(1, seconds / 60));
        }
        if (seconds < 36 * 3600) {
            return TEXTS.text(language, "time.hours", seconds / 3600);
        }
        return TEXTS.text(language, "time.days", seconds / 86_400);
    }

    /**
     * A length of time with two units at most: {@code 340 ms}, {@code 2.4 s}, {@code 3 min 5 s}.
     */
    public static Content duration(Duration duration) {
        return Html.trusted(
                "<span class=\"duration\">" + Html.escape(durationText(duration)) + "</span>");
    }

    /** {@link #duration} as text. */
    public static String durationText(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = duration.toSeconds();
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
    }

    /** A short commit id that leads to the change. */
    public static Content commit(ProjectName project, String sha) {
        if (sha.isEmpty()) {
            return Html.trusted("");
        }
        String id = Html.escape(sha);
        return Html.trusted(
                "<a class=\"commit\" href=\"/"
                        + project
                        + "/changes/"
                        + id
                        + "\" title=\""
                        + id
                        + "\"><code>"
                        + Html.escape(shortSha(sha))
                        + "</code></a>");
    }

    /** The first eight digits of a commit's id. */
    public static String shortSha(String sha) {
        return sha.length() <= 8 ? sha : sha.substring(0, 8);
    }

    /** A short digest with the whole one behind it. */
    public static Content digest(String digest) {
        return Html.trusted(
                "<code class=\"digest\" title=\""
                        + Html.escape(digest)
                        + "\">"
                        + Html.escape(shortDigest(digest))
                        + "</code>");
    }

    /** The first twelve digits of a digest, without {@code sha256:}. */
    public static String shortDigest(String digest) {
        String hex = digest.substring(digest.indexOf(':') + 1);
        return hex.length() <= 12 ? hex : hex.substring(0, 12);
    }

    /** A size in binary units: {@code 12.3 MiB}. */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < 4) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTP".charAt(unit));
    }

    /** The hidden field that every form needs. */
    public static Content csrf(Request request) {
        return Html.trusted(
                "<input type=\"hidden\" name=\"csrf\" value=\"" + request.csrf() + "\">");
    }

    /**
     * A part of the page that is fetched again when a fact of the page's project arrives. A
     * template may as well put {@code id} and {@code data-live} on an element of its own.
     */
    public static Content live(String id, Content content) {
        return out -> {
            out.writeContent("<div id=\"" + Html.escape(id) + "\" data-live>");
            content.writeTo(out);
            out.writeContent("</div>");
        };
    }

    /** How good or bad a state is. */
    private enum Tone {
        GOOD(
                "good",
                "check",
                "success passed live healthy approved closed good done ready deployed applied resolved ok published up merged"),
        BAD(
                "bad",
                "cross",
                "failed failure bad declined crash-looped crashed firing unhealthy down critical rejected"),
        WARN(
                "warn",
                "alert",
                "errored error rolled-back quarantined warning flaky open stale degraded void"),
        BUSY(
                "busy",
                "spinner",
                "running started deploying rolling-out rolling-back verifying building starting draining progressing busy canary"),
        WAIT(
                "wait",
                "clock",
                "queued pending waiting waiting-approval awaiting-approval approval blocked scheduled new created held in-review"),
        OFF(
                "off",
                "minus",
                "skipped cancelled superseded retired stopped none idle off inactive expired replaced draft withdrawn"),
        INFO("info", "dot", "");

        private final String css;
        private final String icon;
        private final Set<String> states;

        Tone(String css, String icon, String states) {
            this.css = css;
            this.icon = icon;
            this.states = Set.copyOf(Arrays.asList(states.split(" ")));
        }

        String css() {
            return css;
        }

        String icon() {
            return icon;
        }

        static Tone of(String state) {
            for (Tone tone : values()) {
                if (tone.states.contains(state)) {
                    return tone;
                }
            }
            return INFO;
        }
    }
}
