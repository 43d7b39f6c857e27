package dev.duru.feedback;

import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProjectName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that happened to one commit: the causal record, from its push to the lesson.
 *
 * @param state the newest thing of weight: {@code pushed}, {@code running}, {@code failed}, {@code
 *     waiting-approval}, {@code deploying}, {@code live}, {@code rolled-back}, …
 * @param liveIn the environments in which it took all traffic and was not taken back since
 * @param story the facts, oldest first
 */
public record Change(
        ProjectName project,
        String commit,
        String title,
        String author,
        @Nullable Instant committedAt,
        @Nullable Instant pushedAt,
        List<String> refs,
        String state,
        List<String> liveIn,
        List<Run> runs,
        List<Image> images,
        List<Release> releases,
        @Nullable Quarantine quarantine,
        List<Happening> story) {

    /** A run of a workflow; {@code tests} is null as long as none were reported. */
    public record Run(
            long number,
            String workflow,
            String name,
            String event,
            String ref,
            String state,
            String message,
            Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Tests tests,
            List<Job> jobs) {}

    public record Job(
            String id,
            String name,
            String state,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    public record Tests(int total, int failed, int skipped, int flaky) {}

    public record Image(String digest, String repository, String ref, long run, long bytes) {}

    /**
     * A release of an image of this commit to an environment.
     *
     * @param percent the share of the traffic that it has
     * @param rollback how it was taken back
     */
    public record Release(
            long number,
            String environment,
            String digest,
            String by,
            String state,
            int percent,
            String reason,
            List<Approval> approvals,
            List<Gate> gates,
            @Nullable Rollback rollback,
            Instant createdAt,
            @Nullable Instant liveAt) {}

    /** {@code state}: requested, approved or declined. */
    public record Approval(String state, String who, String comment, Instant at) {}

    /** A judgement of a gate. */
    public record Gate(String name, boolean passed, String reading, Instant at) {}

    public record Rollback(
            String gate,
            String reason,
            String by,
            String toCommit,
            String toDigest,
            Instant exposedAt,
            Instant detectedAt,
            Instant restoredAt) {}

    /** The image is not to be deployed again. */
    public record Quarantine(String digest, String reason, Instant at) {}

    /** A line of the story; the fact itself is there for those who want all of it. */
    public record Happening(long sequence, Instant at, String kind, Fact.OfChange fact) {}

    /**
     * Tells the story of a commit.
     *
     * @param facts of this commit, oldest first
     */
    public static Change of(ProjectName project, String commit, List<Entry> facts) {
        Builder builder = new Builder(project, commit);
        facts.forEach(builder::take);
        return builder.build();
    }

    /**
     * The change as it stands beside the others: {@code replaced} instead of {@code live} where a
     * newer one has taken its place.
     *
     * @param live the commit that each environment runs now
     */
    Change beside(Map<String, String> live) {
        List<String> still =
                liveIn.stream()
                        .filter(environment ->
                                commit.equals(live.getOrDefault(environment, commit)))
                        .toList();
        return new Change(
                project,
                commit,
                title,
                author,
                committedAt,
                pushedAt,
                refs,
                state.equals("live") && still.isEmpty() ? "replaced" : state,
                still,
                runs,
                images,
                releases,
                quarantine,
                story);
    }

    /** Takes the facts one after the other. */
    private static final class Builder {
        private final ProjectName project;
        private final String commit;
        private final Map<Long, Run> runs = new LinkedHashMap<>();
        private final Map<Long, Release> releases = new LinkedHashMap<>();
        private final List<Image> images = new ArrayList<>();
        private final List<String> refs = new ArrayList<>();
        private final List<String> liveIn = new ArrayList<>();
        private final List<Happening> story = new ArrayList<>();
        private String title = "";
        private String author = "";
        private @Nullable Instant committedAt;
        private @Nullable Instant pushedAt;
        private @Nullable Quarantine quarantine;
        private String state = "pushed";

        Builder(ProjectName project, String commit) {
            this.project = project;
            this.commit = commit;
        }

        Change build() {
            return new Change(
                    project,
                    commit,
                    title,
                    author,
                    committedAt,
                    pushedAt,
                    List.copyOf(refs),
                    state,
                    List.copyOf(liveIn),
                    List.copyOf(runs.values()),
                    List.copyOf(images),
                    List.copyOf(releases.values()),
                    quarantine,
                    List.copyOf(story));
        }

        void take(Entry entry) {
            if (!(entry.fact() instanceof Fact.OfChange fact)) {
                return;
            }
            story.add(
                    new Happening(
                            entry.sequence(), entry.at(), fact.getClass().getSimpleName(), fact));
            built(entry, fact);
            delivered(entry, fact);
        }

        /** From the push to the image. */
        private void built(Entry entry, Fact.OfChange fact) {
            switch (fact) {
                case Fact.CommitPushed f -> pushed(f, entry.at());
                case Fact.RunQueued f -> {
                    runs.put(f.number(), ChangeRuns.queued(f, entry.at()));
                    state = "queued";
                }
                case Fact.RunStarted f -> {
                    run(f.number(), run -> ChangeRuns.started(run, entry.at()));
                    state = "running";
                }
                case Fact.JobStarted f ->
                        run(f.number(), run -> ChangeRuns.jobStarted(run, f, entry.at()));
                case Fact.JobFinished f ->
                        run(f.number(), run -> ChangeRuns.jobFinished(run, f, entry.at()));
                case Fact.RunFinished f -> {
                    run(f.number(), run -> ChangeRuns.finished(run, f, entry.at()));
                    state = ChangeRuns.word(f.result());
                }
                case Fact.TestsReported f -> run(f.number(), run -> ChangeRuns.tested(run, f));
                case Fact.ImagePublished f -> {
                    images.add(
                            new Image(
                                    f.digest(), f.repository(), f.ref(), f.runNumber(), f.bytes()));
                    state = "published";
                }
                case Fact.PackagingFailed f -> state = "failed";
                case Fact.DigestQuarantined f ->
                        quarantine = new Quarantine(f.digest(), f.reason(), entry.at());
                case Fact.QuarantineLifted f -> quarantine = null;
                case Fact.OfChange other -> {}
            }
        }

        /** From the release on. */
        private void delivered(Entry entry, Fact.OfChange fact) {
            switch (fact) {
                case Fact.ReleaseCreated f -> created(f, entry.at());
                case Fact.ApprovalRequested f -> {
                    approval(f.release(), "requested", f.role(), "", entry.at());
                    state(f.release(), "waiting-approval");
                }
                case Fact.ReleaseApproved f ->
                        approval(f.release(), "approved", f.by(), f.comment(), entry.at());
                case Fact.ReleaseDeclined f -> {
                    approval(f.release(), "declined", f.by(), f.comment(), entry.at());
                    state(f.release(), "declined");
                }
                case Fact.RolloutStarted f -> state(f.release(), "deploying");
                case Fact.RolloutStepped f ->
                        release(
                                f.release(),
                                release -> ChangeReleases.percent(release, f.percent()));
                case Fact.GatePassed f ->
                        gate(f.release(), new Gate(f.gate(), true, f.reading(), entry.at()));
                case Fact.GateFailed f ->
                        gate(f.release(), new Gate(f.gate(), false, f.reading(), entry.at()));
                case Fact.ReleaseDeployed f -> deployed(f, entry.at());
                case Fact.DeploymentFailed f -> {
                    state(f.release(), "failed");
                    release(f.release(), release -> ChangeReleases.because(release, f.reason()));
                }
                case Fact.CrashLooped f -> {
                    state(f.release(), "crash-looped");
                    release(f.release(), release -> ChangeReleases.because(release, f.reason()));
                }
                case Fact.RolledBack f -> rolledBack(f);
                case Fact.OfChange other -> {}
            }
        }

        private void pushed(Fact.CommitPushed f, Instant at) {
            title = f.title();
            author = f.author();
            committedAt = f.committedAt();
            pushedAt = pushedAt == null ? at : pushedAt;
            if (!refs.contains(f.ref())) {
                refs.add(f.ref());
            }
        }

        private void created(Fact.ReleaseCreated f, Instant at) {
            releases.put(f.release(), ChangeReleases.created(f, at));
            state = "deploying";
        }

        private void deployed(Fact.ReleaseDeployed f, Instant at) {
            release(f.release(), release -> ChangeReleases.live(release, at));
            liveIn.remove(f.environment());
            liveIn.add(f.environment());
            state = "live";
        }

        private void rolledBack(Fact.RolledBack f) {
            release(f.release(), release -> ChangeReleases.rolledBack(release, f));
            liveIn.remove(f.environment());
            state = "rolled-back";
        }

        private void approval(long release, String what, String who, String comment, Instant at) {
            release(
                    release,
                    known -> ChangeReleases.approval(known, new Approval(what, who, comment, at)));
        }

        private void gate(long release, Gate gate) {
            release(release, known -> ChangeReleases.gate(known, gate));
        }

        private void state(long release, String state) {
            release(release, known -> ChangeReleases.state(known, state));
            this.state = state;
        }

        private void run(long number, java.util.function.UnaryOperator<Run> change) {
            runs.computeIfPresent(number, (any, run) -> change.apply(run));
        }

        private void release(long number, java.util.function.UnaryOperator<Release> change) {
            releases.computeIfPresent(number, (any, release) -> change.apply(release));
        }
    }
}
