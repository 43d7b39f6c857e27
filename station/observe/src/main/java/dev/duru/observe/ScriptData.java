package dev.duru.observe;

import dev.duru.web.Json;

/** What a page hands to its script, as JSON between its tags. */
public final class ScriptData {
    private ScriptData() {}

    /** JSON that nothing within can end early. */
    public static String of(Object value) {
        return Json.write(value).replace("<", "\\u003c");
    }
}
