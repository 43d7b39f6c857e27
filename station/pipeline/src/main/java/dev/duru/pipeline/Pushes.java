package dev.duru.pipeline;

import dev.duru.dialects.github.GithubActions;
import dev.duru.dialects.github.Parsed;
import dev.duru.dialects.github.syntax.Workflow;
import dev.duru.dialects.github.trigger.Event;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact.CommitPushed;
import dev.duru.pipeline.github.Payloads;
import dev.duru.pipeline.github.WorkflowFiles;
import dev.duru.pipeline.state.NewRun;
import java.util.ArrayList;
import java.util.List;

/** What runs a push starts. */
final class Pushes {
    private final Repository repository;

    Pushes(Repository repository) {
        this.repository = repository;
    }

    /** One for each workflow that the push starts, or that cannot be read. */
    List<NewRun> runs(Entry entry) {
        CommitPushed push = (CommitPushed) entry.fact();
        List<String> files =
                repository.files(push.project(), push.commit(), WorkflowFiles.FOLDER).stream()
                        .filter(WorkflowFiles::isWorkflow)
                        .sorted()
                        .toList();
        if (files.isEmpty()) {
            return List.of();
        }
        String message =
                repository
                        .resolve(push.project(), push.commit())
                        .map(Repository.Head::message)
                        .orElse(push.title());
        if (WorkflowFiles.asksToSkip(message)) {
            return List.of();
        }
        Obj payload =
                Payloads.push(
                        push.project(),
                        push.ref(),
                        push.before(),
                        new Payloads.Commit(
                                push.commit(), message, push.author(), push.committedAt()),
                        push.by());
        Event event = new Event("push", push.ref(), changed(push), payload);
        List<NewRun> runs = new ArrayList<>();
        for (String file : files) {
            String text = repository.file(push.project(), push.commit(), file).orElse("");
            Parsed<Workflow> parsed = GithubActions.parse(file, text);
            if (starts(parsed, event)) {
                runs.add(
                        new NewRun(
                                push.project(),
                                push.commit(),
                                push.ref(),
                                "push",
                                Json.write(payload),
                                "{}",
                                file,
                                text,
                                parsed.tree().map(Workflow::title).orElse(file),
                                push.title(),
                                push.by(),
                                "push:" + entry.sequence() + ":" + file));
            }
        }
        return runs;
    }

    private List<String> changed(CommitPushed push) {
        return List.copyOf(repository.changedPaths(push.project(), push.before(), push.commit()));
    }

    /** A file that cannot be read makes a run too, which says why. */
    private static boolean starts(Parsed<Workflow> parsed, Event event) {
        return parsed.tree().isEmpty()
                || (parsed.tree().get().triggers().isEmpty() && !parsed.isUsable())
                || GithubActions.matches(parsed.tree().get(), event).starts();
    }
}
