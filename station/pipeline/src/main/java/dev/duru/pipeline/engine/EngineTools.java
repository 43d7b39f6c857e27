package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.pipeline.container.ContainerRoom;
import dev.duru.pipeline.sandbox.Sandboxes;
import java.util.List;
import java.util.Map;

/** What jobs are run with. */
record EngineTools(
        EngineSetup setup,
        Sandboxes sandboxes,
        Map<BuiltinKind, Builtin> builtins,
        List<Harvest> harvests,
        JobGrants grants,
        ActionKit actions,
        ContainerRoom containers,
        Background background,
        JobWatch watch) {

    /** Names a job's sandbox on this machine, the same before and after a restart of Duru. */
    String sandboxName(long job) {
        return "duru-"
                + Integer.toHexString(setup.data().toAbsolutePath().toString().hashCode())
                + "-"
                + job;
    }
}
