package dev.duru.app;

import dev.duru.delivery.Branches;
import dev.duru.delivery.Delivery;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.Pipeline;
import dev.duru.pipeline.github.PullRequest;
import dev.duru.pipeline.state.RunFilter;
import dev.duru.pipeline.state.RunRow;
import dev.duru.pipeline.state.State;
import dev.duru.source.Checks;
import dev.duru.source.Previews;
import dev.duru.source.Source;
import dev.duru.source.merge.Check;
import dev.duru.web.StatusLine;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How others answer what source asks about merge requests, and source what delivery asks. */
final class MergeAnswers {
    private MergeAnswers() {}

    /** The newest run of each workflow and event about a head. */
    static Checks checks(Pipeline pipeline) {
        return (project, number, head) -> {
            Map<String, Check> newest = new LinkedHashMap<>();
            for (RunRow run : runs(pipeline, project, number, head)) {
                newest.putIfAbsent(run.workflow() + " " + run.event(), check(project, run));
            }
            return List.copyOf(newest.values());
        };
    }

    /** Those of the head, and those of the merge that was tried with it, newest first. */
    private static List<RunRow> runs(
            Pipeline pipeline, ProjectName project, long number, String head) {
        RunFilter tried = RunFilter.newest(200).withRef("refs/pull/" + number + "/merge");
        return Stream.concat(
                        pipeline.runs(project, RunFilter.of(head)).stream(),
                        pipeline.runs(project, tried).stream()
                                .filter(run -> PullRequest.judged(run).equals(head)))
                .sorted(Comparator.comparingLong(RunRow::number).reversed())
                .toList();
    }

    /** The open requests and the branches, as delivery asks for them. */
    static Branches branches(Source source) {
        return new Branches() {
            @Override
            public boolean exists(ProjectName project, String branch) {
                return source.resolve(project, "refs/heads/" + branch).isPresent();
            }

            @Override
            public List<Request> requests(ProjectName project) {
                return source.mergeRequests().open(project).stream()
                        .map(each -> new Request(each.number(), each.source(), each.head()))
                        .toList();
            }
        };
    }

    /** The environments that a request, or its branch, has for itself. */
    static Previews previews(Supplier<Delivery> delivery) {
        return request ->
                delivery.get().previews(request.project()).stream()
                        .filter(preview ->
                                preview.review().request() == request.number()
                                        || preview.review().request() == 0
                                                && preview.review()
                                                        .branch()
                                                        .equals(request.source()))
                        .map(preview ->
                                new StatusLine(
                                        preview.state(),
                                        preview.review().environment().name(),
                                        "/"
                                                + request.project()
                                                + "/environments/"
                                                + preview.review().environment().name(),
                                        preview.address()))
                        .toList();
    }

    private static Check check(ProjectName project, RunRow run) {
        return new Check(
                run.name() + " / " + run.event(),
                run.state().word(),
                "/" + project + "/runs/" + run.number(),
                run.state().isFinal(),
                run.state() == State.SUCCESS || run.state() == State.SKIPPED);
    }
}
