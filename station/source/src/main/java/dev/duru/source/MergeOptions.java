package dev.duru.source;

import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.source.git.Commit;
import dev.duru.source.merge.MergeMethod;
import dev.duru.source.merge.MergeRequest;
import dev.duru.source.merge.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Merge requests by {@code git push -o merge_request.create}, with the options that GitLab
 * documents for it; and what a push of a branch says about the request that it has or could have.
 *
 * @param origin scheme, host and port of the links that are printed
 */
record MergeOptions(Source source, String origin) {
    private static final String PREFIX = "merge_request.";

    /** What the options of a push ask for. */
    private static final class Wish {
        boolean create;
        String target = "";
        String title = "";
        String description = "";
        boolean draft;
        boolean auto;
        boolean deleteSource;
        boolean squash;
    }

    /**
     * Does what the options say with the branches that were pushed.
     *
     * @param options as the client sent them
     * @param say takes a line for the client
     */
    void follow(
            ProjectName project,
            Identity by,
            List<Fact.OfProject> facts,
            List<String> options,
            Consumer<String> say) {
        Wish wish = wish(options, say);
        for (Fact.OfProject fact : facts) {
            if (fact instanceof Fact.CommitPushed pushed
                    && pushed.ref().startsWith("refs/heads/")) {
                try {
                    branch(project, by, pushed, wish, say);
                } catch (ProblemException e) {
                    say.accept("no merge request: " + e.detail());
                }
            }
        }
    }

    private static Wish wish(List<String> options, Consumer<String> say) {
        Wish wish = new Wish();
        for (String option : options) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            switch (name) {
                case PREFIX + "create" -> wish.create = true;
                case PREFIX + "target" -> wish.target = value;
                case PREFIX + "title" -> wish.title = value;
                case PREFIX + "description" -> wish.description = value.replace("\\n", "\n");
                case PREFIX + "draft" -> wish.draft = true;
                case PREFIX + "merge_when_pipeline_succeeds", PREFIX + "auto_merge" ->
                        wish.auto = true;
                case PREFIX + "remove_source_branch" -> wish.deleteSource = true;
                case PREFIX + "squash" -> wish.squash = true;
                default -> {
                    if (name.startsWith(PREFIX)) {
                        say.accept("the push option " + name + " is not known here");
                    }
                }
            }
        }
        return wish;
    }

    private void branch(
            ProjectName project,
            Identity by,
            Fact.CommitPushed pushed,
            Wish wish,
            Consumer<String> say) {
        String branch = pushed.ref().substring("refs/heads/".length());
        String main = source.defaultBranch(project);
        MergeRequests requests = source.mergeRequests();
        List<MergeRequest> open =
                new ArrayList<>(
                        requests.open(project).stream()
                                .filter(request -> request.source().equals(branch))
                                .toList());
        if (!wish.create) {
            if (open.isEmpty() && !branch.equals(main) && pushed.before().isEmpty()) {
                say.accept(
                        "to merge it: "
                                + origin
                                + "/"
                                + project
                                + "/merge-requests/new?source="
                                + CodeLinks.encode(branch));
            }
            open.forEach(request -> say.accept(line(request)));
            return;
        }
        String target = wish.target.isEmpty() ? main : wish.target;
        Optional<MergeRequest> same =
                open.stream().filter(request -> request.target().equals(target)).findFirst();
        MergeRequest request =
                same.isPresent()
                        ? requests.edit(project, same.get().number(), by, edit(wish))
                        : requests.open(project, by, proposal(pushed, branch, target, wish));
        if (wish.auto) {
            MergeMethod method =
                    wish.squash ? MergeMethod.SQUASH : requests.settings(project).method();
            requests.mergeWhenReady(
                    request, new MergeRequest.Auto(by.user(), method, wish.deleteSource));
        }
        say.accept(line(request));
    }

    private String line(MergeRequest request) {
        return "merge request !"
                + request.number()
                + " into "
                + request.target()
                + ": "
                + origin
                + "/"
                + request.project()
                + "/merge-requests/"
                + request.number();
    }

    private static MergeRequests.Edit edit(Wish wish) {
        return new MergeRequests.Edit(
                wish.title.isEmpty() ? null : wish.title,
                wish.description.isEmpty() ? null : wish.description,
                null,
                wish.draft ? true : null,
                null);
    }

    private Proposal proposal(Fact.CommitPushed pushed, String branch, String target, Wish wish) {
        String body =
                wish.description.isEmpty()
                        ? source.commit(pushed.project(), pushed.commit())
                                .map(Commit::body)
                                .orElse("")
                        : wish.description;
        return new Proposal(
                branch,
                target,
                wish.title.isEmpty() ? pushed.title() : wish.title,
                body,
                wish.draft);
    }
}
