package dev.duru.app;

import dev.duru.kernel.Identity;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.github.PullRequest;
import dev.duru.pipeline.github.PullRequests;
import dev.duru.source.MergeRequests;
import dev.duru.source.Source;
import dev.duru.source.git.Commit;
import dev.duru.source.merge.MergeNote;
import dev.duru.source.merge.MergeRequest;
import java.util.List;
import java.util.Optional;

/** The merge requests of projects, as runs and GitHub's REST API see them. */
final class GithubPulls implements PullRequests {
    private static final int MOST = 1_000;

    private final Source source;

    GithubPulls(Source source) {
        this.source = source;
    }

    private MergeRequests requests() {
        return source.mergeRequests();
    }

    @Override
    public Optional<PullRequest> find(ProjectName project, long number) {
        return requests()
                .find(project, number)
                .map(found -> shown(requests().tried(project, number)));
    }

    @Override
    public List<PullRequest> list(ProjectName project, String state) {
        String wanted = state.equals("open") ? "open" : "";
        return requests().list(project, wanted, Long.MAX_VALUE, MOST).stream()
                .filter(request -> !state.equals("closed") || !request.isOpen())
                .map(this::shown)
                .toList();
    }

    @Override
    public List<Long> openFor(ProjectName project, String branch) {
        return requests().open(project).stream()
                .filter(request -> request.source().equals(branch))
                .map(MergeRequest::number)
                .toList();
    }

    @Override
    public List<Said> said(ProjectName project, long number) {
        return source.mergeTalk().notes(project, number).stream().map(GithubPulls::said).toList();
    }

    private static Said said(MergeNote note) {
        return new Said(
                note.id(),
                note.author(),
                note.body(),
                note.kind() == MergeNote.Kind.COMMENT ? "" : note.kind().word(),
                note.commit(),
                note.place().path(),
                note.place().line(),
                note.at());
    }

    @Override
    public PullRequest open(ProjectName project, String by, Proposal proposal) {
        return shown(
                requests()
                        .open(
                                project,
                                new Identity(by, false),
                                new dev.duru.source.merge.Proposal(
                                        proposal.from(),
                                        proposal.into(),
                                        proposal.title(),
                                        proposal.body(),
                                        proposal.draft())));
    }

    @Override
    public PullRequest edit(ProjectName project, long number, String by, Edit edit) {
        String state = edit.state();
        return shown(
                requests()
                        .edit(
                                project,
                                number,
                                new Identity(by, false),
                                new MergeRequests.Edit(
                                        edit.title(),
                                        edit.body(),
                                        edit.into(),
                                        null,
                                        state == null ? null : MergeRequest.State.parse(state))));
    }

    @Override
    public Said comment(ProjectName project, long number, String by, String body) {
        return said(source.mergeTalk().comment(project, number, by, body, MergeNote.Place.NONE));
    }

    @Override
    public void editComment(ProjectName project, long number, long comment, String body) {
        source.mergeTalk().editComment(project, number, comment, body);
    }

    @Override
    public void deleteComment(ProjectName project, long number, long comment) {
        source.mergeTalk().deleteComment(project, number, comment);
    }

    private PullRequest shown(MergeRequest request) {
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
