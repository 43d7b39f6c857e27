package dev.duru.app.demo;

import dev.duru.app.demo.FactFeed.Seen;

/** Facts in the words of the story. */
final class FactTelling {
    private final Narrator narrator;

    FactTelling(Narrator narrator) {
        this.narrator = narrator;
    }

    void tell(Seen seen) {
        switch (seen.kind()) {
            case "PackagingFailed", "DeploymentFailed" -> narrator.bad(seen.text("reason"));
            case "GateFailed" -> narrator.bad(words(seen));
            case "GatePassed", "ReleaseDeployed", "IssueClosed" -> narrator.good(words(seen));
            default -> {
                String words = words(seen);
                if (!words.isEmpty()) {
                    narrator.say(words);
                }
            }
        }
    }

    /** One line; empty for what only the pages tell. */
    private static String words(Seen seen) {
        String environment = seen.text("environment");
        String run = "run " + seen.text("number");
        return switch (seen.kind()) {
            case "CommitPushed" ->
                    "pushed %s “%s”".formatted(brief(seen.text("commit")), seen.text("title"));
            case "RunQueued" -> "%s of %s queued".formatted(run, seen.text("workflow"));
            case "JobFinished" -> "%s: job %s %s".formatted(run, seen.text("name"), result(seen));
            case "TestsReported" ->
                    "tests: %s run, %s failed".formatted(seen.text("total"), seen.text("failed"));
            case "RunFinished" -> run + " " + result(seen);
            case "ImagePublished" ->
                    "image %s in the registry".formatted(brief(seen.text("digest")));
            case "ApprovalRequested" -> environment + " waits for an approval";
            case "ReleaseApproved" ->
                    "%s approved by %s: “%s”"
                            .formatted(environment, seen.text("by"), seen.text("comment"));
            case "RolloutStepped" ->
                    "%s: the new release takes %s %%".formatted(environment, seen.text("percent"));
            case "GatePassed" ->
                    "%s: gate %s holds: %s"
                            .formatted(environment, seen.text("gate"), seen.text("reading"));
            case "GateFailed" ->
                    "%s: gate %s fails: %s"
                            .formatted(environment, seen.text("gate"), seen.text("reading"));
            case "ReleaseDeployed" ->
                    "%s: %s takes all traffic".formatted(environment, brief(seen.text("digest")));
            case "RolledBack" ->
                    "%s: back on %s".formatted(environment, brief(seen.text("toDigest")));
            case "DigestQuarantined" -> brief(seen.text("digest")) + " is in quarantine";
            case "IssueOpened" ->
                    "issue %s opened: %s".formatted(seen.text("number"), seen.text("title"));
            case "IssueClosed" ->
                    "issue %s closed by %s"
                            .formatted(seen.text("number"), brief(seen.text("commit")));
            default -> "";
        };
    }

    private static String result(Seen seen) {
        String message = seen.text("message");
        return switch (seen.text("result")) {
            case "SUCCESS" -> "succeeded";
            case "SKIPPED" -> "was skipped";
            case "FAILED" -> "failed: " + message;
            case "CANCELLED" -> "was cancelled";
            default -> "could not be run: " + message;
        };
    }

    private static String brief(String id) {
        int length = id.startsWith("sha256:") ? 19 : 7;
        return id.substring(0, Math.min(id.length(), length));
    }
}
