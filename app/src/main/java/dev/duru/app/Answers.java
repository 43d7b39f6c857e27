package dev.duru.app;

import dev.duru.access.AccessStation;
import dev.duru.access.ProjectVisibility;
import dev.duru.artifact.Artifact;
import dev.duru.delivery.Actor;
import dev.duru.delivery.CommitLog;
import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.GateJobs;
import dev.duru.delivery.Images;
import dev.duru.delivery.JobEnvironments;
import dev.duru.delivery.RepositoryFiles;
import dev.duru.delivery.WaitingJobs;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.Parsed;
import dev.duru.observe.ProjectAlerts;
import dev.duru.pipeline.EnvironmentRules;
import dev.duru.pipeline.GateRuns;
import dev.duru.pipeline.Pipeline;
import dev.duru.pipeline.services.oidc.Sealer;
import dev.duru.pipeline.state.Annotation;
import dev.duru.pipeline.state.AnnotationStore;
import dev.duru.pipeline.state.EnvironmentStore;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.StatusStore;
import dev.duru.source.Project;
import dev.duru.source.Remarks;
import dev.duru.source.Source;
import dev.duru.web.StatusLine;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the ports of access, pipeline, artifact and delivery are answered by other stations. */
final class Answers {
    private Answers() {}

    static ProjectVisibility visibility(Source source) {
        return new ProjectVisibility() {
            @Override
            public boolean exists(ProjectName project) {
                return source.exists(project);
            }

            @Override
            public boolean isPublic(ProjectName project) {
                return source.isPublic(project);
            }
        };
    }

    /** The alerts of all projects, as their default branches have them. */
    static List<ProjectAlerts> alerts(Source source) {
        List<ProjectAlerts> all = new ArrayList<>();
        for (Project project : source.projects()) {
            source.resolve(project.name(), source.defaultBranch(project.name()))
                    .flatMap(head -> manifest(source, project.name(), head.id()))
                    .filter(manifest -> !manifest.alerts().isEmpty())
                    .ifPresent(manifest ->
                            all.add(new ProjectAlerts(project.name(), manifest.alerts())));
        }
        return all;
    }

    static Optional<Manifest> manifest(Source source, ProjectName project, String commit) {
        return DeclaredFiles.text(source, project, commit)
                .map(text -> Manifest.parse(Manifest.FILE, text))
                .flatMap(parsed ->
                        switch (parsed) {
                            case Parsed.Good(Manifest manifest) -> Optional.of(manifest);
                            case Parsed.Bad bad -> Optional.empty();
                        });
    }

    /** Whether nothing comes after an environment in the newest duru.yml of the default branch. */
    static boolean isFinal(Source source, ProjectName project, String environment) {
        return source.resolve(project, source.defaultBranch(project))
                .flatMap(head -> manifest(source, project, head.id()))
                .map(manifest -> manifest.after(environment).isEmpty())
                .orElse(true);
    }

    /**
     * Who must agree before a job enters an environment: what duru.yml of the default branch says,
     * so that a branch cannot drop the rule, and what the commit's own says beyond it.
     */
    static Optional<EnvironmentRules.Rule> environment(
            Source source, ProjectName project, String commit, String environment) {
        Optional<EnvironmentRules.Rule> standing =
                source.resolve(project, source.defaultBranch(project))
                        .flatMap(head -> rule(source, project, head.id(), environment));
        return standing.isPresent() ? standing : rule(source, project, commit, environment);
    }

    private static Optional<EnvironmentRules.Rule> rule(
            Source source, ProjectName project, String commit, String environment) {
        return manifest(source, project, commit)
                .flatMap(manifest -> manifest.environment(environment))
                .flatMap(found -> Optional.ofNullable(found.approval()))
                .map(asked ->
                        new EnvironmentRules.Rule(
                                Role.valueOf(asked.role().name()), asked.count(), asked.self()));
    }

    /** The jobs in the inbox of approvals. */
    static WaitingJobs waitingJobs(Pipeline pipeline) {
        return (user, roles) ->
                pipeline.approvals().waiting(user, roles).stream()
                        .map(waiting ->
                                new WaitingJobs.Job(
                                        waiting.run().project(),
                                        waiting.run().number(),
                                        waiting.asked().jobId(),
                                        waiting.asked().name(),
                                        waiting.asked().environment(),
                                        waiting.run().commit(),
                                        waiting.run().title(),
                                        waiting.run().triggeredBy(),
                                        waiting.asked().at(),
                                        waiting.asked().role().name().toLowerCase(Locale.ROOT),
                                        waiting.asked().count(),
                                        waiting.agreed(),
                                        waiting.mayApprove()))
                        .toList();
    }

