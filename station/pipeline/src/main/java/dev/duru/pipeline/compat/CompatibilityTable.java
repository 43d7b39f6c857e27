package dev.duru.pipeline.compat;

import dev.duru.dialects.github.syntax.Trigger;
import dev.duru.yaml.YamlMap;
import dev.duru.yaml.YamlNode;
import dev.duru.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Every key of the workflow language, and what Duru does with it. */
final class CompatibilityTable {
    private static final Set<String> EVENTS =
            Set.of(
                    "push",
                    "create",
                    "delete",
                    "pull_request",
                    "pull_request_review",
                    "pull_request_target",
                    "schedule",
                    "workflow_dispatch",
                    "workflow_call",
                    "workflow_run",
                    "repository_dispatch");

    /** Events of GitHub that nothing in Duru can cause, or causes yet. */
    private static final List<String> SILENT =
            List.of(
                    "branch_protection_rule",
                    "check_run",
                    "check_suite",
                    "deployment",
                    "deployment_status",
                    "discussion",
                    "discussion_comment",
                    "fork",
                    "gollum",
                    "image_version",
                    "issue_comment",
                    "issues",
                    "label",
                    "merge_group",
                    "milestone",
                    "page_build",
                    "project",
                    "project_card",
                    "project_column",
                    "public",
                    "pull_request_comment",
                    "pull_request_review_comment",
                    "registry_package",
                    "release",
                    "status",
                    "watch");

    private static final String HONOURED =
            """
            name description run-name permissions env on jobs defaults defaults.run defaults.run.shell
            defaults.run.working-directory concurrency concurrency.group
            concurrency.cancel-in-progress concurrency.queue jobs.*.concurrency.queue
            on.*.types on.*.branches on.*.branches-ignore on.*.tags on.*.tags-ignore on.*.paths
            on.*.paths-ignore on.*.workflows
            on.schedule[].cron on.schedule[].timezone
            on.workflow_dispatch.inputs on.workflow_dispatch.inputs.*.description
            on.workflow_dispatch.inputs.*.deprecationMessage
            on.workflow_dispatch.inputs.*.required on.workflow_dispatch.inputs.*.default
            on.workflow_dispatch.inputs.*.type on.workflow_dispatch.inputs.*.options
            on.workflow_call.inputs on.workflow_call.inputs.*.description
            on.workflow_call.inputs.*.required on.workflow_call.inputs.*.default
            on.workflow_call.inputs.*.type on.workflow_call.secrets
            on.workflow_call.secrets.*.description on.workflow_call.secrets.*.required
            on.workflow_call.outputs on.workflow_call.outputs.*.description
            on.workflow_call.outputs.*.value
            jobs.*.name jobs.*.needs jobs.*.if jobs.*.runs-on jobs.*.runs-on.labels jobs.*.outputs
            jobs.*.env jobs.*.steps jobs.*.timeout-minutes jobs.*.continue-on-error
            jobs.*.defaults jobs.*.defaults.run jobs.*.defaults.run.shell
            jobs.*.defaults.run.working-directory jobs.*.concurrency jobs.*.concurrency.group
            jobs.*.concurrency.cancel-in-progress jobs.*.strategy jobs.*.strategy.matrix
            jobs.*.strategy.matrix.include jobs.*.strategy.matrix.exclude
            jobs.*.strategy.fail-fast jobs.*.strategy.max-parallel
            jobs.*.uses jobs.*.with jobs.*.secrets jobs.*.permissions
            jobs.*.environment jobs.*.environment.name jobs.*.environment.url
            jobs.*.steps[].id jobs.*.steps[].if jobs.*.steps[].name jobs.*.steps[].env
            jobs.*.steps[].continue-on-error jobs.*.steps[].timeout-minutes jobs.*.steps[].run
            jobs.*.steps[].shell jobs.*.steps[].working-directory jobs.*.steps[].uses
            jobs.*.steps[].with jobs.*.steps[].background jobs.*.steps[].wait
            jobs.*.steps[].wait-all jobs.*.steps[].cancel jobs.*.steps[].parallel
            """;

    private CompatibilityTable() {}

