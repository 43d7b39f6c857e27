package dev.duru.app;

import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.MergeRequests;
import dev.duru.pipeline.Pipeline;
import dev.duru.pipeline.github.PullRequest;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import dev.duru.source.Checks;
import dev.duru.source.Source;
import dev.duru.source.git.Commit;
import dev.duru.source.merge.Check;
import dev.duru.source.merge.MergeNote;
import dev.duru.source.merge.MergeRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How source and pipeline answer each other's questions about merge requests. */
final class MergeAnswers {
    private MergeAnswers() {}

    /** The newest run of each workflow and event about a head. */
    static Checks checks(Pipeline pipeline) {
        return (project, number, head) -> {
            Map<String, Check> newest = new LinkedHashMap<>();
            for (RunRow run : pipeline.runs(project, number, head)) {
                newest.putIfAbsent(run.workflow() + " " + run.event(), check(project, run));
            }
            return List.copyOf(newest.values());
        };
    }

    private static Check check(ProjectName project, RunRow run) {
        return new Check(
                run.name() + " / " + run.event(),
                run.state().word(),
                "/" + project + "/runs/" + run.number(),
                run.state().isFinal(),
                run.state() == State.SUCCESS || run.state() == State.SKIPPED);
    }

    /** Merge requests as runs see them. */
    static MergeRequests requests(Source source) {
        return new MergeRequests() {
            @Override
            public Optional<PullRequest> find(ProjectName project, long number) {
                return source.mergeRequests()
                        .find(project, number)
                        .map(found -> pull(source, source.mergeRequests().tried(project, number)));
            }

            @Override
            public List<Long> open(ProjectName project, String branch) {
                return source.mergeRequests().open(project).stream()
                        .filter(request -> request.source().equals(branch))
                        .map(MergeRequest::number)
                        .toList();
            }

            @Override
            public String said(ProjectName project, long number, long note) {
                return source.mergeTalk().notes(project, number).stream()
                        .filter(each -> each.id() == note)
                        .findFirst()
                        .map(MergeNote::body)
                        .orElse("");
            }
        };
    }

    private static PullRequest pull(Source source, MergeRequest request) {
        ProjectName project = request.project();
        return new PullRequest(
                project,
                request.number(),
                request.title(),
                request.description(),
                request.author(),
                request.draft(),
                request.state().word(),
                new PullRequest.End(request.source(), request.head()),
                new PullRequest.End(
                        request.target(),
                        source.resolve(project, request.targetRef()).map(Commit::id).orElse("")),
                request.tip().base(),
                request.merged().isEmpty() ? request.trial().commit() : request.merged(),
                request.isOpen() ? "" : request.endedBy(),
                request.createdAt(),
                request.updatedAt(),
                request.endedAt());
    }
}