    /** The runs that test releases. */
    static GateJobs gates(Pipeline pipeline) {
        return order -> {
            RunRow run =
                    pipeline.gates()
                            .look(
                                    new GateRuns.Wanted(
                                            order.project(),
                                            order.job(),
                                            order.id(),
                                            new GateRuns.About(
                                                    order.url(),
                                                    order.environment(),
                                                    order.release(),
                                                    order.commit(),
                                                    order.digest())));
            return new GateJobs.Look(
                    run.number(),
                    switch (run.state()) {
                        case WAITING, QUEUED, RUNNING, CANCELLING -> GateJobs.State.RUNNING;
                        case SUCCESS -> GateJobs.State.PASSED;
                        case FAILED -> GateJobs.State.FAILED;
                        case ERRORED, CANCELLED, SKIPPED -> GateJobs.State.UNKNOWN;
                    });
        };
    }

    /** The environments that jobs have made. */
    static JobEnvironments jobEnvironments(Pipeline pipeline) {
        return new JobEnvironments() {
            @Override
            public List<One> of(ProjectName project) {
                return pipeline.jobEnvironments().of(project).stream().map(Answers::shown).toList();
            }

            @Override
            public void stop(ProjectName project, String name, Actor by) {
                pipeline.jobEnvironments().stop(project, name, by.user(), by.role());
            }
        };
    }

    private static JobEnvironments.One shown(EnvironmentStore.Environment environment) {
        EnvironmentStore.Deployed last = environment.last();
        return new JobEnvironments.One(
                environment.name(),
                switch (environment.state()) {
                    case AVAILABLE -> JobEnvironments.State.AVAILABLE;
                    case STOPPING -> JobEnvironments.State.STOPPING;
                    case STOPPED -> JobEnvironments.State.STOPPED;
                },
                environment.url(),
                last.number(),
                last.job(),
                last.commit(),
                last.ref().replaceFirst("^refs/(heads|tags)/", ""),
                last.by(),
                environment.deployedAt(),
                environment.stopsAt().orElse(null));
    }

    static Sealer sealer(AccessStation access) {
        return new Sealer() {
            @Override
            public String seal(String place, String value) {
                return access.sealing().seal(place, value);
            }

            @Override
            public String open(String place, String sealed) {
                return access.sealing().open(place, sealed);
            }
        };
    }

    static Images images(Artifact artifact) {
        return new Images() {
            @Override
            public byte[] manifest(String repository, String digest) {
                return artifact.manifest(repository, digest);
            }

            @Override
            public InputStream blob(String repository, String digest) {
                return artifact.blob(repository, digest);
            }
        };
    }

    static RepositoryFiles files(Source source) {
        return new RepositoryFiles() {
            @Override
            public List<String> below(ProjectName project, String commit, String folder) {
                return source.files(project, commit, folder);
            }

            @Override
            public Optional<byte[]> bytes(ProjectName project, String commit, String path) {
                return source.file(project, commit, path);
            }
        };
    }

    static CommitLog commits(Source source) {
        return (project, before, after) ->
                source.between(project, before, after).stream()
                        .map(commit ->
                                new CommitLog.Line(
                                        commit.id(),
                                        commit.title(),
                                        commit.author(),
                                        commit.committedAt()))
                        .toList();
    }

    /** What the newest runs of a commit said about its files. */
    static Remarks remarks(Pipeline pipeline) {
        return (project, commit) ->
                pipeline.annotations(project, commit).stream()
                        .map(found -> remark(project, found))
                        .toList();
    }

    /** What runs and programs say of a commit. */
    static List<StatusLine> statuses(Pipeline pipeline, ProjectName project, String commit) {
        return pipeline.statuses().of(project, commit).stream().map(Answers::line).toList();
    }

    /** What programs say of a commit. */
    static List<StatusLine> ofPrograms(Pipeline pipeline, ProjectName project, String commit) {
        return pipeline.statuses().of(project, commit).stream()
                .filter(status -> !status.creator().equals(Identity.DURU.user()))
                .map(Answers::line)
                .toList();
    }

    private static StatusLine line(StatusStore.Status status) {
        return new StatusLine(
                status.state().name(), status.context(), status.targetUrl(), status.description());
    }

    private static Remarks.Remark remark(ProjectName project, AnnotationStore.OfCommit found) {
        Annotation note = found.annotation();
        String line = note.logLine() > 0 ? "#L" + note.logLine() : "";
        return new Remarks.Remark(
                note.level(),
                note.file(),
                note.line(),
                note.title(),
                note.message(),
                "/" + project + "/runs/" + found.run() + "/jobs/" + note.jobId() + line);
    }

    /** Those of the wanted names that are set; an environment's own wins over the project's. */
    static Map<String, String> secrets(
            dev.duru.access.Secrets secrets, EnvironmentKey environment, List<String> names) {
        Map<String, String> all = new LinkedHashMap<>(secrets.of(environment.project(), ""));
        all.putAll(secrets.of(environment.project(), environment.name()));
        all.keySet().retainAll(names);
        return all;
    }
}
