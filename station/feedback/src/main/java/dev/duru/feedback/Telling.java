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
                            "/code");
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
            default -> Delivered.line(happening, words);
        };
    }

    /** The facts of delivery and of what came after. */
    private static final class Delivered {
        static StoryLine line(Change.Happening happening, Texts.Words words) {
            String key = "fact." + happening.kind();
            return switch (happening.fact()) {
                case Fact.ReleaseCreated f ->
                        Telling.line(
                                happening,
                                "wait",
                                "deploy",
                                words.text(key, f.release(), f.environment()),
                                words.text("fact.by", f.by()),
                                place(f.environment()));
                case Fact.ApprovalRequested f ->
                        Telling.line(
                                happening,
                                "wait",
                                "user",
                                words.text(key, f.environment(), f.role()),
                                "",
                                place(f.environment()));
                case Fact.ReleaseApproved f ->
                        Telling.line(
                                happening,
                                "good",
                                "user",
                                words.text(key, f.by(), f.environment()),
                                f.comment(),
                                place(f.environment()));
                case Fact.ReleaseDeclined f ->
                        Telling.line(
                                happening,
                                "bad",
                                "user",
                                words.text(key, f.by(), f.environment()),
                                f.comment(),
                                place(f.environment()));
                case Fact.RolloutStarted f ->
                        Telling.line(
                                happening,
                                "busy",
                                "deploy",
                                words.text(key, f.environment()),
                                "",
                                place(f.environment()));
                case Fact.RolloutStepped f ->
                        Telling.line(
                                happening,
                                "busy",
                                "deploy",
                                words.text(key, f.percent(), f.environment()),
                                "",
                                place(f.environment()));
                case Fact.GatePassed f ->
                        Telling.line(
                                happening,
                                "good",
                                "gate",
                                words.text(key, f.gate()),
                                f.reading(),
                                place(f.environment()));
                case Fact.GateFailed f ->
                        Telling.line(
                                happening,
                                "bad",
                                "gate",
                                words.text(key, f.gate()),
                                f.reading(),
                                place(f.environment()));
                case Fact.ReleaseDeployed f ->
                        Telling.line(
                                happening,
                                "good",
                                "check",
                                words.text(key, f.environment()),
                                words.text("fact.release", f.release()),
                                place(f.environment()));
                case Fact.DeploymentFailed f ->
                        Telling.line(
                                happening,
                                "bad",
                                "deploy",
                                words.text(key, f.environment()),
                                f.reason(),
                                place(f.environment()));
                case Fact.CrashLooped f ->
                        Telling.line(
                                happening,
                                "bad",
                                "alert",
                                words.text(key, f.environment(), f.restarts()),
                                f.reason(),
                                place(f.environment()));
                case Fact.RolledBack f ->
                        Telling.line(
                                happening,
                                "warn",
                                "rollback",
                                words.text(key, f.environment(), Ui.shortSha(f.toCommit())),
                                words.text(
                                        "fact.restored",
                                        f.reason(),
                                        length(f.exposedAt(), f.detectedAt()),
                                        length(f.detectedAt(), f.restoredAt())),
                                place(f.environment()));
                case Fact.DigestQuarantined f ->
                        Telling.line(
                                happening,
                                "warn",
                                "shield",
                                words.text(key, Ui.shortDigest(f.digest())),
                                f.reason(),
                                place(f.environment()));
                case Fact.QuarantineLifted f ->
                        Telling.line(
                                happening,
                                "good",
                                "shield",
                                words.text(key, Ui.shortDigest(f.digest()), f.by()),
                                f.reason(),
                                "/images");
                case Fact.IssueOpened f ->
                        Telling.line(
                                happening,
                                "warn",
                                "issue",
                                words.text(key, f.number()),
                                f.title(),
                                "/issues/" + f.number());
                case Fact.IssueClosed f ->
                        Telling.line(
                                happening,
                                "good",
                                "issue",
                                words.text(key, f.number()),
                                f.reason(),
                                "/issues/" + f.number());
                case Fact.IssueReopened f ->
                        Telling.line(
                                happening,
                                "warn",
                                "issue",
                                words.text(key, f.number()),
                                f.reason(),
                                "/issues/" + f.number());
                default -> throw new IllegalStateException("told elsewhere: " + happening.kind());
            };
        }
    }

    private static StoryLine line(
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

    private static String place(String environment) {
        return "/environments/" + environment;
    }

    private static String length(Instant from, Instant to) {
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
