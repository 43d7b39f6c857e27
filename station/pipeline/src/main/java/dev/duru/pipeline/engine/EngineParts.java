package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.kernel.Database;
import dev.duru.pipeline.container.ContainerRoom;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.state.RunStore;
import java.util.List;
import java.util.Map;

/** What an engine is made of. */
public record EngineParts(
        Database database,
        RunStore store,
        PlanSource plans,
        Gatekeeper gatekeeper,
        Sandboxes sandboxes,
        Map<BuiltinKind, Builtin> builtins,
        List<Harvest> harvests,
        JobGrants grants,
        ActionKit actions,
        ContainerRoom containers) {

    /** An engine whose jobs wait for nobody, are granted nothing and find no other repository. */
    public EngineParts(
            Database database,
            RunStore store,
            PlanSource plans,
            Sandboxes sandboxes,
            Map<BuiltinKind, Builtin> builtins,
            List<Harvest> harvests) {
        this(
                database,
                store,
                plans,
                Gatekeeper.NOBODY,
                sandboxes,
                builtins,
                harvests,
                JobGrants.NONE,
                ActionKit.NONE,
                ContainerRoom.usual());
    }

    public EngineParts withActions(ActionKit value) {
        return new EngineParts(
                database,
                store,
                plans,
                gatekeeper,
                sandboxes,
                builtins,
                harvests,
                grants,
                value,
                containers);
    }

    public EngineParts withContainers(ContainerRoom value) {
        return new EngineParts(
                database,
                store,
                plans,
                gatekeeper,
                sandboxes,
                builtins,
                harvests,
                grants,
                actions,
                value);
    }

    public EngineParts withGrants(JobGrants value) {
        return new EngineParts(
                database,
                store,
                plans,
                gatekeeper,
                sandboxes,
                builtins,
                harvests,
                value,
                actions,
                containers);
    }

    public EngineParts withGatekeeper(Gatekeeper value) {
        return new EngineParts(
                database,
                store,
                plans,
                value,
                sandboxes,
                builtins,
                harvests,
                grants,
                actions,
                containers);
    }
}
