package dev.duru.feedback;

import dev.duru.kernel.AlertFact;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ImageFact;
import dev.duru.kernel.PlanFact;
import dev.duru.kernel.PreparationFact;
import dev.duru.web.Texts;
import dev.duru.web.Ui;

/** Tells the facts of delivery, and of what came after. */
final class TellingDelivery {
    private TellingDelivery() {}

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
                            Telling.place(f.environment()));
            case Fact.ApprovalRequested f ->
                    Telling.line(
                            happening,
                            "wait",
                            "user",
                            words.text(key, f.environment(), f.role()),
                            "",
                            Telling.place(f.environment()));
            case Fact.ReleaseApproved f ->
                    Telling.line(
                            happening,
                            "good",
                            "user",
                            words.text(key, f.by(), f.environment()),
                            f.comment(),
                            Telling.place(f.environment()));
            case Fact.ReleaseDeclined f ->
                    Telling.line(
                            happening,
                            "bad",
                            "user",
                            words.text(key, f.by(), f.environment()),
                            f.comment(),
                            Telling.place(f.environment()));
            case Fact.OfChange other -> rollout(happening, words);
        };
    }

    private static StoryLine rollout(Change.Happening happening, Texts.Words words) {
        String key = "fact." + happening.kind();
        return switch (happening.fact()) {
            case Fact.RolloutStarted f ->
                    Telling.line(
                            happening,
                            "busy",
                            "deploy",
                            words.text(key, f.environment()),
                            "",
                            Telling.place(f.environment()));
            case Fact.RolloutStepped f ->
                    Telling.line(
                            happening,
                            "busy",
                            "deploy",
                            words.text(key, f.percent(), f.environment()),
                            "",
                            Telling.place(f.environment()));
            case Fact.GatePassed f ->
                    Telling.line(
                            happening,
                            "good",
                            "gate",
                            words.text(key, f.gate()),
                            f.reading(),
                            Telling.place(f.environment()));
            case Fact.GateFailed f ->
                    Telling.line(
                            happening,
                            "bad",
                            "gate",
                            words.text(key, f.gate()),
                            f.reading(),
                            Telling.place(f.environment()));
            case Fact.OfChange other -> outcome(happening, words);
        };
    }

    private static StoryLine outcome(Change.Happening happening, Texts.Words words) {
        String key = "fact." + happening.kind();
        return switch (happening.fact()) {
            case Fact.ReleaseDeployed f ->
                    Telling.line(
                            happening,
                            "good",
                            "check",
                            words.text(key, f.environment()),
                            words.text("fact.release", f.release()),
                            Telling.place(f.environment()));
            case Fact.DeploymentFailed f ->
                    Telling.line(
                            happening,
                            "bad",
                            "deploy",
                            words.text(key, f.environment()),
                            f.reason(),
                            Telling.place(f.environment()));
            case Fact.CrashLooped f ->
                    Telling.line(
                            happening,
                            "bad",
                            "alert",
                            words.text(key, f.environment(), f.restarts()),
                            f.reason(),
                            Telling.place(f.environment()));
            case Fact.RolledBack f ->
                    Telling.line(
                            happening,
                            "warn",
                            "rollback",
                            words.text(key, f.environment(), Ui.shortSha(f.toCommit())),
                            words.text(
                                    "fact.restored",
                                    f.reason(),
                                    Telling.length(f.exposedAt(), f.detectedAt()),
                                    Telling.length(f.detectedAt(), f.restoredAt())),
                            Telling.place(f.environment()));
            case Fact.OfChange other -> lesson(happening, words);
        };
    }

    private static StoryLine lesson(Change.Happening happening, Texts.Words words) {
        String key = "fact." + happening.kind();
        return switch (happening.fact()) {
            case Fact.DigestQuarantined f ->
                    Telling.line(
                            happening,
                            "warn",
                            "shield",
                            words.text(key, Ui.shortDigest(f.digest())),
                            f.reason(),
                            Telling.place(f.environment()));
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
            case PreparationFact f -> TellingPreparation.line(happening, f, words);
            case PlanFact f -> TellingPreparation.line(happening, f, words);
            case ImageFact f -> image(happening, f, words);
            case Fact.OfMergeRequest f ->
                    Telling.line(
                            happening,
                            f instanceof Fact.MergeRequestMerged ? "good" : "wait",
                            "branch",
                            words.text(key, f.number(), f.by()),
                            "",
                            "/merge-requests/" + f.number());
            case AlertFact f -> alert(happening, f, words);
            case Fact.OfChange other ->
                    throw new IllegalStateException("told elsewhere: " + happening.kind());
        };
    }

    private static StoryLine alert(Change.Happening happening, AlertFact fact, Texts.Words words) {
        String key = "fact." + happening.kind();
        return switch (fact) {
            case AlertFact.AlertFired f ->
                    Telling.line(
                            happening,
                            "bad",
                            "alert",
                            words.text(key, f.alert()),
                            f.summary().isEmpty() ? f.environment() : f.summary(),
                            "/alerts");
            case AlertFact.AlertResolved f ->
                    Telling.line(
                            happening,
                            "good",
                            "check",
                            words.text(key, f.alert()),
                            f.environment(),
                            "/alerts");
        };
    }

    private static StoryLine image(Change.Happening happening, ImageFact fact, Texts.Words words) {
        return switch (fact) {
            case ImageFact.ImageDropped f ->
                    Telling.line(
                            happening,
                            "",
                            "package",
                            words.text("fact." + happening.kind(), Ui.shortDigest(f.digest())),
                            Ui.bytes(f.bytes()),
                            "/images");
        };
    }
}
