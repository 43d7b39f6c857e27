package dev.duru.pipeline;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.github.trigger.Event;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.ProjectName;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.state.NewRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The workflows of a branch or tag, the main branch most of the time, and what runs of them an
 * event starts that is not a push.
 */
final class MainWorkflows {
    /** A workflow that can be run. */
    record Found(String file, String text, Workflow workflow) {}

    private final Repository repository;

    MainWorkflows(Repository repository) {
        this.repository = repository;
    }

    /** The newest commit of the main branch; empty for a project without one. */
    Optional<Repository.Head> head(ProjectName project) {
        return repository.resolve(project, "refs/heads/" + repository.defaultBranch(project));
    }

    /** The workflows at a commit that name an event and have no errors. */
    List<Found> of(ProjectName project, String commit, String event) {
        List<Found> found = new ArrayList<>();
        for (String file : repository.files(project, commit, WorkflowFiles.FOLDER)) {
            String text =
                    WorkflowFiles.isWorkflow(file)
                            ? repository.file(project, commit, file).orElse("")
                            : "";
            if (text.contains(event)) {
                Parsed<Workflow> parsed = GithubActions.parse(file, text);
                if (parsed.isUsable() && parsed.tree().orElseThrow().trigger(event).isPresent()) {
                    found.add(new Found(file, text, parsed.tree().orElseThrow()));
                }
            }
        }
        return found;
    }

    /**
     * The runs that an event starts.
     *
     * @param at where the workflows are from and what they run on
     * @param event its ref is the one that filters see
     * @param origin of the event, unique
     */
    List<NewRun> runs(
            ProjectName project, Repository.Head at, Event event, String by, String origin) {
        List<NewRun> runs = new ArrayList<>();
        for (Found found : of(project, at.id(), event.name())) {
            if (GithubActions.matches(found.workflow(), event).starts()) {
                runs.add(run(project, at, found, new Cause(event, by, origin)));
            }
        }
        return runs;
    }

    /** What starts a run. */
    record Cause(Event event, String by, String origin) {}

    NewRun run(ProjectName project, Repository.Head at, Found found, Cause cause) {
        Obj payload = cause.event().payload();
        return new NewRun(
                project,
                at.id(),
                at.ref(),
                cause.event().name(),
                Json.write(payload),
                "{}",
                found.file(),
                found.text(),
                found.workflow().title(),
                at.message().lines().findFirst().orElse(found.workflow().title()),
                cause.by(),
                cause.origin() + ":" + found.file());
    }
}