    /** All facts; several about one key where they differ by value. */
    static List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        for (String path : HONOURED.strip().split("\\s+")) {
            facts.add(Fact.honoured(path));
        }
        events(facts);
        jobs(facts);
        containers(facts);
        steps(facts);
        return List.copyOf(facts);
    }

    private static void events(List<Fact> facts) {
        EVENTS.stream().sorted().forEach(event -> facts.add(Fact.honoured("on." + event)));
        for (String event : SILENT) {
            facts.add(
                    Fact.differs(
                            "on." + event,
                            "the event starts no run",
                            "add workflow_dispatch to start the workflow by hand"));
        }
        String image = "custom images of machines are not known, so the event never comes";
        facts.add(Fact.differs("on.*.names", image, "remove it"));
        facts.add(Fact.differs("on.*.versions", image, "remove it"));
        for (String pull : List.of("pull_request", "pull_request_target")) {
            facts.add(
                    Fact.differs(
                            "on." + pull,
                            "types for labels, assignees, milestones, queues and locks",
                            CompatibilityTable::isNoMergeRequest,
                            "the activity never comes, since merge requests have none of them",
                            "use opened, synchronize, reopened, closed, edited,"
                                    + " converted_to_draft or ready_for_review"));
        }
    }

    private static void jobs(List<Fact> facts) {
        facts.add(
                Fact.differs(
                        "jobs.*.environment.deployment",
                        "false is not looked at: the approvals of the environment hold all the same",
                        "remove the environment to deploy nowhere"));
        facts.add(
                Fact.differs(
                        "jobs.*.runs-on",
                        "labels of Windows and macOS",
                        CompatibilityTable::isElsewhere,
                        "the job ends as errored: this machine runs Linux",
                        "use ubuntu-latest or self-hosted"));
        facts.add(
                Fact.differs(
                        "jobs.*.runs-on.group",
                        "there are no groups of runners; the labels alone count",
                        "remove the group"));
        facts.add(
                Fact.differs(
                        "jobs.*.cancel-timeout-minutes",
                        "a cancelled job has the engine's own time to end",
                        "remove it"));
        String image = "no image of the machine is kept after the job";
        for (String key : List.of("", ".image-name", ".version", ".if")) {
            facts.add(Fact.differs("jobs.*.snapshot" + key, image, "build an image in a step"));
        }
        facts.add(
                Fact.differs(
                        "jobs.*.defaults.run",
                        "an expression that gives the whole section",
                        CompatibilityTable::isComputed,
                        "the computed keys are not looked at",
                        "write shell and working-directory out"));
    }

    private static void containers(List<Fact> facts) {
        facts.add(Fact.honoured("jobs.*.container"));
        facts.add(Fact.honoured("jobs.*.services"));
        for (Map.Entry<String, List<String>> section :
                new TreeMap<>(
                                Map.of(
                                        "jobs.*.container.",
                                        List.<String>of(),
                                        "jobs.*.services.*.",
                                        List.of("command", "entrypoint")))
                        .entrySet()) {
            List<String> keys =
                    new ArrayList<>(
                            List.of(
                                    "image",
                                    "credentials",
                                    "credentials.username",
                                    "credentials.password",
                                    "env",
                                    "ports",
                                    "volumes",
                                    "options"));
            keys.addAll(section.getValue());
            keys.forEach(key -> facts.add(Fact.honoured(section.getKey() + key)));
            facts.add(
                    Fact.differs(
                            section.getKey() + "options",
                            "--privileged, --device, --network and their like",
                            CompatibilityTable::wantsTheMachine,
                            "the job ends as errored unless the setting containers.privileged allows"
                                    + " it; a network of one's own choice is never allowed",
                            "remove the option"));
            facts.add(
                    Fact.differs(
                            section.getKey() + "volumes",
                            "folders of the machine",
                            CompatibilityTable::mountsTheMachine,
                            "the job ends as errored unless the setting containers.mounts names the"
                                    + " folder; the engine's socket is not there by itself either",
                            "take a folder of the workspace, or a volume by name"));
        }
    }

    private static void steps(List<Fact> facts) {
        String steps = "jobs.*.steps[].";
        facts.add(
                Fact.differs(
                        steps + "shell",
                        "cmd and powershell",
                        CompatibilityTable::isWindowsShell,
                        "the step fails: the shell is part of Windows",
                        "use pwsh or bash"));
        facts.add(
                Fact.differs(
                        steps + "with",
                        "an expression that gives the whole section, or a key",
                        CompatibilityTable::isComputed,
                        "the computed inputs are not passed on",
                        "write the inputs out"));
    }

    private static boolean isNoMergeRequest(YamlNode event) {
        Optional<YamlNode> types =
                event instanceof YamlMap map ? map.find("types") : Optional.empty();
        Set<String> known =
                Set.of(
                        "opened",
                        "synchronize",
                        "reopened",
                        "closed",
                        "edited",
                        "converted_to_draft",
                        "ready_for_review");
        return types.stream()
                .flatMap(found -> Trigger.texts(found).stream())
                .anyMatch(type -> !known.contains(type.text()));
    }

    private static boolean isComputed(YamlNode value) {
        return switch (value) {
            case YamlScalar whole -> whole.text().contains("${{");
            case YamlMap map -> map.names().stream().anyMatch(name -> name.contains("${{"));
            case dev.duru.yaml.YamlList _ -> false;
        };
    }

    private static boolean wantsTheMachine(YamlNode value) {
        return value instanceof YamlScalar options
                && Pattern.compile("--(privileged|device|net|network)(?![-\\w])")
                        .matcher(options.text())
                        .find();
    }

    private static boolean mountsTheMachine(YamlNode value) {
        return Trigger.texts(value).stream()
                .anyMatch(volume -> volume.text().startsWith("/") && volume.text().contains(":/"));
    }

    private static boolean isWindowsShell(YamlNode value) {
        return value instanceof YamlScalar shell
                && (shell.text().equals("cmd") || shell.text().equals("powershell"));
    }

    private static boolean isElsewhere(YamlNode value) {
        YamlNode labels = value instanceof YamlMap map ? map.find("labels").orElse(value) : value;
        Predicate<String> elsewhere =
                label -> label.startsWith("windows") || label.startsWith("macos");
        return Trigger.texts(labels).stream()
                .map(label -> label.text().toLowerCase(Locale.ROOT))
                .anyMatch(elsewhere);
    }
}
