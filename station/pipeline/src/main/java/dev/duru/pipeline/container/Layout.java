package dev.duru.pipeline.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The folders of a job on this machine.
 *
 * @param work what becomes {@code /__w/NAME}, around the workspace, which need not lie in it
 * @param workspace where steps begin
 * @param commands the files of the steps' file commands, in temp
 * @param workflow the folder of the event's file
 * @param actions where actions of other repositories are unpacked
 * @param programs of this machine that are shown read-only, such as Node.js, and their names inside
 * @param certificates files of authorities that programs trust, and their names inside
 * @param inside how the workspace is called inside; {@code ""} for GitHub's name
 */
public record Layout(
        Path work,
        Path workspace,
        Path temp,
        Path home,
        Path tools,
        Path commands,
        Path workflow,
        Path actions,
        Map<Path, String> programs,
        Map<Path, String> certificates,
        String inside) {

    public Layout {
        programs = Map.copyOf(programs);
        certificates = Map.copyOf(certificates);
    }

    /** What the container of a job sees; the names are those of GitHub's open runner. */
    PathTable ofJob() {
        PathTable table = new PathTable();
        String name = String.valueOf(workspace.getFileName());
        if (!inside.isEmpty()) {
            table.mount(workspace, inside);
        } else if (workspace.startsWith(work)) {
            table.mount(work, "/__w/" + name);
        } else {
            table.mount(workspace, "/__w/" + name + "/" + name);
        }
        table.mount(temp, "/__w/_temp").mount(tools, "/__t");
        table.mount(home, "/github/home").add(workflow, "/github/workflow", true, true);
        table.mount(actions, "/__w/_actions");
        programs.forEach((outside, inside) -> table.add(outside, inside, true, true));
        certificates.forEach((outside, inside) -> table.add(outside, inside, true, true));
        return table;
    }

    /** What the container of an action sees. */
    PathTable ofAction() {
        PathTable table = new PathTable();
        table.mount(workspace, "/github/workspace").mount(temp, "/github/runner_temp");
        table.mount(home, "/github/home").add(workflow, "/github/workflow", true, true);
        table.mount(commands, "/github/file_commands");
        certificates.forEach((outside, inside) -> table.add(outside, inside, true, true));
        return table;
    }

    /** Folders that a job may mount elsewhere too. */
    List<Path> own() {
        return List.of(work, workspace, temp, home, tools);
    }
}
