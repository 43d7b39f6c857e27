package dev.duru.feedback;

import dev.duru.kernel.PlanFact;
import dev.duru.kernel.PreparationFact;
import dev.duru.web.Texts;

/** Tells what was done around releases, and the plans for environments. */
final class TellingPreparation {
    /** What the fact calls the task that runs before a release takes traffic. */
    private static final String RELEASE_TASK = "release";

    private TellingPreparation() {}

    static StoryLine line(Change.Happening happening, PreparationFact fact, Texts.Words words) {
        String key = "fact." + happening.kind();
        String place = Telling.place(fact.environment());
        return switch (fact) {
            case PreparationFact.FreezeOverridden f ->
                    Telling.line(
                            happening,
                            "warn",
                            "user",
                            words.text(key, f.by(), f.release(), f.environment()),
                            f.reason(),
                            place);
            case PreparationFact.ChecklistTicked f ->
                    Telling.line(
                            happening,
                            f.passed() ? "good" : "bad",
                            "user",
                            words.text(
                                    key + (f.passed() ? ".passed" : ".failed"),
                                    f.by(),
                                    f.environment(),
                                    f.item()),
                            "",
                            place);
            case PreparationFact.TaskStarted f ->
                    Telling.line(
                            happening,
                            "busy",
                            "deploy",
                            f.task().equals(RELEASE_TASK)
                                    ? words.text(key + ".release", f.environment())
                                    : words.text(key + ".exec", f.by(), f.environment()),
                            f.command(),
                            place);
            case PreparationFact.TaskEnded f -> {
                String failed = f.reason().isEmpty() ? "" : ".failed";
                yield Telling.line(
                        happening,
                        failed.isEmpty() ? "good" : "bad",
                        "deploy",
                        f.task().equals(RELEASE_TASK)
                                ? words.text(key + ".release" + failed, f.environment())
                                : words.text(key + ".exec" + failed, f.task(), f.environment()),
                        f.reason(),
                        place);
            }
        };
    }

    static StoryLine line(Change.Happening happening, PlanFact fact, Texts.Words words) {
        String key = "fact." + happening.kind();
        String place = "/plans/" + fact.number();
        return switch (fact) {
            case PlanFact.PlanComputed f ->
                    Telling.line(
                            happening,
                            "",
                            "deploy",
                            words.text(key, f.number(), f.summary()),
                            "",
                            place);
            case PlanFact.PlanApproved f ->
                    Telling.line(
                            happening,
                            "good",
                            "user",
                            words.text(key, f.by(), f.number(), f.environment()),
                            f.comment(),
                            place);
            case PlanFact.PlanApplied f ->
                    Telling.line(
                            happening,
                            "good",
                            "deploy",
                            words.text(
                                    key,
                                    f.number(),
                                    f.environment(),
                                    words.texts()
                                            .textOr(
                                                    words.language(),
                                                    "plan." + f.action(),
                                                    f.action())),
                            words.text("fact.by", f.by()),
                            place);
            case PlanFact.PlanFailed f ->
                    Telling.line(
                            happening,
                            "bad",
                            "deploy",
                            words.text(key, f.number(), f.environment()),
                            f.reason(),
                            place);
        };
    }
}
