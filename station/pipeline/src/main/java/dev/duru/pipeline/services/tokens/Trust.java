package dev.duru.pipeline.services.tokens;

import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.pipeline.state.RunRow;

/** Whose code a run runs. */
final class Trust {
    private Trust() {}

    /** Whether the event is a pull request from another repository, whose code anybody wrote. */
    static boolean isFromOutside(RunRow run) {
        if (!run.event().equals("pull_request")) {
            return false;
        }
        return Json.parse(run.payload()) instanceof Obj event
                && event.at("pull_request") instanceof Obj pull
                && pull.at("head") instanceof Obj head
                && head.at("repo") instanceof Obj repository
                && repository.at("full_name") instanceof Value.Str(String name)
                && !name.equals(run.project().toString());
    }
}
