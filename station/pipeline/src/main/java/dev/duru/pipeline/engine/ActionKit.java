package dev.duru.pipeline.engine;

import dev.duru.pipeline.actions.ActionLibrary;
import dev.duru.pipeline.actions.ActionSettings;
import dev.duru.pipeline.actions.OwnActions;
import dev.duru.pipeline.toolchain.NodePrograms;
import dev.duru.pipeline.toolchain.Toolchains;
import java.nio.file.Path;

/** What actions that are not built in come from and run with. */
public record ActionKit(ActionLibrary library, NodePrograms node) {
    /** Actions of workspaces only: no other repository is known. */
    static final ActionKit NONE =
            new ActionKit(
                    new ActionLibrary(
                            Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "duru-actions"),
                            ActionSettings.DEFAULT.withMirror(""),
                            OwnActions.NONE),
                    new NodePrograms(new Toolchains()));
}
