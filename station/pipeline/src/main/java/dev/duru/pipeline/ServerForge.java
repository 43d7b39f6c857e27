package dev.duru.pipeline;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.builtin.Forge;
import dev.duru.pipeline.services.rest.Code;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.pipeline.state.ReleaseStore;
import dev.duru.pipeline.state.RunRow;

/** What jobs may do with the projects of this server. */
record ServerForge(Repository repository, Code code, ReleaseStore store) implements Forge {
    static Forge of(Pipeline.Ports ports, Pipeline.Stores stores) {
        return new ServerForge(
                ports.repository(), ports.services().code(), new ReleaseStore(stores.database()));
    }

    @Override
    public boolean mayRead(RunRow run, ProjectName project) {
        return project.equals(run.project())
                || (!JobTokens.isFromOutside(run) && repository.mayRead(run.by(), project));
    }

    /** A tag that does not exist is made. */
    @Override
    public void release(RunRow run, Wanted wanted) {
        if (JobTokens.isFromOutside(run)) {
            throw ProblemException.forbidden("a run from outside of the project releases nothing");
        }
        boolean there =
                store.list(run.project()).stream()
                        .anyMatch(one -> !one.draft() && one.tag().equals(wanted.tag()));
        if (there) {
            throw ProblemException.conflict(
                    "the tag " + wanted.tag() + " has a release already; delete it first");
        }
        String tag = "refs/tags/" + wanted.tag();
        if (code.commit(run.project(), tag).isEmpty()) {
            Code.Commit commit =
                    code.commit(run.project(), wanted.ref())
                            .orElseThrow(() ->
                                    ProblemException.user(
                                            "release:ref: there is no commit " + wanted.ref()));
            code.move(run.project(), run.by(), tag, commit.id(), false);
        }
        StringBuilder body = new StringBuilder(wanted.description());
        for (Link link : wanted.links()) {
            body.append("\n- [").append(link.name()).append("](").append(link.url()).append(')');
        }
        store.add(
                run.project(),
                new ReleaseStore.Release(
                        0,
                        wanted.tag(),
                        wanted.ref(),
                        wanted.name(),
                        body.toString(),
                        false,
                        false,
                        run.by(),
                        wanted.at()));
    }
}
