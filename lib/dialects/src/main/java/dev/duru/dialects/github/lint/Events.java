package dev.duru.dialects.github.lint;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The events that start workflows, with their activity types. */
final class Events {
    private static final String PULL_REQUEST =
            "assigned unassigned labeled unlabeled opened edited closed reopened synchronize"
                    + " converted_to_draft locked unlocked enqueued dequeued milestoned"
                    + " demilestoned ready_for_review review_requested review_request_removed"
                    + " auto_merge_enabled auto_merge_disabled";

    static final Map<String, Set<String>> TYPES = types();

    private Events() {}

    private static Map<String, Set<String>> types() {
        Map<String, String> types = new TreeMap<>();
        for (String plain :
                ("create delete deployment deployment_status fork gollum image_version page_build"
                                + " public push schedule status workflow_call workflow_dispatch"
                                + " repository_dispatch")
                        .split(" ")) {
            types.put(plain, "");
        }
        types.put("branch_protection_rule", "created edited deleted");
        types.put("check_run", "created rerequested completed requested_action");
        types.put("check_suite", "completed");
        types.put(
                "discussion",
                "created edited deleted transferred pinned unpinned labeled unlabeled locked"
                        + " unlocked category_changed answered unanswered");
        types.put("discussion_comment", "created edited deleted");
        types.put("issue_comment", "created edited deleted");
        types.put(
                "issues",
                "opened edited deleted transferred pinned unpinned closed reopened assigned"
                        + " unassigned labeled unlabeled locked unlocked milestoned demilestoned"
                        + " typed untyped");
        types.put("label", "created edited deleted");
        types.put("merge_group", "checks_requested");
        types.put("milestone", "created closed opened edited deleted");
        types.put("project", "created closed reopened edited deleted");
        types.put("project_card", "created moved converted edited deleted");
        types.put("project_column", "created updated moved deleted");
        types.put("pull_request", PULL_REQUEST);
        types.put("pull_request_comment", "created edited deleted");
        types.put("pull_request_review", "submitted edited dismissed");
        types.put("pull_request_review_comment", "created edited deleted");
        types.put("pull_request_target", PULL_REQUEST);
        types.put("registry_package", "published updated");
        types.put("release", "published unpublished created edited deleted prereleased released");
        types.put("watch", "started");
        types.put("workflow_run", "completed requested in_progress");
        Map<String, Set<String>> sets = new TreeMap<>();
        types.forEach((event, words) ->
                sets.put(event, words.isEmpty() ? Set.of() : Set.of(words.split(" "))));
        return sets;
    }
}
