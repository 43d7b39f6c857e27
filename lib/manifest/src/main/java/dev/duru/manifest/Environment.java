package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place where the application runs.
 *
 * @param name a DNS label, part of the application's host name; of one that stands for many, {@code
 *     review/*}
 * @param approval who must agree before a release goes here; null when nobody need
 * @param replicas how many copies run side by side, from 1
 * @param env variables of the application, in the order of the file
 * @param secrets names of secrets that the application gets as variables
 * @param verify the gates on signals of requests that a release must pass on its way
 * @param checks what else it must pass
 * @param signals where requests are measured instead of the edge; null for the edge
 * @param drain how long a replica that takes no more traffic may finish its requests, and then how
 *     long it has from SIGTERM to SIGKILL
 * @param keep how long the copies of a release that was replaced stay up for an instant return
 * @param edge how the edge treats its requests
 * @param hosting what the replicas may use, and what their runtime needs to know
 */
public record Environment(
        Position position,
        String name,
        Entrance entrance,
        @Nullable Approval approval,
        Rules rules,
        RuntimeKind runtime,
        int replicas,
        Map<String, String> env,
        List<String> secrets,
        Rollout rollout,
        List<Gate> verify,
        List<Check> checks,
        @Nullable SignalQueries signals,
        Quiet quiet,
        RollbackMode rollback,
        Duration drain,
        Duration keep,
        EdgeSettings edge,
        Hosting hosting) {
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(10);

    public Environment {
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        secrets = List.copyOf(secrets);
        verify = List.copyOf(verify);
        checks = List.copyOf(checks);
    }

    /** The same with another approval and other rules. */
    public Environment with(@Nullable Approval otherApproval, Rules otherRules) {
        return like(name, otherApproval, otherRules, edge, hosting);
    }

    /** Whether it stands for many: one for each branch or merge request. */
    public boolean isReview() {
        return entrance instanceof Entrance.Review;
    }

    /** One of those that it stands for; a star in its host names is the name of that one. */
    public Environment named(String own) {
        return like(
                own,
                approval,
                rules,
                edge.withHosts(edge.hosts().stream().map(h -> h.replace("*", own)).toList()),
                hosting.withHosts(
                        hosting.kubernetes().hosts().stream()
                                .map(h -> h.replace("*", own))
                                .toList()));
    }

    private Environment like(
            String otherName,
            @Nullable Approval otherApproval,
            Rules otherRules,
            EdgeSettings otherEdge,
            Hosting otherHosting) {
        return new Environment(
                position,
                otherName,
                entrance,
                otherApproval,
                otherRules,
                runtime,
                replicas,
                env,
                secrets,
                rollout,
                verify,
                checks,
                signals,
                quiet,
                rollback,
                drain,
                keep,
                otherEdge,
                otherHosting);
    }

    /** Where replicas run. */
    public enum RuntimeKind {
        PROCESS,
        CONTAINER,
        KUBERNETES
    }

    /** What a failed gate or a crash loop leads to. */
    public enum RollbackMode {
        /** Back to the last good release at once. */
        AUTO,
        /** The rollout stops where it is and waits for somebody. */
        MANUAL
    }

    /** What a step does whose gates found too few requests to judge, after waiting for some. */
    public enum Quiet {
        /** Go on, and say in the reading that there was not enough traffic. */
        CONTINUE,
        /** Stay at this step until there is enough traffic or somebody decides. */
        HOLD
    }

    /**
     * Who must agree.
     *
     * @param count how many different people
     * @param self whether whoever pushed the commit may be one of them
     * @param checklist what they see to first
     */
    public record Approval(
            Position position,
            ApprovalRole role,
            int count,
            boolean self,
            List<Rules.Check> checklist) {
        public Approval {
            checklist = List.copyOf(checklist);
        }
    }

    /** The least role of an approver. The file may say {@code qa} for {@link #APPROVER}. */
    public enum ApprovalRole {
        DEVELOPER,
        APPROVER,
        MAINTAINER,
        ADMIN
    }
}
