package dev.duru.pipeline.engine;

import dev.duru.dialects.plan.BuiltinKind;
import dev.duru.kernel.Database;
import dev.duru.pipeline.container.ContainerRoom;
import dev.duru.pipeline.sandbox.Sandboxes;
import dev.duru.pipeline.state.RunStore;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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
        ContainerRoom containers,
        OtherProjects others) {

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
                ContainerRoom.usual(),
                OtherProjects.NONE);
    }

    public EngineParts withGatekeeper(Gatekeeper value) {
        return with(draft -> draft.gatekeeper = value);
    }

    public EngineParts withGrants(JobGrants value) {
        return with(draft -> draft.grants = value);
    }

    public EngineParts withActions(ActionKit value) {
        return with(draft -> draft.actions = value);
    }

    public EngineParts withContainers(ContainerRoom value) {
        return with(draft -> draft.containers = value);
    }

    public EngineParts withOthers(OtherProjects value) {
        return with(draft -> draft.others = value);
    }

    private EngineParts with(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return draft.parts();
    }

    /** A copy to change. */
    private final class Draft {
        private Gatekeeper gatekeeper = EngineParts.this.gatekeeper;
        private JobGrants grants = EngineParts.this.grants;
        private ActionKit actions = EngineParts.this.actions;
        private ContainerRoom containers = EngineParts.this.containers;
        private OtherProjects others = EngineParts.this.others;

        private EngineParts parts() {
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
                    containers,
                    others);
        }
    }
}
