package dev.duru.feedback;

import dev.duru.kernel.Fact;
import dev.duru.web.Texts;
import dev.duru.web.Ui;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Tells facts to people, a line each. */
final class Telling {
    private Telling() {}

    static StoryLine line(Change.Happening happening, Texts.Words words) {
        String key = "fact." + happening.kind();
        return switch (happening.fact()) {
            case Fact.CommitPushed f ->
                    line(
                            happening,
                            "good",
                            "commit",
                            words.text(key, f.by(), branch(f.ref())),
                            f.title(),
                            "/commit/" + f.commit());
            case Fact.RunQueued f ->
                    line(
                            happening,
                            "wait",
                            "build",
                            words.text(key, f.number(), f.name()),
                            f.workflow(),
                            run(f.number()));
            case Fact.RunStarted f ->
                    line(
                            happening,
                            "busy",
                            "build",
                            words.text(key, f.number()),
                            "",
                            run(f.number()));
            case Fact.JobStarted f ->
                    line(
                            happening,
                            "busy",
                            "build",
                            words.text(key, f.name()),
                            "",
                            run(f.number()));
            case Fact.JobFinished f ->
                    line(
                            happening,
                            tone(f.result()),
                            "build",
                            words.text(key, f.name(), result(f.result(), words)),
                            f.message(),
                            run(f.number()));
            case Fact.RunFinished f ->
                    line(
                            happening,
                            tone(f.result()),
                            mark(f.result()),
                            words.text(key, f.number(), result(f.result(), words)),
                            f.message(),
                            run(f.number()));
            case Fact.OfChange other -> agreed(happening, words);
        };
    }

    /** What people said to jobs that asked them. */
    private static StoryLine agreed(Change.Happening happening, Texts.Words words) {
        String key = "fact." + happening.kind();
        return switch (happening.fact()) {
            case Fact.JobApprovalRequested f ->
                    line(
                            happening,
                            "wait",
                            "build",
                            words.text(key, f.job(), f.role()),
                            f.environment(),
                            run(f.number()));
            case Fact.JobApproved f ->
                    line(
                            happening,
                            "good",
                            "build",
                            words.text(key, f.job(), f.by()),
                            f.comment(),
                            run(f.number()));
            case Fact.JobRejected f ->
                    line(
                            happening,
                            "bad",
                            "build",
                            words.text(key, f.job(), f.by()),
                            f.comment(),
                            run(f.number()));
            case Fact.EnvironmentEntered f ->
                    line(
                            happening,
                            "good",
                            "deploy",
                            words.text(key, f.job(), f.environment()),
                            f.url(),
                            run(f.number()));
            case Fact.EnvironmentStopped f ->
                    line(
                            happening,
                            "",
                            "deploy",
                            words.text(key, f.environment(), f.by()),
                            "",
                            run(f.number()));
            case Fact.OfChange other -> proved(happening, words);
        };
    }

    /** What the runs brought. */
    private static StoryLine proved(Change.Happening happening, Texts.Words words) {
        String key = "fact." + happening.kind();
        return switch (happening.fact()) {
            case Fact.TestsReported f ->
                    line(
                            happening,
                            f.failed() > 0 ? "bad" : "good",
                            "test",
                            words.text(key, f.total(), f.failed(), f.skipped()),
                            f.flaky() > 0 ? words.text("fact.flaky", f.flaky()) : "",
                            run(f.number()));
            case Fact.ImagePublished f ->
                    line(
                            happening,
                            "good",
                            "package",
                            words.text(key, Ui.shortDigest(f.digest())),
                            Ui.bytes(f.bytes()),
                            "/images");
            case Fact.PackagingFailed f ->
                    line(
                            happening,
                            "bad",
                            "package",
                            words.text(key),
                            f.reason(),
                            run(f.runNumber()));
            case Fact.OfChange other -> TellingDelivery.line(happening, words);
        };
    }

    static StoryLine line(
            Change.Happening happening,
            String tone,
            String icon,
            String title,
            String note,
            String path) {
        return new StoryLine(happening.sequence(), happening.at(), tone, icon, title, note, path);
    }

    private static String branch(String ref) {
        return ref.replaceFirst("^refs/(heads|tags)/", "");
    }

    private static String run(long number) {
        return "/runs/" + number;
    }

    static String place(String environment) {
        return "/environments/" + environment;
    }

    static String length(Instant from, Instant to) {
        Duration length = Duration.between(from, to);
        return Ui.durationText(length.isNegative() ? Duration.ZERO : length);
    }

    private static String result(Fact.Result result, Texts.Words words) {
        return words.text("result." + result.name().toLowerCase(Locale.ROOT));
    }

    private static String tone(Fact.Result result) {
        return switch (result) {
            case SUCCESS -> "good";
            case FAILED -> "bad";
            case ERRORED -> "warn";
            case CANCELLED, SKIPPED -> "off";
        };
    }

    private static String mark(Fact.Result result) {
        return switch (result) {
            case SUCCESS -> "check";
            case FAILED -> "cross";
            case ERRORED -> "alert";
            case CANCELLED, SKIPPED -> "minus";
        };
    }
}
