package dev.duru.app.demo;

import dev.duru.app.demo.FactFeed.Seen;

/** Facts in the words of the story. */
final class FactTelling {
    private final Narrator narrator;

    FactTelling(Narrator narrator) {
        this.narrator = narrator;
    }

    void tell(Seen seen) {
        String environment = seen.text("environment");
        switch (seen.kind()) {
            case "CommitPushed" ->
                    narrator.say(
                            "pushed "
                                    + brief(seen.text("commit"))
                                    + " "
                                    + quoted(seen.text("title")));
            case "RunQueued" ->
                    narrator.say(
                            "run "
                                    + seen.text("number")
                                    + " of "
                                    + seen.text("workflow")
                                    + " queued");
            case "JobFinished" ->
                    narrator.say(
                            "run "
                                    + seen.text("number")
                                    + ": job "
                                    + seen.text("name")
                                    + " "
                                    + result(seen));
            case "TestsReported" ->
                    narrator.say(
                            "tests: "
                                    + seen.text("total")
                                    + " run, "
                                    + seen.text("failed")
                                    + " failed");
            case "RunFinished" -> narrator.say("run " + seen.text("number") + " " + result(seen));
            case "ImagePublished" ->
                    narrator.say("image " + brief(seen.text("digest")) + " in the registry");
            case "PackagingFailed", "DeploymentFailed" -> narrator.bad(seen.text("reason"));
            case "ApprovalRequested" -> narrator.say(environment + " waits for an approval");
            case "ReleaseApproved" ->
                    narrator.say(
                            environment
                                    + " approved by "
                                    + seen.text("by")
                                    + ": "
                                    + quoted(seen.text("comment")));
            case "RolloutStepped" ->
                    narrator.say(
                            environment + ": the new release takes " + seen.text("percent") + " %");
            case "GatePassed" ->
                    narrator.good(
                            environment
                                    + ": gate "
                                    + seen.text("gate")
                                    + " holds: "
                                    + seen.text("reading"));
            case "GateFailed" ->
                    narrator.bad(
                            environment
                                    + ": gate "
                                    + seen.text("gate")
                                    + " fails: "
                                    + seen.text("reading"));
            case "ReleaseDeployed" ->
                    narrator.good(
                            environment + ": " + brief(seen.text("digest")) + " takes all traffic");
            case "RolledBack" ->
                    narrator.say(environment + ": back on " + brief(seen.text("toDigest")));
            case "DigestQuarantined" ->
                    narrator.say(brief(seen.text("digest")) + " is in quarantine");
            case "IssueOpened" ->
                    narrator.say("issue " + seen.text("number") + " opened: " + seen.text("title"));
            case "IssueClosed" ->
                    narrator.good(
                            "issue "
                                    + seen.text("number")
                                    + " closed by "
                                    + brief(seen.text("commit")));
            default -> {
                // the rest is on the pages
            }
        }
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
        return id.startsWith("sha256:")
                ? id.substring(0, Math.min(id.length(), 19))
                : id.substring(0, Math.min(id.length(), 7));
    }

    private static String quoted(String text) {
        return "“" + text + "”";
    }
}
